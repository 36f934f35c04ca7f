using BrainMets.Evaluation;
using BrainMets.Statistics;

namespace BrainMets.Prediction;

/// <summary>A combination on disk: combination.json holds all of it, combination.csv one row a gate and a baseline.</summary>
internal static class CombinationFile
{
    public const string JsonName = "combination.json";

    public const string CsvName = "combination.csv";

    private static readonly JsonContent Content = new()
    {
        What = "a combination",
        SchemaVersion = 1,
        Remedy = "Make it again with 'mets combine'.",
    };

    /// <summary>Writes combination.json and, where gates were evaluated, combination.csv.</summary>
    public static void Write(CombinationSummary summary, string folder)
    {
        JsonFile.Write(Path.Combine(folder, JsonName), summary, JsonFormats.Document);
        if (summary.Selection is { } selection)
        {
            CombinationRows.Table(selection, summary.Models).Save(folder);
        }
    }

    public static void WriteManifest(CombinationManifest manifest, string path) => JsonFile.Write(path, manifest, JsonFormats.Document);

    /// <summary>Reads combination.json of a folder; null when there is none.</summary>
    /// <exception cref="InvalidInputException">The file is not a combination, or has a schema of another version.</exception>
    public static CombinationSummary? Read(string folder)
    {
        var file = Path.Combine(folder, JsonName);
        if (!File.Exists(file))
        {
            return null;
        }

        return JsonFile.Read<CombinationSummary>(file, Content);
    }
}

/// <summary>A whole combination; combination.json (docs/metrics.md, "Combination").</summary>
internal sealed record CombinationSummary
{
    public int SchemaVersion { get; init; } = 1;

    public string Use { get; init; } = "Research use; not a medical device.";

    public required CombinationModels Models { get; init; }

    /// <summary>The gate at which the cases were combined; null when none could be chosen.</summary>
    public required VolumeGate? Gate { get; init; }

    /// <summary>Which neighbours joined voxels to lesions; null in files of before there was a choice, which used 26.</summary>
    public Connectivity? Connectivity { get; init; }

    /// <summary>Over all cases; null without a gate.</summary>
    public required CombinationCounts? Counts { get; init; }

    public required IReadOnlyList<CaseCounts> Cases { get; init; }

    /// <summary>How the baseline of mean probabilities was thresholded, or why there is none; null without references.</summary>
    public required MeanProbability? MeanProbability { get; init; }

    /// <summary>How good the gate is; null without references.</summary>
    public required GateSelectionResult? Selection { get; init; }

    public required Provenance Provenance { get; init; }
}

/// <summary>What became of the findings of one case.</summary>
internal sealed record CaseCounts(string Case, string Patient, CombinationCounts Counts);

/// <summary>
/// The rows of combination.csv: every gate from one model alone to the other, then the baselines. Undefined values are empty fields.
/// </summary>
internal static class CombinationRows
{
    public static CsvTable Table(GateSelectionResult selection, CombinationModels models) =>
        new CsvTable(
            "combination", "rule", "gate_cc", "is_gate", "true_positives", "matched_predictions", "false_positives", "false_negatives",
            "sensitivity", "sensitivity_low", "sensitivity_high", "precision", "precision_low", "precision_high", "f1", "f1_low", "f1_high",
            "chosen_in_resamples", "gain", "gain_low", "gain_high", "held_out_gain", "held_out_gain_low", "held_out_gain_high")
        {
            NumberFormat = "0.######",
        }
        .With(selection.Gates.Select(g => (object?[])
        [
            Rule(g.Gate, models), g.Gate.VolumeMm3 / 1000, g.Gate == selection.Gate ? "true" : "false",
            .. Values(g.Counts, g.Sensitivity, g.Precision, g.F1), g.ChosenInResamples, .. Fields(null), .. Fields(null),
        ]))
        .With(selection.Baselines.Select(b => (object?[])
        [
            models.NameOf(b.Baseline), null, null, .. Values(b.Counts, b.Sensitivity, b.Precision, b.F1), null,
            .. Fields(b.Gain), .. Fields(b.HeldOutGain),
        ]));

    private static string Rule(VolumeGate gate, CombinationModels models) => gate.Kind switch
    {
        GateKind.LargeOnly => $"{models.Large} only",
        GateKind.SmallOnly => $"{models.Small} only",
        _ => "gate",
    };

    private static object?[] Values(DetectionCounts? counts, params Estimate[] metrics) =>
        [counts?.TruePositives, counts?.MatchedPredictions, counts?.FalsePositives, counts?.FalseNegatives, .. metrics.SelectMany(Fields)];

    private static object?[] Fields(Estimate? estimate) => [estimate?.Value, estimate?.Low, estimate?.High];
}
