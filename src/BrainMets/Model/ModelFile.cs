using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>A trained network as one safetensors file: weights, batch statistics, shape, and what else its maker wrote into the metadata.</summary>
public static class ModelFile
{
    /// <summary>Metadata key of the network's shape (JSON of <see cref="ModelOptions"/>).</summary>
    public const string ModelKey = "brainmets.model";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Tensors under names that begin so belong to the training that made the file, not to the network.</summary>
    public const string OptimizerPrefix = "optimizer.";

    /// <summary>Parameters and buffers by name.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Tensors(DeepMedic model) =>
        model.state_dict().Select(s => (s.Key, s.Value));

    /// <summary>Writes the network, and with it the state of an optimiser where training is to go on from the file.</summary>
    public static void Write(
        string path, DeepMedic model, IReadOnlyDictionary<string, string> metadata, IEnumerable<(string Name, Tensor Tensor)>? optimizer = null) =>
        SafeTensors.Write(path, Tensors(model).Concat((optimizer ?? []).Select(o => (OptimizerPrefix + o.Name, o.Tensor))), new Dictionary<string, string>(metadata)
        {
            [ModelKey] = JsonSerializer.Serialize(model.Options, Json),
        });

    /// <summary>Makes the network the file describes and fills it; a missing, surplus or misshapen tensor is an error.</summary>
    /// <exception cref="InvalidInputException">The file is broken, or not one of ours.</exception>
    public static (DeepMedic Model, IReadOnlyDictionary<string, string> Metadata) Read(string path)
    {
        var (tensors, metadata) = SafeTensors.Read(path);
        try
        {
            if (!metadata.TryGetValue(ModelKey, out var shape))
            {
                throw new InvalidInputException(path, $"holds no \"{ModelKey}\" in its metadata, so it was not written by BrainMets. Give a model made by `mets train`.");
            }

            var model = new DeepMedic(JsonSerializer.Deserialize<ModelOptions>(shape, Json) ?? new ModelOptions());
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
    public static void Load(string path, DeepMedic model, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var own = Tensors(model).ToDictionary(t => t.Name, t => t.Tensor);
        var missing = own.Keys.Except(tensors.Keys).ToList();
        var surplus = tensors.Keys.Except(own.Keys).Where(k => !k.StartsWith(OptimizerPrefix, StringComparison.Ordinal)).ToList();
        if (missing.Count + surplus.Count > 0)
        {
            throw new InvalidInputException(path, $"does not fit the network: missing [{string.Join(", ", missing)}], unknown [{string.Join(", ", surplus)}].");
        }

        using var guard = no_grad();
        foreach (var (name, tensor) in own)
        {
            if (!tensor.shape.SequenceEqual(tensors[name].shape))
            {
                throw new InvalidInputException(
                    path, $"tensor {name} has shape [{string.Join(", ", tensors[name].shape)}]; the network needs [{string.Join(", ", tensor.shape)}].");
            }

            tensor.copy_(tensors[name]);
        }

        foreach (var norm in model.modules().OfType<WindowedBatchNorm>())
        {
            norm.BuffersChanged();
        }
    }
}
