using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Imaging;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// What a model says of itself, card.json in its folder; README.md beside it says it to people. It names model.safetensors by its SHA-256, or lists several networks
/// whose probabilities are averaged (docs/calibration.md).
/// </summary>
public sealed record ModelCard
{
    public const string FileName = "card.json";
    public const string WeightsName = "model.safetensors";

    private const int HashDigits = 64;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
    };

    public required string Name { get; init; }

    /// <summary>Of model.safetensors, lower-case hexadecimal; null where <see cref="Networks"/> are listed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>The networks that are averaged; empty for model.safetensors alone.</summary>
    public IReadOnlyList<CardNetwork> Networks { get; init; } = [];

    /// <summary>What it was trained on, in one sentence.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>What it must not be used for; repeated in the warnings of every prediction.</summary>
    public required string Limits { get; init; }

    /// <summary>What kind of scan it was trained for, where that differs from the defaults; null when it does not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TrainingRange? Domain { get; init; }

    /// <summary>Thresholds on the map that is written, in place of those in the files; null to go by the files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OperatingPoints? OperatingPoints { get; init; }

    /// <summary>Applied to the mean of the networks' probabilities before anything else; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MapCalibration? Calibration { get; init; }

    /// <summary>From the highest probability of a finding to that of being a true lesion; null when nobody fitted it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingCalibration? Findings { get; init; }

    /// <summary>How the model did on the cases its operating points were chosen on; null when nobody looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValidationMetrics? Validation { get; init; }

    /// <summary>The card in a folder; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The card cannot be read, or contradicts itself.</exception>
    public static ModelCard? In(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var card = JsonSerializer.Deserialize<ModelCard>(File.ReadAllText(file), Json);
            return card?.Faults().ToList() is { Count: > 0 } faults ? throw new InvalidInputException(file, $"is at fault: {string.Join("; ", faults)}.") : card;
        }
        catch (JsonException e)
        {
            throw new InvalidInputException(file, $"is not a model card: {e.Message}", e);
        }
    }

    /// <summary>As card.json in a folder, whole or not at all.</summary>
    public void Write(string folder) => RunFolder.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json) + "\n");

    /// <summary>What the card says of a weights file beside it.</summary>
    /// <exception cref="InvalidInputException">It lists networks, and this file is none of them.</exception>
    public string? Sha256Of(string weightsFile)
    {
        var name = Path.GetFileName(weightsFile);
        return Networks.Count == 0 ? Sha256
            : Networks.FirstOrDefault(n => n.File == name)?.Sha256
            ?? throw new InvalidInputException(weightsFile, $"is not on the card beside it, which lists {string.Join(", ", Networks.Select(n => n.File))}.");
    }

    private IEnumerable<string> Faults()
    {
        foreach (var fault in Domain?.Faults() ?? [])
        {
            yield return $"in domain, {fault}";
        }

        if (Sha256 is null == (Networks.Count == 0))
        {
            yield return $"it must give either \"sha256\" of {WeightsName} or \"networks\", and gives {(Sha256 is null ? "neither" : "both")}";
        }

        foreach (var network in Networks.Where(n => n.File.Length == 0 || Path.GetFileName(n.File) != n.File || n.Sha256.Length != HashDigits))
        {
            yield return $"network \"{network.File}\" must be the name of a file beside the card, with a SHA-256 of {HashDigits} digits";
        }

        if (Networks.GroupBy(n => n.File).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"\"{twice.Key}\" is listed {twice.Count()} times";
        }

        if (OperatingPoints is { } points && !new[] { points.Sensitive, points.Balanced, points.Precise }.All(t => t is > 0 and <= 1))
        {
            yield return $"operating points are {points.Sensitive}, {points.Balanced} and {points.Precise}; must be above 0 and at most 1";
        }

        if (OperatingPoints is { Outline: { } outline } lowest && !(outline > 0 && outline <= Math.Min(lowest.Sensitive, Math.Min(lowest.Balanced, lowest.Precise))))
        {
            yield return $"outlines have the threshold {outline}; must be above 0 and at most the lowest of the operating points";
        }

        foreach (var (name, slope, intercept) in Fits().Where(f => !(f.Slope > 0 && double.IsFinite(f.Slope) && double.IsFinite(f.Intercept))))
        {
            yield return $"\"{name}\" has slope {slope} and intercept {intercept}; the slope must be above 0, both finite";
        }
    }

    private IEnumerable<(string Name, double Slope, double Intercept)> Fits() =>
        new[] { Calibration is { } c ? ("calibration", c.Slope, c.Intercept) : default, Findings is { } f ? ("findings", f.Slope, f.Intercept) : default }
            .Where(fit => fit.Item1 is not null);
}
