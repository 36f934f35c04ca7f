using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using BrainMets.Model;

namespace BrainMets.Prediction;

/// <summary>
/// Configurations as JSON. A file holds differences from the defaults, or from the preset it names as "extends"; a key that does not exist
/// is an error. Presets come with the program (folder configs/).
/// </summary>
internal static class ConfigFile
{
    /// <summary>
    /// The section of a configuration that describes the networks and data of an experiment; not needed for a single run.
    /// </summary>
    internal const string PlanKey = "experiment";

    private const string ExtendsKey = "extends";
    private const string KindKey = NetworkOptions.Section + "." + NetworkKind.Key;
    private const string AllKeys = "docs/configuration.md lists all keys.";
    private const string ResourcePrefix = "configs.";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Names of the presets, sorted.</summary>
    public static IReadOnlyList<string> Presets { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A preset by name, or a file.</summary>
    /// <exception cref="InvalidInputException">No such preset or file, not JSON, an unknown key, or a value that cannot be.</exception>
    public static ModelConfig Load(string presetOrFile) => LoadWithPlan(presetOrFile).Config;

    /// <summary>As <see cref="Load"/>, with the section "experiment" unchanged; null when there is none.</summary>
    internal static (ModelConfig Config, JsonNode? Plan) LoadWithPlan(string presetOrFile) =>
        FromJsonWithPlan(presetOrFile, PresetText(presetOrFile) ?? FileText(presetOrFile));

    internal static (ModelConfig Config, JsonNode? Plan) FromJsonWithPlan(string origin, string text)
    {
        var merged = Merge(origin, text);
        merged.Remove(PlanKey, out var plan);
        return (Parse(origin, merged), plan);
    }

    /// <summary>A configuration with other values: keys such as "training.loss.alpha".</summary>
    /// <exception cref="InvalidInputException">There is no such key, or the value cannot be.</exception>
    internal static ModelConfig With(ModelConfig config, string origin, IEnumerable<KeyValuePair<string, JsonNode>> values)
    {
        var json = Complete(config);
        foreach (var (key, value) in values.OrderBy(v => v.Key != KindKey)) // The kind first: it decides which keys there are.
        {
            var path = key.Split('.');
            var nested = path.Reverse().Aggregate(value.DeepClone(), (inner, name) => new JsonObject { [name] = inner });
            Overlay(json, nested.AsObject());
        }

        return Parse(origin, json);
    }

    /// <summary>The file that <see cref="Load"/> would read; none for a preset.</summary>
    public static IEnumerable<string> FilesOf(string? presetOrFile) =>
        presetOrFile is null || Presets.Contains(presetOrFile) ? [] : [presetOrFile];

    /// <summary>The complete configuration, every default written out.</summary>
    public static string ToJson(ModelConfig config) => JsonFile.ToText(config, JsonFormats.Config);

    /// <summary>As <see cref="ToJson(ModelConfig)"/>, with the kind of the network written out for the default kind too.</summary>
    internal static JsonObject Complete(ModelConfig config)
    {
        var json = JsonSerializer.SerializeToNode(config, JsonFormats.Config)!.AsObject(); // A record is an object, never null.
        if (json[NetworkOptions.Section] is JsonObject network && !network.ContainsKey(NetworkKind.Key))
        {
            network.Insert(0, NetworkKind.Key, NetworkKind.Of(config.Model).Name);
        }

        return json;
    }

    /// <summary>What <see cref="ToJson(ModelConfig)"/> wrote.</summary>
    public static ModelConfig FromJson(string origin, string text) => Parse(origin, Merge(origin, text));

    /// <summary>The complete configuration with a plan.</summary>
    internal static string ToJson(ModelConfig config, JsonNode plan)
    {
        var json = JsonSerializer.SerializeToNode(config, JsonFormats.Config)!.AsObject(); // A record is an object, never null.
        json[PlanKey] = plan;
        return json.ToJsonString(JsonFormats.Config) + "\n";
    }

    private static JsonObject Merge(string origin, string text)
    {
        JsonObject differences;
        try
        {
            differences = JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new JsonException("the outermost value is not an object { … }.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(origin, $"is not a configuration in JSON: {e.Message}", e);
        }

        if (!differences.TryGetPropertyValue(ExtendsKey, out var extends))
        {
            return differences;
        }

        if (extends is not JsonValue name || !name.TryGetValue<string>(out var extended))
        {
            throw Unknown(origin, $"extends {extends?.ToJsonString() ?? "null"}; the name of a preset is expected");
        }

        differences.Remove(ExtendsKey);
        var merged = Merge(extended, PresetText(extended) ?? throw Unknown(origin, $"extends \"{extended}\", which is not a preset"));
        Overlay(merged, differences);
        return merged;
    }

    /// <summary>A network of another kind begins with the defaults of its kind: the options of the former mean nothing to it.</summary>
    private static void Overlay(JsonObject target, JsonObject differences)
    {
        if (differences[NetworkOptions.Section] is JsonObject network && network[NetworkKind.Key] is { } kind
            && kind.ToJsonString() != KindOf(target).ToJsonString())
        {
            target.Remove(NetworkOptions.Section);
        }

        OverlayKeys(target, differences);
    }

    private static void OverlayKeys(JsonObject target, JsonObject differences)
    {
        foreach (var (key, value) in differences.ToList())
        {
            if (value is JsonObject inner && target[key] is JsonObject existing)
            {
                OverlayKeys(existing, inner);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    /// <summary>What a configuration names as the kind of its network, whether there is such a kind or not.</summary>
    private static JsonNode KindOf(JsonObject json) =>
        (json[NetworkOptions.Section] as JsonObject)?[NetworkKind.Key] ?? JsonValue.Create(NetworkKind.Default.Name);

    private static ModelConfig Parse(string origin, JsonObject json)
    {
        var name = KindOf(json);
        if (name.GetValueKind() == JsonValueKind.String && NetworkKind.Named(name.GetValue<string>()) is null)
        {
            throw new InvalidInputException(
                origin, $"\"{KindKey}\" is {name.ToJsonString()}, which is not a network; known are {NetworkKind.Names}. {AllKeys}");
        }

        var network = NetworkKind.Named(name.ToString()) ?? NetworkKind.Default; // ConfigKeys finds a name that is not a text.
        var standard = Complete(new ModelConfig { Model = network.Defaults });
        var faults = ConfigKeys.Faults(json, standard).ToList();
        if (faults.Count > 0)
        {
            throw new InvalidInputException(origin, $"{string.Join(" ", faults)} {AllKeys}");
        }

        try
        {
            var config = json.Deserialize<ModelConfig>(JsonFormats.Config) ?? new ModelConfig();
            config.Validate();
            return config;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(origin, $"{ConfigKeys.ValueFault(json, standard, e.Path)} {AllKeys}", e);
        }
        catch (ArgumentException e)
        {
            throw new InvalidInputException(origin, e.Message, e);
        }
    }

    private static string? PresetText(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourcePrefix}{name}.json");
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }

    private static string FileText(string file) =>
        File.Exists(file) ? File.ReadAllText(file) : throw Unknown(file, "is neither a preset nor a file that exists");

    private static InvalidInputException Unknown(string origin, string what) =>
        new(origin, $"{what}. Presets are {string.Join(", ", Presets)}.");
}

/// <summary>
/// Compares a configuration as JSON with the complete default one, and reports errors in terms of the file: the messages of the JSON
/// library speak of our types.
/// </summary>
internal static class ConfigKeys
{
    /// <summary>Keys that do not exist, and values of another kind than the default's.</summary>
    public static IEnumerable<string> Faults(JsonObject given, JsonObject standard, string parent = "")
    {
        foreach (var (key, value) in given)
        {
            var path = parent + key;
            if (!standard.TryGetPropertyValue(key, out var usual))
            {
                var known = string.Join(", ", standard.Select(s => s.Key));
                yield return $"there is no key \"{path}\"; "
                    + $"{(parent.Length == 0 ? "known are" : $"in \"{parent.TrimEnd('.')}\" known are")} {known}.";
            }
            else if (usual is not null && Kind(value) != Kind(usual)) // A default of null has no type; the parser checks it.
            {
                yield return $"\"{path}\" is {Text(value)}; {Kind(usual)} is "
                    + $"expected{(usual is JsonObject ? "" : $", such as the default {Text(usual)}")}.";
            }
            else if (value is JsonObject inner && usual is not null)
            {
                foreach (var fault in Faults(inner, usual.AsObject(), path + ".")) // Of the same kind as the value, so an object too.
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>A value of the right kind that still cannot be: a name that is not in the list, half a step.</summary>
    /// <param name="given">The configuration.</param>
    /// <param name="standard">The default one.</param>
    /// <param name="path">The path as in JsonException: "$.model.activation".</param>
    public static string ValueFault(JsonObject given, JsonObject standard, string? path)
    {
        var keys = (path ?? "$").Split('.')[1..];
        return $"\"{string.Join('.', keys)}\" is {Text(At(given, keys))}, which is not possible there; the default is "
            + $"{Text(At(standard, keys))}.";
    }

    /// <summary>The value at a path of keys; that of the whole list for an element of it ("featureMaps[2]").</summary>
    private static JsonNode? At(JsonObject json, string[] keys) =>
        keys.Aggregate((JsonNode?)json, (node, key) => (node as JsonObject)?[key.Split('[')[0]]);

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static string Kind(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object { … }",
        JsonValueKind.Array => "a list [ … ]",
        JsonValueKind.String => "a text \"…\"",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
