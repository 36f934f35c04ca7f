using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Every reference lesion with what became of it, and every false positive: what went wrong is not left to an average.</summary>
internal static class LesionTableSection
{
    private static readonly Html None = Html.Of($"–");

    public static Html Render(IReadOnlyList<CaseEvaluation> cases)
    {
        var table = new HtmlTable(
            Column.Id("Scan"), Column.Text("Outcome"), Column.Number("Lesion"),
            Column.Number("Reference volume (cc)"), Column.Number("Predicted volume (cc)"),
            Column.Number("Dice"), Column.Number("HD95 (mm)"), Column.Number("Mean distance (mm)"), Column.Number("Predicted as"));
        foreach (var c in cases.OrderBy(c => c.Patient, StringComparer.Ordinal).ThenBy(c => c.Case, StringComparer.Ordinal))
        {
            foreach (var lesion in c.Lesions.OrderByDescending(l => l.ReferenceVolumeMm3).ThenBy(l => l.Reference))
            {
                AddLesion(table, c, lesion);
            }

            foreach (var invented in c.FalsePositiveLesions.OrderByDescending(f => f.VolumeMm3).ThenBy(f => f.Predicted))
            {
                table.Add(
                    Html.Of($"{c.Case}"), Html.Of($"<span class=\"false\">false positive</span>"), None, None,
                    Html.Of($"{NumberText.CcText(invented.VolumeMm3)}"), None, None, None, Html.Of($"{invented.Predicted}"));
            }
        }

        return Html.Of($"""
            <h2 id="lesions">By lesion</h2>
            {table.Render()}<p class="quiet">Lesion is the number in the reference label map, "predicted as" the numbers in the prediction's
            (the match first, then fragments). A dash: does not apply, because
            only one of the two outlines exists. HD95 is the larger of the two directed 95th percentiles; mean distance is the average
            symmetric surface distance. A merged lesion
            lies under a prediction that was matched with its neighbour. Lesions below the least volume of the matching rules are not
            listed.</p>

            """);
    }

    private static void AddLesion(HtmlTable table, CaseEvaluation c, LesionEvaluation lesion)
    {
        var outcome = lesion switch
        {
            { Detected: false } => Html.Of($"<span class=\"missed\">missed</span>"),
            { Merged: true } => Html.Of($"found, merged"),
            _ => Html.Of($"found"),
        };
        var matched = lesion is { Detected: true, Merged: false };
        table.Add(
            Html.Of($"{c.Case}"), outcome, Html.Of($"{lesion.Reference}"), Html.Of($"{NumberText.CcText(lesion.ReferenceVolumeMm3)}"),
            matched ? Html.Of($"{NumberText.CcText(lesion.PredictedVolumeMm3)}") : None,
            matched ? Html.Of($"{NumberText.Ratio(lesion.Dice)}") : None,
            matched ? Html.Of($"{NumberText.Mm(lesion.Hd95Mm.MaxDirected)}") : None,
            matched ? Html.Of($"{NumberText.Mm(lesion.AssdMm)}") : None,
            lesion.Predicted.Count == 0 ? None : Html.Of($"{string.Join(", ", lesion.Predicted)}"));
    }
}
