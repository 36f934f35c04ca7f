using System.Text.Json.Serialization;
using BrainMets.Preprocessing;
using BrainMets.Statistics;

namespace BrainMets.Prediction;

/// <summary>
/// The description of a model, card.json in its folder; README.md next to it is the readable form. It names model.safetensors by its
/// SHA-256, or lists several networks whose probabilities are averaged (docs/calibration.md).
/// </summary>
internal sealed record ModelCard
{
    public const string FileName = "card.json";
    public const string WeightsName = "model.safetensors";

    private const int HashDigits = 64;

    private static readonly JsonContent Content = new() { What = "a model card", Remedy = "Correct it, or get the model's folder again." };

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

    /// <summary>Maps the maximum probability of a finding to its probability of being a true lesion; null when not fitted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FindingCalibration? Findings { get; init; }

    /// <summary>Performance of the model on the cases its operating points were chosen on; null when not evaluated.</summary>
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

        var card = JsonFile.Read<ModelCard>(file, Content, e => $"is not a model card: {e.Message}");
        return card.Faults().ToList() is { Count: > 0 } faults
            ? throw new InvalidInputException(file, $"is invalid: {string.Join("; ", faults)}.")
            : card;
    }

    /// <summary>As card.json in a folder, whole or not at all.</summary>
    public void Write(string folder) => JsonFile.Write(Path.Combine(folder, FileName), this, JsonFormats.Document);

    /// <summary>The entry of the card for a weights file next to it.</summary>
    /// <exception cref="InvalidInputException">It lists networks, and this file is none of them.</exception>
    public string? Sha256Of(string weightsFile)
    {
        var name = Path.GetFileName(weightsFile);
        return Networks.Count == 0 ? Sha256
            : Networks.FirstOrDefault(n => n.File == name)?.Sha256
            ?? throw new InvalidInputException(
                weightsFile, $"is not on the card next to it, which lists {string.Join(", ", Networks.Select(n => n.File))}.");
    }

    private IEnumerable<string> Faults()
    {
        foreach (var fault in Domain?.Faults() ?? [])
        {
            yield return $"in domain, {fault}";
        }

        if (Sha256 is null == (Networks.Count == 0))
        {
            yield return $"it must give either \"sha256\" of {WeightsName} or \"networks\", and gives "
                + $"{(Sha256 is null ? "neither" : "both")}";
        }

        foreach (var network in Networks.Where(
            n => n.File.Length == 0 || Path.GetFileName(n.File) != n.File || n.Sha256.Length != HashDigits))
        {
            yield return $"network \"{network.File}\" must be the name of a file next to the card, with a SHA-256 of {HashDigits} digits";
        }

        if (Networks.GroupBy(n => n.File).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"\"{twice.Key}\" is listed {twice.Count()} times";
        }

        if (OperatingPoints is { } points && !new[] { points.Sensitive, points.Balanced, points.Precise }.All(t => t is > 0 and <= 1))
        {
            yield return $"operating points are {points.Sensitive}, {points.Balanced} and {points.Precise}; must be above 0 and at most 1";
        }

        if (OperatingPoints is { Outline: { } outline } lowest
            && !(outline > 0 && outline <= Math.Min(lowest.Sensitive, Math.Min(lowest.Balanced, lowest.Precise))))
        {
            yield return $"the segmentation threshold is {outline}; must be above 0 and at most the lowest operating point";
        }

        foreach (var (name, slope, intercept) in Fits()
            .Where(f => !(f.Slope > 0 && double.IsFinite(f.Slope) && double.IsFinite(f.Intercept))))
        {
            yield return $"\"{name}\" has slope {slope} and intercept {intercept}; the slope must be above 0, both finite";
        }
    }

    private IEnumerable<(string Name, double Slope, double Intercept)> Fits() =>
        new[] { Calibration is { } c
            ? ("calibration", c.Slope, c.Intercept)
            : default, Findings is { } f ? ("findings", f.Slope, f.Intercept) : default }
            .Where(fit => fit.Item1 is not null);
}

/// <summary>One of the networks of a model folder, as its card lists it.</summary>
/// <param name="File">Name of the weights file next to the card, without a path.</param>
/// <param name="Sha256">Of that file, lower-case hexadecimal.</param>
internal sealed record CardNetwork(string File, string Sha256);

/// <summary>How a model did on the cases on which its operating points and calibration were chosen.</summary>
internal sealed record ValidationMetrics
{
    /// <summary>What to bear in mind when reading them.</summary>
    public required string Note { get; init; }

    public required int Cases { get; init; }

    public required int Patients { get; init; }

    /// <summary>Reference lesions that count.</summary>
    public required int Lesions { get; init; }

    /// <summary>Lesions of a reference and findings below this were ignored, in mm³.</summary>
    public required double MinVolumeMm3 { get; init; }

    /// <summary>
    /// Number of these cases that a network was trained on: 0 where known to be none, null where a network does not list the cases it was
    /// trained from.
    /// </summary>
    public int? CasesInTraining { get; init; }

    /// <summary>Each network by itself, at thresholds of its own.</summary>
    public required IReadOnlyList<NetworkMetrics> Networks { get; init; }

    /// <summary>All together; the only network's where there is one.</summary>
    public required NetworkMetrics Ensemble { get; init; }

    /// <summary>Of the voxels' probability, before and after; null without calibration.</summary>
    public ReliabilityMetrics? Voxels { get; init; }

    /// <summary>Calibration of the findings' probability of being true lesions.</summary>
    public ReliabilityMetrics? Findings { get; init; }
}

/// <summary>A network, or the mean of several, at its operating points; none where no threshold finds anything.</summary>
internal sealed record NetworkMetrics(string Name, IReadOnlyList<OperatingPointMetrics> Points);

/// <summary>
/// One operating point. <paramref name="HeldOut"/> is the result to report: each patient is evaluated at the threshold that the other
/// patients choose. Null with fewer than two patients with which a threshold can be chosen.
/// </summary>
/// <param name="Point">sensitive, balanced or precise.</param>
/// <param name="Threshold">Chosen on all cases; on the map that is written for the ensemble, on the network's own for one network.</param>
/// <param name="HeldOut">Cross-fitted by patient.</param>
/// <param name="SameCases">At <paramref name="Threshold"/> on the very cases it was chosen on; flatters.</param>
internal sealed record OperatingPointMetrics(string Point, double Threshold, OperatingMetrics? HeldOut, OperatingMetrics SameCases);

/// <summary>Lesion-level metrics with 95 % intervals, bootstrap over patients (docs/metrics.md).</summary>
/// <param name="Sensitivity">Of the reference lesions.</param>
/// <param name="FalsePositivesPerCase">Over the scans.</param>
/// <param name="PanopticQuality">F1 times Dice of the lesions found.</param>
/// <param name="Dice">Mean of the lesions found; one that shares its segmentation with another counts 0.</param>
/// <param name="LowestThreshold">Of the thresholds at which the patients were evaluated.</param>
/// <param name="HighestThreshold">Of the thresholds at which the patients were evaluated.</param>
internal sealed record OperatingMetrics(
    Estimate Sensitivity, Estimate FalsePositivesPerCase, Estimate PanopticQuality, Estimate Dice, double LowestThreshold,
        double HighestThreshold);

/// <summary>
/// Expected calibration error over ten bins of equal width (Naeini et al. 2015), before and after calibration; after it each patient by the
/// fit on the others.
/// </summary>
/// <param name="ErrorBefore">0..1; null where there is nothing to weigh.</param>
/// <param name="ErrorAfter">0..1.</param>
/// <param name="ErrorBeforeFromTenth">Over the bins from 0.1 on only: nearly all of a brain lies below, where every error is small.</param>
/// <param name="ErrorAfterFromTenth">The same after calibration.</param>
internal sealed record ReliabilityMetrics(
    double? ErrorBefore, double? ErrorAfter, double? ErrorBeforeFromTenth, double? ErrorAfterFromTenth);
