using System.Runtime.InteropServices;
using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Reads SynthStrip's published weights from a safetensors file and holds them against the published list of layers.</summary>
public static class SynthstripWeights
{
    /// <summary>Weight and bias of each layer by their names in the checkpoint.</summary>
    /// <exception cref="InvalidInputException">The file is broken, or a tensor is missing, surplus, misshapen or not float32.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = SafeTensorsHeader.Read(file, path);
        var expected = SynthstripLayer.All
            .SelectMany(l => new[] { (Name: l.Name + ".weight", Shape: l.WeightShape), (Name: l.Name + ".bias", Shape: [l.Outputs]) })
            .ToDictionary(t => t.Name, t => t.Shape);
        var faults = Faults(header, expected).ToList();
        return faults.Count == 0
            ? expected.Keys.ToDictionary(name => name, name => MemoryMarshal.Cast<byte, float>(header.ReadTensor(file, path, name, sizeof(float))).ToArray())
            : throw new InvalidInputException(
                path,
                $"does not hold SynthStrip's network: {string.Join("; ", faults.Take(3))}{(faults.Count > 3 ? $"; {faults.Count - 3} more" : "")}. "
                + $"Expected are the {expected.Count} tensors of the published checkpoint's model_state_dict, in float32; docs/brain-extraction.md says how to write them.");
    }

    private static IEnumerable<string> Faults(SafeTensorsHeader header, Dictionary<string, long[]> expected)
    {
        foreach (var (name, shape) in expected)
        {
            if (!header.Tensors.TryGetValue(name, out var found))
            {
                yield return $"{name} is missing";
            }
            else if (!found.Shape.AsSpan().SequenceEqual(shape))
            {
                yield return $"{name} has shape [{string.Join(", ", found.Shape)}], expected [{string.Join(", ", shape)}]";
            }
            else if (found.DType != "F32")
            {
                yield return $"{name} is of type {found.DType}, expected F32";
            }
        }

        foreach (var surplus in header.Tensors.Keys.Where(name => !expected.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            yield return $"{surplus} is not part of the network";
        }
    }
}
