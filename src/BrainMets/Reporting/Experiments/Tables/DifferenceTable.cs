using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Paired differences with interval and test, a row a pair and figure.</summary>
internal static class DifferenceTable
{
    public static Html Render(ReportContent content, string name, string title, IReadOnlyList<(string First, string Second, IReadOnlyList<DifferenceRow> Rows)> pairs)
    {
        var values = new CsvTable(
            name, "first", "second", "metric", "first_value", "first_low", "first_high", "second_value", "second_low", "second_high", "difference", "low", "high", "p", "adjusted_p", "patients");
        var table = new HtmlTable(
            Column.Text("Second less first"), Column.Text("Figure"), Column.Number("First"), Column.Number("Second"), Column.Number("Difference"), Column.Number("95 % interval"),
            Column.Number("p"), Column.Number("adjusted p"), Column.Number("Patients"));
        foreach (var (first, second, rows) in pairs)
        {
            foreach (var (index, row) in rows.Index())
            {
                var (a, b, d, format) = (row.First, row.Second, row.Difference, ReportText.DifferenceFormat(row.Difference));
                values.Add(first, second, row.Key, a.Value, a.Low, a.High, b.Value, b.Low, b.High, d.Value, d.Low, d.High, row.P, row.AdjustedP, d.N);
                table.Add(
                    index == 0 ? Html.Of($"<strong>{second} less {first}</strong>") : Html.Empty, Html.Of($"{row.Metric}"),
                    Html.Of($"{NumberText.Fixed(a.Value, row.Format)}"), Html.Of($"{NumberText.Fixed(b.Value, row.Format)}"),
                    row.IsShown == true ? Html.Of($"<strong>{NumberText.Fixed(d.Value, format)}</strong>") : Html.Of($"{NumberText.Fixed(d.Value, format)}"),
                    Html.Of($"{NumberText.Interval(d, format)}"), Html.Of($"{ReportText.P(row.P)}"), Html.Of($"{ReportText.P(row.AdjustedP)}"), Html.Of($"{d.N}"));
            }
        }

        return content.Add(values, title, [table]);
    }
}
