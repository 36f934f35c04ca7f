using System.Buffers.Binary;
using System.Text.Json;
using BrainMets.Imaging;
using BrainMets.Preprocessing;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>
/// The safetensors file format: 8 bytes with the length of a JSON header, the header, raw little-endian tensors. It can hold nothing that
/// runs. Written with sorted names and to a temporary name first; read with every offset checked before anything is allocated.
/// </summary>
public static class SafeTensors
{
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
            [SafeTensorsHeader.MetadataKey] = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal),
        };
        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            var (code, bytes) = Types.Where(t => t.Value.Type == tensor.dtype).Select(t => (t.Key, t.Value.Bytes)).First();
            var end = offset + (tensor.numel() * bytes);
            header[name] = new SafeTensorsHeader.Entry(code, tensor.shape, [offset, end]);
            offset = end;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
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
    /// <exception cref="InvalidInputException">The file is not safetensors, or is cut.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        return SafeTensorsHeader.Read(file, path).Metadata;
    }

    /// <summary>Everything in the file; the caller owns the tensors.</summary>
    /// <exception cref="InvalidInputException">The file is not safetensors, or is cut.</exception>
    public static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = SafeTensorsHeader.Read(file, path);
        return (header.Tensors.Keys.ToDictionary(name => name, name => ReadTensor(file, path, name, header)), header.Metadata);
    }

    private static Tensor ReadTensor(FileStream file, string path, string name, SafeTensorsHeader header)
    {
        var entry = header.Tensors[name];
        if (!Types.TryGetValue(entry.DType, out var type))
        {
            throw SafeTensorsHeader.Broken(path, $"tensor {name} has type {entry.DType}; known are {string.Join(", ", Types.Keys)}");
        }

        var bytes = header.ReadTensor(file, path, name, type.Bytes);
        var tensor = empty(entry.Shape, type.Type).DetachFromDisposeScope();
        tensor.bytes = bytes;
        return tensor;
    }
}
