using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>One row a scan, patients together.</summary>
internal static class PatientTableSection
{
    public static Html Render(IReadOnlyList<CaseEvaluation> cases)
    {
        var table = new HtmlTable(
            Column.Id("Patient"), Column.Id("Scan"), Column.Number("Reference lesions"), Column.Number("Predicted lesions"),
            Column.Number("Found"), Column.Number("Missed"), Column.Number("False positives"), Column.Number("Fragments"), Column.Number("Merged"),
            Column.Number("Dice of whole masks"));
        foreach (var c in cases.OrderBy(c => c.Patient, StringComparer.Ordinal).ThenBy(c => c.Case, StringComparer.Ordinal))
        {
            table.Add(
                Html.Of($"{c.Patient}"), Html.Of($"{c.Case}"), Html.Of($"{c.ReferenceLesions}"), Html.Of($"{c.PredictedLesions}"),
                Html.Of($"{c.TruePositives}"),
                Marked(c.FalseNegatives, "missed"), Marked(c.FalsePositives, "false"), Html.Of($"{c.Fragments}"), Html.Of($"{c.Merged}"),
                Html.Of($"{NumberText.Ratio(c.Dice)}"));
        }

        int Sum(Func<CaseEvaluation, int> count) => cases.Sum(count);
        table.AddFoot(
            Html.Of($"{cases.DistinctBy(c => c.Patient).Count()} patients"), Html.Of($"{cases.Count} scans"),
            Html.Of($"{Sum(c => c.ReferenceLesions)}"),
            Html.Of($"{Sum(c => c.PredictedLesions)}"), Html.Of($"{Sum(c => c.TruePositives)}"), Html.Of($"{Sum(c => c.FalseNegatives)}"),
            Html.Of($"{Sum(c => c.FalsePositives)}"), Html.Of($"{Sum(c => c.Fragments)}"), Html.Of($"{Sum(c => c.Merged)}"), Html.Empty);
        return Html.Of($"""
            <h2 id="patients">By patient</h2>
            {table.Render()}<p class="quiet">Dice of whole masks compares all lesions of a scan at once and is undefined when both masks are
            empty.</p>

            """);
    }

    private static Html Marked(int count, string cssClass) => count == 0 ? Html.Of($"0") : Html.Of($"<span class=\"{cssClass}\">{count}</span>");
}
