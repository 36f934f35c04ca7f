using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Experiments.Configuration;

/// <summary>
/// Configurations as JSON. A file holds differences from the defaults, or from the preset it names as "extends"; a key that does not exist is an error.
/// Presets come with the program (folder configs/).
/// </summary>
public static class ConfigFile
{
    private const string ExtendsKey = "extends";
    private const string AllKeys = "docs/configuration.md lists all keys.";
    private const string ResourcePrefix = "configs.";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        IgnoreReadOnlyProperties = true,
        RespectRequiredConstructorParameters = false,
        WriteIndented = true,
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
    /// <exception cref="CaseDataException">No such preset or file, not JSON, an unknown key, or a value that cannot be.</exception>
    public static ExperimentConfig Load(string presetOrFile)
    {
        var text = PresetText(presetOrFile) ?? FileText(presetOrFile);
        return Parse(presetOrFile, Merge(presetOrFile, text));
    }

    /// <summary>The file that <see cref="Load"/> would read; none for a preset.</summary>
    public static IEnumerable<string> FilesOf(string? presetOrFile) => presetOrFile is null || Presets.Contains(presetOrFile) ? [] : [presetOrFile];

    /// <summary>The complete configuration, every default written out.</summary>
    public static string ToJson(ExperimentConfig config) => JsonSerializer.Serialize(config, Json) + "\n";

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    public static ExperimentConfig FromJson(string origin, string text) => Parse(origin, Merge(origin, text));

    private static JsonObject Merge(string origin, string text)
    {
        JsonObject differences;
        try
        {
            differences = JsonNode.Parse(text, documentOptions: Lenient) as JsonObject ?? throw new JsonException("the outermost value is not an object { … }.");
        }
        catch (JsonException e)
        {
            throw new CaseDataException(origin, $"is not a configuration in JSON: {e.Message}", e);
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
        var merged = Merge(extended, PresetText(extended) ?? throw Unknown(origin, $"extends \"{extended}\", which is no preset"));
        Overlay(merged, differences);
        return merged;
    }

    private static void Overlay(JsonObject target, JsonObject differences)
    {
        foreach (var (key, value) in differences.ToList())
        {
            if (value is JsonObject inner && target[key] is JsonObject existing)
            {
                Overlay(existing, inner);
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    private static ExperimentConfig Parse(string origin, JsonObject json)
    {
        var standard = JsonSerializer.SerializeToNode(new ExperimentConfig(), Json)!.AsObject(); // A record is an object, never null.
        var faults = ConfigKeys.Faults(json, standard).ToList();
        if (faults.Count > 0)
        {
            throw new CaseDataException(origin, $"{string.Join(" ", faults)} {AllKeys}");
        }

        try
        {
            var config = json.Deserialize<ExperimentConfig>(Json) ?? new ExperimentConfig();
            config.Validate();
            return config;
        }
        catch (JsonException e)
        {
            throw new CaseDataException(origin, $"{ConfigKeys.ValueFault(json, standard, e.Path)} {AllKeys}", e);
        }
        catch (ArgumentException e)
        {
            throw new CaseDataException(origin, e.Message, e);
        }
    }

    private static string? PresetText(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourcePrefix}{name}.json");
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }

    private static string FileText(string file) =>
        File.Exists(file) ? File.ReadAllText(file) : throw Unknown(file, "is neither a preset nor a file that exists");

    private static CaseDataException Unknown(string origin, string what) =>
        new(origin, $"{what}. Presets are {string.Join(", ", Presets)}.");
}
