using System.Globalization;
using BrainMets.Evaluation;

namespace BrainMets.Experiments;

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
