using System.Text.Json;
using BrainMets.Imaging;
using BrainMets.Preprocessing.Domain;

namespace BrainMets.Experiments.Predictions;

/// <summary>What a shipped model says of itself, card.json beside model.safetensors; README.md in the same folder says it to people.</summary>
public sealed record ModelCard
{
    public const string FileName = "card.json";
    public const string WeightsName = "model.safetensors";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string Name { get; init; }

    /// <summary>Of model.safetensors, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it was trained on, in one sentence.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>What it must not be used for; repeated in the warnings of every prediction.</summary>
    public required string Limits { get; init; }

    /// <summary>What kind of scan it was trained for, where that differs from the defaults; null when it does not.</summary>
    public TrainedDomain? Domain { get; init; }

    /// <summary>The weights file that a path means: the file itself, a model folder's, or a run folder's best checkpoint.</summary>
    /// <exception cref="CaseDataException">There is none.</exception>
    public static string Locate(string path)
    {
        string[] candidates = [path, Path.Combine(path, WeightsName), Path.Combine(path, "checkpoints", "best.safetensors")];
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new CaseDataException(path, $"is no model: looked for the file itself, {WeightsName} and checkpoints/best.safetensors in it.");
    }

    /// <summary>The card beside a weights file; null when there is none.</summary>
    /// <exception cref="CaseDataException">The card cannot be read, or a range of its domain is out of order.</exception>
    public static ModelCard? Beside(string weightsFile)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weightsFile)) ?? "", FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var card = JsonSerializer.Deserialize<ModelCard>(File.ReadAllText(file), Json);
            return card?.Domain?.Faults() is { Count: > 0 } faults ? throw new CaseDataException(file, $"is not a model card: in domain, {string.Join("; ", faults)}.") : card;
        }
        catch (JsonException e)
        {
            throw new CaseDataException(file, $"is not a model card: {e.Message}", e);
        }
    }

    /// <summary>Refuses weights that are not those of their card.</summary>
    public static void Verify(string weightsFile, string sha256)
    {
        if (Beside(weightsFile) is { } card && card.Sha256 != sha256)
        {
            throw new CaseDataException(
                weightsFile, $"has SHA-256 {sha256}; its card says {card.Sha256}. The file is damaged or was exchanged: get it again.");
        }
    }
}
