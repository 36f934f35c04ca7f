using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.IO;

/// <summary>
/// The header of a safetensors file: 8 bytes with its length, then JSON that names each tensor's type, shape and place. It stands in this stage because
/// published brain networks are the first weights that a scan meets; BrainMets' own models are read with it too.
/// </summary>
/// <param name="Tensors">By name.</param>
/// <param name="Metadata">What the writer added.</param>
/// <param name="DataStart">Where in the file the offsets count from.</param>
internal sealed record SafeTensorsHeader(
    IReadOnlyDictionary<string, SafeTensorsHeader.Entry> Tensors, IReadOnlyDictionary<string, string> Metadata, long DataStart)
{
    public const string MetadataKey = "__metadata__";

    private const long MostHeaderBytes = 100_000_000;

    /// <exception cref="InvalidInputException">The file is not safetensors, or is cut.</exception>
    public static SafeTensorsHeader Read(FileStream file, string path)
    {
        var prefix = new byte[8];
        var length = file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) == 8 ? BinaryPrimitives.ReadInt64LittleEndian(prefix) : -1;
        if (length is < 2 or > MostHeaderBytes || 8 + length > file.Length)
        {
            throw Broken(path, $"its header claims {length} bytes in a file of {file.Length}");
        }

        var json = new byte[length];
        file.ReadExactly(json);
        try
        {
            var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [];
            var tensors = header.Where(h => h.Key != MetadataKey).ToDictionary(
                h => h.Key, h => h.Value.Deserialize<Entry>() ?? throw Broken(path, $"tensor {h.Key} has no description"));
            var metadata = header.TryGetValue(MetadataKey, out var written) ? written.Deserialize<Dictionary<string, string>>() ?? [] : [];
            return new SafeTensorsHeader(tensors, metadata, 8 + length);
        }
        catch (JsonException e)
        {
            throw Broken(path, $"its header is not JSON ({e.Message})");
        }
    }

    /// <summary>A tensor's bytes, once its place has been checked against the file's length.</summary>
    /// <param name="file">Open for reading.</param>
    /// <param name="path">For messages.</param>
    /// <param name="name">Of the tensor.</param>
    /// <param name="elementBytes">Bytes of one number.</param>
    /// <exception cref="InvalidInputException">Shape and place do not fit each other or the file.</exception>
    public byte[] ReadTensor(FileStream file, string path, string name, int elementBytes)
    {
        var entry = Tensors[name];
        var count = entry.Shape.Aggregate(1L, (product, length) => length < 0 ? throw Broken(path, $"tensor {name} has a negative size") : checked(product * length));
        if (entry.Offsets is not [var start, var end] || start < 0 || end - start != count * elementBytes || DataStart + end > file.Length)
        {
            throw Broken(path, $"tensor {name} of shape [{string.Join(", ", entry.Shape)}] does not fit its place in a file of {file.Length} bytes");
        }

        var bytes = new byte[end - start];
        file.Position = DataStart + start;
        file.ReadExactly(bytes);
        return bytes;
    }

    public static InvalidInputException Broken(string path, string what) =>
        new(path, $"is not a whole safetensors file: {what}. Copy it again, or make it anew.");

    internal sealed record Entry(
        [property: JsonPropertyName("dtype")] string DType,
        [property: JsonPropertyName("shape")] long[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] Offsets);
}
