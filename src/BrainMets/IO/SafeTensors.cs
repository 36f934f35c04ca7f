using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BrainMets.IO;

/// <summary>
/// The header of a safetensors file: 8 bytes with its length, then JSON that names each tensor's type, shape and place. Every offset is
/// checked before anything is allocated.
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
        var count = entry.Shape.Aggregate(
            1L, (product, length) => length < 0 ? throw Broken(path, $"tensor {name} has a negative size") : checked(product * length));
        if (entry.Offsets is not [var start, var end] || start < 0 || end - start != count * elementBytes || DataStart + end > file.Length)
        {
            throw Broken(
                path, $"tensor {name} of shape [{string.Join(", ", entry.Shape)}] does not fit its place in a file of {file.Length} bytes");
        }

        var bytes = new byte[end - start];
        file.Position = DataStart + start;
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>What the writer of a file added to it.</summary>
    /// <exception cref="InvalidInputException">The file is not safetensors, or is cut.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file, path).Metadata;
    }

    public static InvalidInputException Broken(string path, string what) =>
        new(path, $"is not a complete safetensors file: {what}. Copy it again, or make it again.");

    internal sealed record Entry(
        [property: JsonPropertyName("dtype")] string DType,
        [property: JsonPropertyName("shape")] long[] Shape,
        [property: JsonPropertyName("data_offsets")] long[] Offsets);
}

/// <summary>A tensor on its way into a file.</summary>
/// <param name="Name">Unique in the file.</param>
/// <param name="DType">Type of its numbers, as the format calls it: "F32".</param>
/// <param name="Shape">Sizes, the slowest dimension first.</param>
/// <param name="Bytes">How many bytes its numbers take.</param>
internal sealed record StoredTensor(string Name, string DType, long[] Shape, long Bytes);

/// <summary>
/// Writes the safetensors format, which can hold nothing that runs: the length of a JSON header, the header, raw tensors.
/// </summary>
internal static class SafeTensorsFile
{
    private const int Alignment = 8;

    /// <summary>Sorted by name, so that the same tensors and metadata give the same bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">In any order.</param>
    /// <param name="metadata">Further entries of the file's metadata.</param>
    /// <param name="write">
    /// Writes the numbers of a tensor, little-endian; called when its turn comes, so that no more than one is in memory twice.
    /// </param>
    public static void Write(
        string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata, Action<StoredTensor, Stream> write)
    {
        var ordered = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            [SafeTensorsHeader.MetadataKey] = new SortedDictionary<string,
            string>(metadata.ToDictionary(), StringComparer.Ordinal),
        };
        long offset = 0;
        foreach (var tensor in ordered)
        {
            header[tensor.Name] = new SafeTensorsHeader.Entry(tensor.DType, tensor.Shape, [offset, offset + tensor.Bytes]);
            offset += tensor.Bytes;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + Alignment - 1) / Alignment * Alignment;
        AtomicFile.Write(path, file =>
        {
            Span<byte> length = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(json);
            file.Write("       "u8[..(padded - json.Length)]);
            ordered.ForEach(tensor => write(tensor, file));
        });
    }
}
