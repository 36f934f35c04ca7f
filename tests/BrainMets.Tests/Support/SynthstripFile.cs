using BrainMets.Model;
using BrainMets.Preprocessing;
using static TorchSharp.torch;

namespace BrainMets.Tests.Support;

/// <summary>Files with the tensors of SynthStrip's checkpoint, holding anything but its weights.</summary>
internal static class SynthstripFile
{
    public static Dictionary<string, float[]> RandomWeights(int seed)
    {
        var random = new Random(seed);
        float[] Draw(long count, double scale) =>
            [.. Enumerable.Range(0, (int)count).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
        return SynthstripLayer.All
            .SelectMany(l => new[] { (l.Name + ".weight", Draw(27L * l.Inputs * l.Outputs, 4 / Math.Sqrt(27.0 * l.Inputs))),
                (l.Name + ".bias", Draw(l.Outputs, 0.1)) })
            .ToDictionary(w => w.Item1, w => w.Item2);
    }

    public static void Write(string path, Dictionary<string, float[]> weights)
    {
        using var scope = NewDisposeScope();
        var shapes = SynthstripLayer.All.ToDictionary(l => l.Name + ".weight", l => l.WeightShape);
        SafeTensors.Write(
            path, weights.Select(w => (w.Key, shapes.TryGetValue(w.Key, out var shape) ? tensor(w.Value).reshape(shape) : tensor(w.Value))),
                new Dictionary<string, string>());
    }
}
