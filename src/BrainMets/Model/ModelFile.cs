using System.Text.Json;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>
/// A trained network as one safetensors file: weights, batch statistics, shape, and what else its maker wrote into the metadata.
/// </summary>
internal static class ModelFile
{
    /// <summary>Metadata key of the network's shape (JSON of its <see cref="NetworkOptions"/>).</summary>
    public const string ModelKey = "brainmets.model";

    /// <summary>Metadata key of the network's kind; absent for the default kind, which is the only one that older files hold.</summary>
    public const string KindKey = "brainmets.network";

    /// <summary>Tensors under names that begin so belong to the training that made the file, not to the network.</summary>
    public const string OptimizerPrefix = "optimizer.";

    /// <summary>Parameters and buffers by name.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Tensors(SegmentationNetwork model) =>
        model.state_dict().Select(s => (s.Key, s.Value));

    /// <summary>Writes the network.</summary>
    public static void Write(string path, SegmentationNetwork model, IReadOnlyDictionary<string, string> metadata) =>
        Write(path, model, metadata, []);

    /// <summary>Writes the network with the state of an optimiser, so that training can go on from the file.</summary>
    public static void Write(
        string path,
        SegmentationNetwork model,
        IReadOnlyDictionary<string, string> metadata,
        IEnumerable<(string Name, Tensor Tensor)> optimizer)
    {
        var all = new Dictionary<string, string>(metadata)
        {
            [ModelKey] = JsonSerializer.Serialize(model.Options, model.Options.GetType(), JsonFormats.Compact),
        };
        if (NetworkKind.Of(model.Options) is var kind && kind != NetworkKind.Default)
        {
            all[KindKey] = kind.Name;
        }

        SafeTensors.Write(path, Tensors(model).Concat(optimizer.Select(o => (OptimizerPrefix + o.Name, o.Tensor))), all);
    }

    /// <summary>Makes the network the file describes and fills it; a missing, surplus or misshapen tensor is an error.</summary>
    /// <exception cref="InvalidInputException">The file is broken, or not one of ours.</exception>
    public static (SegmentationNetwork Model, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        var (tensors, metadata) = SafeTensors.Read(path);
        try
        {
            if (!metadata.TryGetValue(ModelKey, out var shape))
            {
                throw new InvalidInputException(path,
                    $"holds no \"{ModelKey}\" in its metadata, so it was not written by BrainMets. Give a model made by `mets train`.");
            }

            var kind = Kind(path, metadata);
            var options = (NetworkOptions?)JsonSerializer.Deserialize(shape, kind.Defaults.GetType(), JsonFormats.Compact) ?? kind.Defaults;
            var model = options.Build(seed: 1); // The seed decides weights that the file replaces.
            Load(path, model, tensors);
            return (model, metadata);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>Copies tensors into a network of the same shape.</summary>
    /// <exception cref="InvalidInputException">A tensor is missing, surplus or of another shape.</exception>
    public static void Load(string path, SegmentationNetwork model, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var own = Tensors(model).ToDictionary(t => t.Name, t => t.Tensor);
        var missing = own.Keys.Except(tensors.Keys).ToList();
        var surplus = tensors.Keys.Except(own.Keys).Where(k => !k.StartsWith(OptimizerPrefix, StringComparison.Ordinal)).ToList();
        if (missing.Count + surplus.Count > 0)
        {
            throw new InvalidInputException(
                path, $"does not fit the network: missing [{string.Join(", ", missing)}], unknown [{string.Join(", ", surplus)}].");
        }

        using var guard = no_grad();
        foreach (var (name, tensor) in own)
        {
            if (!tensor.shape.SequenceEqual(tensors[name].shape))
            {
                throw new InvalidInputException(
                    path, $"tensor {name} has shape [{string.Join(", ", tensors[name].shape)}]; the network needs "
                        + $"[{string.Join(", ", tensor.shape)}].");
            }

            tensor.copy_(tensors[name]);
        }

        foreach (var norm in model.modules().OfType<WindowedBatchNorm>())
        {
            norm.BuffersChanged();
        }
    }

    private static NetworkKind Kind(string path, IReadOnlyDictionary<string, string> metadata) =>
        !metadata.TryGetValue(KindKey, out var name) ? NetworkKind.Default
            : NetworkKind.Named(name) ?? throw new InvalidInputException(
                path,
                $"is a network of kind \"{name}\"; this version of BrainMets has {NetworkKind.Names}. "
                + "Use the version that made it, or a later one.");
}

/// <summary>Tensors in safetensors files (<see cref="SafeTensorsFile"/>): between them and their bytes.</summary>
internal static class SafeTensors
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
        var byName = tensors.ToDictionary(t => t.Name, t => t.Tensor);
        SafeTensorsFile.Write(path, byName.Select(t => Described(t.Key, t.Value)), metadata, (stored, stream) =>
        {
            using var detached = byName[stored.Name].detach();
            using var contiguous = detached.contiguous();
            stream.Write(contiguous.bytes);
        });
    }

    /// <summary>Everything in the file; the caller owns the tensors.</summary>
    /// <exception cref="InvalidInputException">The file is not safetensors, or is cut.</exception>
    public static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = SafeTensorsHeader.Read(file, path);
        return (header.Tensors.Keys.ToDictionary(name => name, name => ReadTensor(file, path, name, header)), header.Metadata);
    }

    private static StoredTensor Described(string name, Tensor tensor)
    {
        var (code, bytes) = Types.Where(t => t.Value.Type == tensor.dtype).Select(t => (t.Key, t.Value.Bytes)).First();
        return new StoredTensor(name, code, tensor.shape, tensor.numel() * bytes);
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
