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
        Add(table, ("Precision", TwoDecimals, ""), s.Precision, "predicted lesions", "Predicted lesions that are right / all predicted lesions.");
        Add(table, ("F1", TwoDecimals, ""), s.F1, "lesions", "Harmonic mean of sensitivity and precision.");
        Add(table, ("False positives", TwoDecimals, " per patient"), s.FalsePositivesPerPatient, "patients", "Predicted lesions that match no reference lesion, per patient.");
        Add(table, ("Dice", TwoDecimals, ""), s.Dice, "found lesions", "Overlap of the two outlines of a found lesion, 0 to 1; mean over found lesions.");
        Add(table, ("HD95", "0.0", " mm"), s.Hd95Mm, "found lesions", "95th percentile of the distance between the two outlines, the larger of both directions; mean over found lesions.");
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
        var s = evaluation.Summary;
        var cases = evaluation.Cases;
        var free = s.LesionFreePatients == 0
            ? "Every patient has at least one reference lesion, so nothing here tells how the method does on patients without metastases."
            : $"{s.LesionFreePatients} patients have no reference lesion; {s.LesionFreePatientsWithoutFalsePositive} of them got no false positive.";
        var fragments = cases.Sum(c => c.Fragments);
        var merged = cases.Sum(c => c.Merged);
        return Html.Of($"""
            <p>{s.Patients} patients, {cases.Count} scans, {cases.Sum(c => c.ReferenceLesions)} reference lesions, {cases.Sum(c => c.PredictedLesions)} predicted lesions.
            {free} {fragments} predicted fragments lie beside the match of a found lesion (counted neither right nor false); {merged} reference lesions
            were found merged with a neighbour (counted as found).</p>
            <p class="quiet">Intervals are 95 %. Those of the main figures come from resampling patients, so that lesions of one patient do not count as independent.
            Matching rules, in full, stand <a href="#matching">below</a>.</p>

            """);
    }
}
