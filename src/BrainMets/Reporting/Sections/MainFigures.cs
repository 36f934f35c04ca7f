using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>What a reader wants first: the main figures, each with interval, count and one line that says what it is.</summary>
internal static class MainMetricsSection
{
    private static readonly Scale Share = new("0.00", "");
    private static readonly Scale PerPatient = new("0.00", " per patient");
    private static readonly Scale Millimetres = new("0.0", " mm");

    public static Html Render(EvaluationResult? evaluation)
    {
        if (evaluation is null)
        {
            return Html.Of(
                $"<h2 id=\"main\">Main figures</h2>\n<p>No evaluation belongs to this run: nothing was compared with a reference.</p>\n");
        }

        var table = new HtmlTable(
            Column.Text("Figure"), Column.Number("Value"), Column.Number("95 % interval"), Column.Text("Rests on"), Column.Text("What it is"));
        foreach (var row in Rows(evaluation.Summary))
        {
            Add(table, row);
        }

        return Html.Of($"<h2 id=\"main\">Main figures</h2>\n{table.Render("main")}{Notes(evaluation)}");
    }

    private static Row[] Rows(EvaluationSummary s)
    {
        const string free = "patients without metastases";
        Row[] rows =
        [
            new("Sensitivity", s.Sensitivity, Share, "reference lesions", "Found reference lesions / all reference lesions."),
            new("Precision", s.Precision, Share, "predicted lesions", "Right / (right + false): the predicted lesions that match a reference lesion."),
            new("F1", s.F1, Share, "lesions of both sides", "Found and right lesions / all lesions, counted on both sides; without merged lesions "
                + "the harmonic mean of sensitivity and precision."),
            new("False positives", s.FalsePositivesPerPatient, PerPatient, "patients", "Predicted lesions that match no reference lesion."),
            new("Dice", s.Dice, Share, "found lesions", "Overlap of the two outlines of a found lesion, 0 to 1; mean over found lesions."),
            new("HD95", s.Hd95Mm, Millimetres, "found lesions", "95th percentile of the distance between the two outlines, "
                + "the larger of both directions; mean over found lesions."),
        ];
        Row[] withoutMetastases =
        [
            new("Specificity", s.Specificity, Share, free, "Those of them in whom nothing was found / all of them."),
            new("False positives, no metastases", s.FalsePositivesPerLesionFreePatient, PerPatient, free, "False positives among them alone."),
        ];
        return s.LesionFreePatients > 0 ? [.. rows, .. withoutMetastases] : rows;
    }

    private static void Add(HtmlTable table, Row row)
    {
        var (estimate, format) = (row.Estimate, row.Scale.Format);
        var value = NumberText.IsDefined(estimate)
            ? Html.Of($"<span class=\"value\">{NumberText.Value(estimate, format)}</span>{row.Scale.Unit}")
            : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, format)}</span>");
        var left = estimate.Undefined > 0 ? $"; undefined for {estimate.Undefined} more, left out" : "";
        table.Add(
            Html.Of($"<strong>{row.Name}</strong>"),
            value,
            Html.Of($"{NumberText.Interval(estimate, format)}"),
            Html.Of($"n = {estimate.N} ({row.Items}){left}"),
            Html.Of($"{row.Meaning}"));
    }

    private static Html Notes(EvaluationResult evaluation)
    {
        var (s, cases) = (evaluation.Summary, evaluation.Cases);
        int Sum(Func<CaseEvaluation, int> count) => cases.Sum(count);
        var free = s.LesionFreePatients == 0
            ? "Every patient has at least one reference lesion, so nothing here tells how the method does on patients without metastases."
            : $"{Count(s.LesionFreePatients, "patient has", "patients have")} no reference lesion; "
                + $"{s.LesionFreePatientsWithoutFalsePositive} of them got no false positive.";
        return Html.Of($"""
            <p>{Count(s.Patients, "patient", "patients")}, {Count(cases.Count, "scan", "scans")},
            {Count(Sum(c => c.ReferenceLesions), "reference lesion", "reference lesions")},
            {Count(Sum(c => c.PredictedLesions), "predicted lesion", "predicted lesions")}. {free}</p>
            <p>Counted neither right nor false: {Count(Sum(c => c.Fragments), "fragment", "fragments")} beside the match of a found lesion;
            {Sum(c => c.IgnoredReferenceLesions)} reference and
            {Sum(c => c.IgnoredPredictedLesions)} predicted lesions {TooSmall(evaluation.Matching)};
            {Count(Sum(c => c.PredictionsOnIgnored), "prediction", "predictions")} on
            such a small reference lesion. Counted as found: {Count(Sum(c => c.Merged), "reference lesion", "reference lesions")} covered by
            a prediction that was matched with a neighbour.{Dropped(evaluation)}</p>
            <p class="quiet">Intervals are 95 % and come from resampling patients, so that lesions of one patient do not count as
            independent; where everything or nothing is
            found, from Wilson's formula with the same care. A dash: no interval, because patients are too few or all alike.
            <a href="#matching">Matching rules in full</a>.</p>

            """);
    }

    /// <summary>Some presets have other limits than one volume for both sides; those stand among the matching rules.</summary>
    private static string TooSmall(MatchingPreset preset) =>
        preset.MinVolumeMm3 > 0 ? $"below {NumberText.Fixed(preset.MinVolumeMm3, "0.##")} mm³" : "too small by the matching rules";

    private static string Dropped(EvaluationResult evaluation) => evaluation.DroppedPredictions is { } dropped
        ? $" Dropped before anything was judged, as asked: {Count(dropped.Components, "predicted component", "predicted components")} below {NumberText.Fixed(dropped.BelowMm3, "0.##")} mm³."
        : "";

    private static string Count(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";

    private sealed record Scale(string Format, string Unit);

    private sealed record Row(string Name, Estimate Estimate, Scale Scale, string Items, string Meaning);
}
