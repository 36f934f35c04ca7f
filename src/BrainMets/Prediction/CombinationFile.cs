using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

namespace BrainMets.Prediction;

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

/// <summary>A whole combination; combination.json (docs/metrics.md, "Combination").</summary>
public sealed record CombinationSummary
{
    public int SchemaVersion { get; init; } = 1;

    public string Use { get; init; } = "Research use; not a medical device.";

    public required CombinationModels Models { get; init; }

    /// <summary>The gate by which the cases were put together; null when one was to be chosen and none could be.</summary>
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
public sealed record CaseCounts(string Case, string Patient, CombinationCounts Counts);

/// <summary>The rows of combination.csv: every gate from one model alone to the other, then the baselines. Undefined figures are empty fields.</summary>
internal static class CombinationRows
{
    private const string Header =
        "rule,gate_cc,is_gate,true_positives,matched_predictions,false_positives,false_negatives,"
        + "sensitivity,sensitivity_low,sensitivity_high,precision,precision_low,precision_high,f1,f1_low,f1_high,"
        + "chosen_in_resamples,gain,gain_low,gain_high,held_out_gain,held_out_gain_low,held_out_gain_high";

    public static string Csv(GateSelectionResult selection, CombinationModels models)
    {
        var gates = selection.Gates.Select(g => Row(
            [Rule(g.Gate, models), Number(g.Gate.VolumeMm3 / 1000), g.Gate == selection.Gate ? "true" : "false"],
            (g.Counts, [g.Sensitivity, g.Precision, g.F1]),
            [g.ChosenInResamples?.ToString(CultureInfo.InvariantCulture) ?? "", .. Fields(null), .. Fields(null)]));
        var baselines = selection.Baselines.Select(b => Row(
            [Quoted(models.NameOf(b.Baseline)), "", ""],
            (b.Counts, [b.Sensitivity, b.Precision, b.F1]),
            ["", .. Fields(b.Gain), .. Fields(b.HeldOutGain)]));
        return string.Join('\n', gates.Concat(baselines).Prepend(Header)) + "\n";
    }

    private static string Rule(VolumeGate gate, CombinationModels models) => gate.Kind switch
    {
        GateKind.LargeOnly => Quoted($"{models.Large} only"),
        GateKind.SmallOnly => Quoted($"{models.Small} only"),
        _ => "gate",
    };

    private static string Row(string[] first, (DetectionCounts? Counts, Estimate[] Figures) judged, string[] last)
    {
        long?[] counts = [judged.Counts?.TruePositives, judged.Counts?.MatchedPredictions, judged.Counts?.FalsePositives, judged.Counts?.FalseNegatives];
        return string.Join(',', [.. first, .. counts.Select(c => c?.ToString(CultureInfo.InvariantCulture) ?? ""), .. judged.Figures.SelectMany(Fields), .. last]);
    }

    private static string[] Fields(Estimate? estimate) => [Number(estimate?.Value), Number(estimate?.Low), Number(estimate?.High)];

    private static string Number(double? figure) => figure?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A field that holds a separator or a quote is quoted (RFC 4180).</summary>
    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n\r") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
