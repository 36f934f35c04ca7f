using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>agreement.json: every predicted lesion of the test cases with who finds it and what the reference says of it.</summary>
public static class AgreementFile
{
    public const string JsonName = "agreement.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    public static void Write(IReadOnlyList<PredictedLesion> lesions, string folder) =>
        RunFolder.WriteText(Path.Combine(folder, JsonName), JsonSerializer.Serialize(lesions, Json) + "\n");

    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public static IReadOnlyList<PredictedLesion> Read(string folder)
    {
        var file = Path.Combine(folder, JsonName);
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<PredictedLesion>>(File.ReadAllText(file), Json) ?? throw new JsonException("holds null.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new InvalidInputException(file, $"cannot be read as a list of judged lesions: {e.Message} Remove its folder and run the experiment again.", e);
        }
    }
}
