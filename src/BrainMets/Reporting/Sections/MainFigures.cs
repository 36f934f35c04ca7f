using BrainMets.Evaluation;
using BrainMets.Reporting.Markup;
using static BrainMets.Reporting.Markup.HtmlTable;

namespace BrainMets.Reporting.Sections;

/// <summary>What a reader wants first: the main figures, each with interval, count and one line that says what it is.</summary>
internal static class MainFigures
{
    private const string TwoDecimals = "0.00";

    public static Html Render(EvaluationResult? evaluation)
    {
        if (evaluation is null)
        {
            return Html.Of($"<h2 id=\"main\">Main figures</h2>\n<p>No evaluation belongs to this run: no prediction was compared with a reference.</p>\n");
        }

        var s = evaluation.Summary;
        var table = new HtmlTable(Column.Text("Figure"), Column.Number("Value"), Column.Number("95 % interval"), Column.Text("Rests on"), Column.Text("What it is"));
        Add(table, ("Sensitivity", TwoDecimals, ""), s.Sensitivity, "reference lesions", "Found reference lesions / all reference lesions.");
        Add(table, ("Precision", TwoDecimals, ""), s.Precision, "predicted lesions", "Predicted lesions that match a reference lesion / those that match or are false.");
        Add(table, ("F1", TwoDecimals, ""), s.F1, "reference and predicted lesions", "Harmonic mean of sensitivity and precision.");
        Add(table, ("False positives", TwoDecimals, " per patient"), s.FalsePositivesPerPatient, "patients", "Predicted lesions that match no reference lesion, per patient.");
        Add(table, ("Dice", TwoDecimals, ""), s.Dice, "found lesions", "Overlap of the two outlines of a found lesion, 0 to 1; mean over found lesions.");
        Add(table, ("HD95", "0.0", " mm"), s.Hd95Mm, "found lesions", "95th percentile of the distance between the two outlines, the larger of both directions; mean over found lesions.");
        if (s.LesionFreePatients > 0)
        {
            Add(table, ("Specificity", TwoDecimals, ""), s.Specificity, "patients without metastases", "Patients without metastases in whom nothing was found / all patients without metastases.");
            Add(table, ("False positives, no metastases", TwoDecimals, " per patient"), s.FalsePositivesPerLesionFreePatient, "patients without metastases", "The same among patients without metastases alone.");
        }

        return Html.Of($"<h2 id=\"main\">Main figures</h2>\n{table.Render("main")}{Notes(evaluation)}");
    }

    private static void Add(HtmlTable table, (string Name, string Format, string Unit) figure, Estimate estimate, string items, string meaning)
    {
        var value = Quantity.IsDefined(estimate)
            ? Html.Of($"<span class=\"value\">{Quantity.Value(estimate, figure.Format)}</span>{figure.Unit}")
            : Html.Of($"<span class=\"undefined\">{Quantity.Value(estimate, figure.Format)}</span>");
        var left = estimate.Undefined > 0 ? $"; undefined for {estimate.Undefined} more, left out" : "";
        table.Add(
            Html.Of($"<strong>{figure.Name}</strong>"),
            value,
            Html.Of($"{Quantity.Interval(estimate, figure.Format)}"),
            Html.Of($"n = {estimate.N} {items}{left}"),
            Html.Of($"{meaning}"));
    }

    private static Html Notes(EvaluationResult evaluation)
    {
        var (s, cases) = (evaluation.Summary, evaluation.Cases);
        int Sum(Func<CaseEvaluation, int> count) => cases.Sum(count);
        var free = s.LesionFreePatients == 0
            ? "Every patient has at least one reference lesion, so nothing here tells how the method does on patients without metastases."
            : $"{Count(s.LesionFreePatients, "patient has", "patients have")} no reference lesion; {s.LesionFreePatientsWithoutFalsePositive} of them got no false positive.";
        return Html.Of($"""
            <p>{Count(s.Patients, "patient", "patients")}, {Count(cases.Count, "scan", "scans")}, {Count(Sum(c => c.ReferenceLesions), "reference lesion", "reference lesions")},
            {Count(Sum(c => c.PredictedLesions), "predicted lesion", "predicted lesions")}. {free}</p>
            <p>Counted neither right nor false: {Count(Sum(c => c.Fragments), "fragment", "fragments")} beside the match of a found lesion; {Sum(c => c.IgnoredReferenceLesions)} reference and
            {Sum(c => c.IgnoredPredictedLesions)} predicted lesions below {evaluation.Matching.MinVolumeMm3.ToString("0.##")} mm³; {Count(Sum(c => c.PredictionsOnIgnored), "prediction", "predictions")} on
            such a small reference lesion. Counted as found: {Count(Sum(c => c.Merged), "reference lesion", "reference lesions")} covered by a prediction that was matched with a neighbour.</p>
            <p class="quiet">Intervals are 95 % and come from resampling patients, so that lesions of one patient do not count as independent; where everything or nothing is
            found, from Wilson's formula with the same care. A dash: no interval, because patients are too few or all alike. <a href="#matching">Matching rules in full</a>.</p>

            """);
    }

    private static string Count(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
