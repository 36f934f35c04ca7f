using System.Buffers.Binary;
using System.Text.Json;
using BrainMets.Imaging;
using static TorchSharp.torch;

namespace BrainMets.Model.Weights;

/// <summary>
/// The safetensors file format: 8 bytes with the length of a JSON header, the header, raw little-endian tensors. It can hold nothing that
/// runs. Written with sorted names and to a temporary name first; read with every offset checked before anything is allocated.
/// </summary>
public static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const long MostHeaderBytes = 100_000_000;

    private static readonly Dictionary<string, (ScalarType Type, int Bytes)> Types = new()
    {
        ["F32"] = (ScalarType.Float32, 4),
        ["F64"] = (ScalarType.Float64, 8),
        ["I64"] = (ScalarType.Int64, 8),
        ["U8"] = (ScalarType.Byte, 1),
    };

    /// <summary>Same tensors and metadata give the same bytes.</summary>
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var ordered = tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var header = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            [MetadataKey] = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal),
        };
        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            var (code, bytes) = Types.Where(t => t.Value.Type == tensor.dtype).Select(t => (t.Key, t.Value.Bytes)).First();
            var end = offset + (tensor.numel() * bytes);
            header[name] = new Entry(code, tensor.shape, [offset, end]);
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header, Entry.Json);
        var temporary = path + ".partial";
        using (var file = File.Create(temporary))
        {
            var padded = (json.Length + 7) / 8 * 8;
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(json);
            file.Write("       "u8[..(padded - json.Length)]);
            foreach (var (_, tensor) in ordered)
            {
                using var detached = tensor.detach();
                using var contiguous = detached.contiguous();
                file.Write(contiguous.bytes);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The metadata alone.</summary>
    /// <exception cref="CaseDataException">The file is not safetensors, or is cut.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        var (header, _) = ReadHeader(file, path);
        return Metadata(header);
    }

    /// <summary>Everything in the file; the caller owns the tensors.</summary>
    /// <exception cref="CaseDataException">The file is not safetensors, or is cut.</exception>
    public static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        using var file = File.OpenRead(path);
        var (header, dataStart) = ReadHeader(file, path);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, element) in header.Where(h => h.Key != MetadataKey))
        {
            var entry = element.Deserialize<Entry>(Entry.Json) ?? throw Broken(path, $"tensor {name} has no description");
            tensors[name] = ReadTensor(file, path, name, entry, dataStart);
        }

        return (tensors, Metadata(header));
    }

    private static Tensor ReadTensor(FileStream file, string path, string name, Entry entry, long dataStart)
    {
        if (!Types.TryGetValue(entry.DType, out var type))
        {
            throw Broken(path, $"tensor {name} has type {entry.DType}; known are {string.Join(", ", Types.Keys)}");
        }

        var count = entry.Shape.Aggregate(1L, (product, length) => length < 0 ? throw Broken(path, $"tensor {name} has a negative size") : checked(product * length));
        if (entry.Offsets is not [var start, var end] || start < 0 || end - start != count * type.Bytes || dataStart + end > file.Length)
        {
            throw Broken(path, $"tensor {name} of shape [{string.Join(", ", entry.Shape)}] does not fit its place in a file of {file.Length} bytes");
        }

        var bytes = new byte[end - start];
        file.Position = dataStart + start;
        file.ReadExactly(bytes);
        var tensor = empty(entry.Shape, type.Type).DetachFromDisposeScope();
        tensor.bytes = bytes;
        return tensor;
    }

    private static (Dictionary<string, JsonElement> Header, long DataStart) ReadHeader(FileStream file, string path)
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
            return (JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json) ?? [], 8 + length);
        }
        catch (JsonException e)
        {
            throw Broken(path, $"its header is not JSON ({e.Message})");
        }
    }

    private static Dictionary<string, string> Metadata(Dictionary<string, JsonElement> header) =>
        header.TryGetValue(MetadataKey, out var metadata) ? metadata.Deserialize<Dictionary<string, string>>() ?? [] : [];

    private static CaseDataException Broken(string path, string what) =>
        new(path, $"is not a whole safetensors file: {what}. Copy it again, or train anew.");

    private sealed record Entry(
        [property: System.Text.Json.Serialization.JsonPropertyName("dtype")] string DType,
        [property: System.Text.Json.Serialization.JsonPropertyName("shape")] long[] Shape,
        [property: System.Text.Json.Serialization.JsonPropertyName("data_offsets")] long[] Offsets)
    {
        public static JsonSerializerOptions Json { get; } = new();
    }
}
