using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>How figures vary when only the seed of training changes.</summary>
internal static class SeedTable
{
    public static Html Render(ReportContent content, string name, IReadOnlyList<SeedSpread> spreads)
    {
        if (spreads.Count == 0)
        {
            return Html.Of($"<p class=\"quiet\">One seed: how much a network trained again with another seed would differ is not known, and no interval here contains it.</p>\n");
        }

        var values = new CsvTable(name, "point", "threshold", "metric", "mean", "standard_deviation", "seeds", "values");
        var table = new HtmlTable(
            Column.Text("Network"), Column.Text("Threshold"), Column.Text("Figure"), Column.Number("Mean"), Column.Number("Standard deviation"), Column.Text("Each seed"));
        foreach (var s in spreads)
        {
            var format = s.Metric == "hd95Mm" ? "0.0" : "0.00";
            values.Add(s.Point, ReportText.Word(s.At), s.Metric, s.Mean, s.StandardDeviation, s.Values.Count, string.Join(' ', s.Values.Select(v => v?.ToString("R") ?? "undefined")));
            table.Add(
                Html.Of($"{s.Point}"), Html.Of($"{ReportText.Word(s.At)}"), Html.Of($"{SummaryMetric.All.FirstOrDefault(m => m.Key == s.Metric)?.Name ?? s.Metric}"),
                Html.Of($"{NumberText.Fixed(s.Mean, format)}"), Html.Of($"{NumberText.Fixed(s.StandardDeviation, "0.000")}"),
                Html.Of($"{string.Join(", ", s.Values.Select(v => NumberText.Fixed(v, format)))}"));
        }

        return content.Add(
            values, "The same networks trained with other seeds, on the same patients: standard deviation over seeds. It comes on top of the intervals, which resample patients only.", [table]);
    }
}
