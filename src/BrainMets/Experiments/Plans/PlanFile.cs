using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>
/// Plans as JSON: the section "experiment" of a configuration. Everything else in the file is what all networks of the experiment have in common, so that one file
/// serves 'mets train' and 'mets experiment run'.
/// </summary>
public static class PlanFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>Presets that hold a plan.</summary>
    public static IReadOnlyList<string> Presets { get; } = [.. ConfigFile.Presets.Where(p => ConfigFile.LoadWithPlan(p).Plan is not null)];

    /// <summary>A preset by name, or a file. Data sets named in a file lie relative to it.</summary>
    /// <exception cref="InvalidInputException">No such preset or file, no section "experiment", an unknown key, or a value that cannot be.</exception>
    public static (ModelConfig Config, ExperimentPlan Plan) Load(string presetOrFile)
    {
        var (config, node) = ConfigFile.LoadWithPlan(presetOrFile);
        if (node is null)
        {
            throw new InvalidInputException(
                presetOrFile, $"has no section \"{ConfigFile.PlanKey}\", so there is nothing to compare. Presets that have one: {string.Join(", ", Presets)}. See docs/experiments.md.");
        }

        var plan = Parse(presetOrFile, node);
        var folder = ConfigFile.Presets.Contains(presetOrFile) ? "" : Path.GetDirectoryName(Path.GetFullPath(presetOrFile)) ?? "";
        return (config, plan with
        {
            DataSets = plan.DataSets.ToDictionary(d => d.Key, d => d.Value with
            {
                File = d.Value.File is { } file ? Path.GetFullPath(Path.Combine(folder, file)) : null,
                Phantom = d.Value.Phantom is { Template: { } template } phantom
                    ? phantom with { Template = Path.GetFullPath(Path.Combine(folder, template)) }
                    : d.Value.Phantom,
            }),
        });
    }

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidInputException">As in <see cref="Load"/>.</exception>
    public static (ModelConfig Config, ExperimentPlan Plan) FromJson(string origin, string text)
    {
        var (config, node) = ConfigFile.FromJsonWithPlan(origin, text);
        return (config, Parse(origin, node ?? throw new InvalidInputException(origin, "holds no plan.")));
    }

    /// <summary>Configuration and plan, every default written out.</summary>
    public static string ToJson(ModelConfig config, ExperimentPlan plan) =>
        ConfigFile.ToJson(config, JsonSerializer.SerializeToNode(plan, Json)!); // A record is an object, never null.

    private static ExperimentPlan Parse(string origin, JsonNode node)
    {
        try
        {
            return node.Deserialize<ExperimentPlan>(Json) ?? throw new JsonException("null is no plan.");
        }
        catch (JsonException e)
        {
            var place = e.Path is null or "$" ? ConfigFile.PlanKey : ConfigFile.PlanKey + e.Path[1..];
            throw new InvalidInputException(
                origin, $"\"{place}\" is not known there, lacks a key, or has a value of another kind than expected. docs/experiments.md lists all keys.", e);
        }
    }
}
