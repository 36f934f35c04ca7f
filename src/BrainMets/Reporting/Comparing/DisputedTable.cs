using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Findings that somebody marked and somebody did not: where adjudication is needed, the largest first.</summary>
internal static class DisputedTable
{
    private const int Most = 200;

    public static Html Render(ComparisonResult result)
    {
        string[] names = [result.Reference, .. result.Readers.Select(r => r.Name)];
        var table = new HtmlTable(
            [Column.Id("Scan"), Column.Number("Finding"), Column.Text("Centre, RAS mm"), .. names.Select(n => Column.Number($"{n} (cc)"))]);
        foreach (var f in result.Disputed.OrderByDescending(f => f.VolumeMm3).ThenBy(f => f.Case, StringComparer.Ordinal).Take(Most))
        {
            table.Add(
            [
                Html.Of($"{f.Case}"), Html.Of($"{f.Number}"),
                Html.Of($"({NumberText.SignedMm(f.Centroid.X)}, {NumberText.SignedMm(f.Centroid.Y)}, {NumberText.SignedMm(f.Centroid.Z)})"),
                .. names.Select(n => f.Marks.FirstOrDefault(m => m.Source == n) is { } mark ? Html.Of($"{NumberText.CcText(mark.VolumeMm3)}") : Html.Of($"<span class=\"missed\">–</span>")),
            ]);
        }

        var more = result.Disputed.Count > Most ? $" The largest {Most} of {result.Disputed.Count} are shown." : "";
        return Html.Of($"""
            <h2 id="disputed">For adjudication</h2>
            <p>{result.Undisputed} findings were marked by everybody, {result.Disputed.Count} were not. A finding is a place where lesions of different sources share a voxel.
            A dash: not marked.{more} All of them stand in <code>disputed.csv</code>. Whoever adjudicates should not see who marked what.</p>
            {table.Render()}
            """);
    }
}
