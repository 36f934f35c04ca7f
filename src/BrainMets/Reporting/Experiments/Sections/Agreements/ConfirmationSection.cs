using BrainMets.Evaluation;
using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>A sensitive network whose lesions a precise one confirms: what is worth being looked at twice.</summary>
internal static class ConfirmationSection
{
    public const string Id = "confirmation";

    public const string Name = "Two-model reading";

    /// <summary>Empty where the plan asks for none.</summary>
    public static Html Render(ExperimentFolder folder, ReportContent content) => folder.Result.Confirmation is not { } result ? Html.Empty : Html.Of($"""
        <h2 id="{Id}">Two-model reading: {result.Sensitive}, confirmed by {result.Precise}</h2>
        <p>Lesions are those of {result.Sensitive}. What {result.Precise} finds too, with a lesion of its own that shares a voxel, is confirmed; the rest is to be reviewed by a person (Huang et al. 2022).
        What only {result.Precise} finds is not shown.</p>
        {Table(folder, content, result)}
        <p class="quiet">Value and 95 % interval over patients. Thresholds: that of {result.Sensitive}, then that of {result.Precise}; chosen ones are the sensitive operating point of the first and the precise one of
        the second, from their validation patients. Share true: true / (true + false). Sensitivity of the confirmed ones: were they all that is shown; of all: what a reader reaches who keeps every true one
        among those to review. Neither: too small to count, on a reference lesion too small to count, or a fragment beside the match of a lesion already found.</p>

        """);

    private static Html Table(ExperimentFolder folder, ReportContent content, ConfirmationResult result)
    {
        var values = new CsvTable(
            "confirmation", "threshold", "sensitive_threshold", "precise_threshold", "lesions", "true", "false", "neither", "share_true", "share_low", "share_high", "false_positives_per_patient",
            "false_positives_low", "false_positives_high", "sensitivity", "sensitivity_low", "sensitivity_high", "reference_lesions");
        var table = new HtmlTable(
            Column.Text("Thresholds"), Column.Text("Lesions"), Column.Number("Number"), Column.Number("true"), Column.Number("false"), Column.Number("neither"), Column.Text("Share true"),
            Column.Text("False positives per patient"), Column.Text("Sensitivity"));
        foreach (var j in result.Judgements)
        {
            var (confirmed, review) = (j.Confirmed, j.ToReview);
            (string Name, int Right, int Wrong, int Neither, Estimate Share, Estimate Wrongs, Estimate? Sensitivity)[] rows =
            [
                ("confirmed", confirmed.TrueLesions, confirmed.FalsePositives, confirmed.Neither, confirmed.ShareTrue, confirmed.FalsePositivesPerPatient, j.ConfirmedAlone.Sensitivity),
                ("to review", review.TrueLesions, review.FalsePositives, review.Neither, review.ShareTrue, review.FalsePositivesPerPatient, null),
                ("all", confirmed.TrueLesions + review.TrueLesions, confirmed.FalsePositives + review.FalsePositives, confirmed.Neither + review.Neither, j.All.Precision,
                    j.All.FalsePositivesPerPatient, j.All.Sensitivity),
            ];
            foreach (var (place, r) in rows.Index())
            {
                values.Add(
                    ReportText.Word(j.At), j.SensitiveThreshold, j.PreciseThreshold, r.Name, r.Right, r.Wrong, r.Neither, r.Share.Value, r.Share.Low, r.Share.High, r.Wrongs.Value, r.Wrongs.Low, r.Wrongs.High,
                    r.Sensitivity?.Value, r.Sensitivity?.Low, r.Sensitivity?.High, r.Sensitivity?.N);
                table.Add(
                    place == 0 ? Thresholds(j) : Html.Empty, Html.Of($"<strong>{r.Name}</strong>"), Html.Of($"{r.Right + r.Wrong}"), Html.Of($"{r.Right}"), Html.Of($"{r.Wrong}"), Html.Of($"{r.Neither}"),
                    Cell(r.Share), Cell(r.Wrongs), r.Sensitivity is { } s ? ReportText.Cell(s, "0.00") : Html.Of($"–"));
            }
        }

        return content.Add(values, $"Lesions of {result.Sensitive} on {folder.Main.DataSet}, confirmed by {result.Precise} or to be reviewed.", [table]);
    }

    private static Html Thresholds(ConfirmationEvaluation j) => Html.Of($"{ReportText.Short(j.SensitiveThreshold)} and {ReportText.Short(j.PreciseThreshold)}<br><span class=\"quiet\">{ReportText.Word(j.At)}</span>");

    private static Html Cell(Estimate estimate) => NumberText.IsDefined(estimate)
        ? Html.Of($"<strong>{NumberText.Fixed(estimate.Value, "0.00")}</strong><br><span class=\"quiet\">{NumberText.Interval(estimate, "0.00")}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, "0.00")}</span>");
}
