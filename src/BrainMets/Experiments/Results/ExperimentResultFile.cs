using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>An experiment's result on disk.</summary>
public static class ExperimentResultFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    public static void Write(ExperimentResult result, string folder) => RunFolder.WriteText(Path.Combine(folder, ExperimentResult.FileName), ToJson(result));

    public static string ToJson(ExperimentResult result) => JsonSerializer.Serialize(result, Json) + "\n";

    /// <summary>Null when the folder holds none.</summary>
    /// <exception cref="InvalidInputException">The file is damaged or of another version.</exception>
    public static ExperimentResult? Read(string folder)
    {
        var file = Path.Combine(folder, ExperimentResult.FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ExperimentResult>(File.ReadAllText(file), Json) is { SchemaVersion: 1 } result
                ? result
                : throw new InvalidInputException(file, "has another schema version than 1. Run the experiment again with this version of mets.");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"is no result of an experiment: {e.Message} Run 'mets experiment run' again.", e);
        }
    }
}
