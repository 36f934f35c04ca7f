using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Training;

/// <summary>A network with the state of its optimiser in one safetensors file: all that training needs to go on.</summary>
internal static class TrainingCheckpoint
{
    public static void Write(
        string path, SegmentationNetwork model, NesterovRmsProp optimizer, IReadOnlyDictionary<string, string> metadata) =>
        ModelFile.Write(path, model, metadata, optimizer.State());

    /// <summary>Fills both from the file.</summary>
    /// <returns>The metadata it was written with.</returns>
    /// <exception cref="InvalidInputException">The file is broken, or of another network.</exception>
    public static IReadOnlyDictionary<string, string> Restore(string path, SegmentationNetwork model, NesterovRmsProp optimizer)
    {
        var (tensors, metadata) = SafeTensors.Read(path);
        ModelFile.Load(path, model, tensors);
        using (no_grad())
        {
            foreach (var (name, state) in optimizer.State())
            {
                state.copy_(tensors.TryGetValue(ModelFile.OptimizerPrefix + name, out var saved)
                    ? saved
                    : throw new InvalidInputException(
                        path, $"holds no optimiser state for {name}, so training cannot continue from it. Start the training again."));
            }
        }

        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        return metadata;
    }
}
