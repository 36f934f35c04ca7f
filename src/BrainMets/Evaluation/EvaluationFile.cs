using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>An evaluation on disk: evaluation.json holds all of it, evaluation.csv one row a lesion.</summary>
public static class EvaluationFile
{
    public const string JsonName = "evaluation.json";

    public const string CsvName = "evaluation.csv";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    /// <summary>Writes both files into a folder, which is made when absent. Figures keep their full precision in JSON.</summary>
    public static void Write(EvaluationResult result, string directory)
    {
        Directory.CreateDirectory(directory);
        AtomicFile.Write(Path.Combine(directory, JsonName), JsonSerializer.Serialize(result, Json) + "\n");
        AtomicFile.Write(Path.Combine(directory, CsvName), LesionRows.Csv(result));
    }

    /// <summary>Reads evaluation.json of a folder, or the file itself.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no evaluation, or has a schema of another version.</exception>
    public static EvaluationResult Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, JsonName) : path;
        if (!File.Exists(file))
        {
            throw new InvalidInputException(file, "no such file. Run 'mets evaluate' first.");
        }

        EvaluationResult? result;
        try
        {
            result = JsonSerializer.Deserialize<EvaluationResult>(File.ReadAllText(file), Json);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"not an evaluation of schema version 1: {e.Message} Make it again with 'mets evaluate'.", e);
        }

        return result is { SchemaVersion: 1 }
            ? result
            : throw new InvalidInputException(
                file, $"has schema version {result?.SchemaVersion.ToString() ?? "none"}; this program reads version 1.");
    }
}
