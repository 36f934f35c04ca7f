using System.Globalization;

namespace BrainMets.Evaluation.Tables;

/// <summary>
/// The rows of evaluation.csv: each reference lesion that counts (found, merged or missed), then the false positives of the case.
/// Undefined figures are empty fields.
/// </summary>
internal static class LesionRows
{
    private const string Header =
        "case,patient,outcome,reference,predicted,fragments,reference_volume_mm3,predicted_volume_mm3,"
        + "dice,hd95_max_directed_mm,hd95_pooled_mm,hd95_area_weighted_mm,assd_mm";

    public static string Csv(EvaluationResult result) =>
        string.Join('\n', result.Cases.SelectMany(RowsOf).Prepend(Header)) + "\n";

    private static IEnumerable<string> RowsOf(CaseEvaluation evaluation) =>
        evaluation.Lesions.Select(lesion => Row(evaluation, lesion))
            .Concat(evaluation.FalsePositiveLesions.Select(f => Line(
                evaluation, "false positive", null, f.Predicted, 0, null, f.VolumeMm3, null, null, null, null, null)));

    private static string Row(CaseEvaluation evaluation, LesionEvaluation lesion) => Line(
        evaluation,
        lesion.Merged ? "merged" : lesion.Detected ? "found" : "missed",
        lesion.Reference,
        lesion.Predicted.Count > 0 ? lesion.Predicted[0] : null,
        Math.Max(0, lesion.Predicted.Count - 1),
        lesion.ReferenceVolumeMm3,
        lesion.PredictedVolumeMm3,
        lesion.Dice,
        lesion.Hd95Mm.MaxDirected,
        lesion.Hd95Mm.Pooled,
        lesion.Hd95Mm.AreaWeighted,
        lesion.AssdMm);

    private static string Line(CaseEvaluation evaluation, string outcome, params double?[] figures) =>
        string.Join(',', figures.Select(Number).Prepend(outcome).Prepend(Quoted(evaluation.Patient)).Prepend(Quoted(evaluation.Case)));

    private static string Number(double? figure) => figure?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A field that holds a separator or a quote is quoted (RFC 4180).</summary>
    private static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(",\"\n\r") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
