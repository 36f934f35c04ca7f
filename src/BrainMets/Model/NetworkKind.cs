using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace BrainMets.Model;

/// <summary>
/// A kind of network: its name in configurations and files, and its default options, which build the network. This list is the only place
/// that names all kinds.
/// </summary>
internal sealed record NetworkKind(string Name, NetworkOptions Defaults)
{
    /// <summary>The key of the section "model" that names the kind.</summary>
    public const string Key = "kind";

    /// <summary>The first is the default: configurations and files that name no kind are of this one.</summary>
    public static IReadOnlyList<NetworkKind> All { get; } = [new("deepmedic", new DeepMedicOptions()), new("unet", new UNetOptions())];

    public static NetworkKind Default => All[0];

    /// <summary>Names of all kinds, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(k => k.Name));

    /// <summary>Null when there is none of the name.</summary>
    public static NetworkKind? Named(string name) => All.FirstOrDefault(k => k.Name == name);

    /// <summary>The kind of network that the options describe.</summary>
    public static NetworkKind Of(NetworkOptions options) => All.Single(k => k.Defaults.GetType() == options.GetType());
}

/// <summary>
/// The options of a network as the section "model" of a configuration: the key "kind" says which options follow. The default kind is not
/// written, so that a configuration reads as it did when there was only one.
/// </summary>
internal sealed class NetworkOptionsConverter : JsonConverter<NetworkOptions>
{
    public override NetworkOptions? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var section = JsonNode.Parse(ref reader)?.AsObject() ?? throw new JsonException("an object is expected.");
        var kind = NetworkKind.Default;
        if (section.Remove(NetworkKind.Key, out var name))
        {
            kind = NetworkKind.Named(name?.ToString() ?? "")
                ?? throw new JsonException($"there is no network \"{name}\"; known are {NetworkKind.Names}.");
        }

        try
        {
            return (NetworkOptions?)section.Deserialize(kind.Defaults.GetType(), options);
        }
        catch (JsonException e)
        {
            // The inner path begins at the section.
            throw new JsonException(e.Message, $"$.{NetworkOptions.Section}{e.Path?[1..]}", e.LineNumber, e.BytePositionInLine, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, NetworkOptions value, JsonSerializerOptions options)
    {
        var kind = NetworkKind.Of(value);
        if (kind == NetworkKind.Default)
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            return;
        }

        var section = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject(); // A record is an object, never null.
        section.Insert(0, NetworkKind.Key, kind.Name);
        section.WriteTo(writer, options);
    }
}
