using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>A combination on disk: combination.json holds all of it, combination.csv one row a gate and a baseline.</summary>
public static class CombinationFile
{
    public const string JsonName = "combination.json";

    public const string CsvName = "combination.csv";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    /// <summary>Writes combination.json and, where gates were judged, combination.csv.</summary>
    public static void Write(CombinationSummary summary, string folder)
    {
        RunFolder.WriteText(Path.Combine(folder, JsonName), JsonSerializer.Serialize(summary, Json) + "\n");
        if (summary.Selection is { } selection)
        {
            RunFolder.WriteText(Path.Combine(folder, CsvName), CombinationRows.Csv(selection, summary.Models));
        }
    }

    public static void WriteManifest(CombinationManifest manifest, string path) => RunFolder.WriteText(path, JsonSerializer.Serialize(manifest, Json) + "\n");

    /// <summary>Reads combination.json of a folder; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The file is no combination, or has a schema of another version.</exception>
    public static CombinationSummary? Read(string folder)
    {
        var file = Path.Combine(folder, JsonName);
        if (!File.Exists(file))
        {
            return null;
        }

        CombinationSummary? summary;
        try
        {
            summary = JsonSerializer.Deserialize<CombinationSummary>(File.ReadAllText(file), Json);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"not a combination of schema version 1: {e.Message} Make it again with 'mets combine'.", e);
        }

        return summary is { SchemaVersion: 1 }
            ? summary
            : throw new InvalidInputException(file, $"has schema version {summary?.SchemaVersion.ToString() ?? "none"}; this program reads version 1.");
    }
}
