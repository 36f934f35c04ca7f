using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Main figures, a row a figure and a column a model at a threshold; wide tables are continued below.</summary>
internal static class SummaryTable
{
    private const int MostColumns = 6;

    /// <param name="content">Gets the table.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="title">What it holds.</param>
    /// <param name="columns">Model, threshold in words (empty where the title tells it), and its figures.</param>
    public static Html Render(ReportContent content, string name, string title, IReadOnlyList<(string Model, string Threshold, EvaluationSummary Summary)> columns)
    {
        var values = new CsvTable(name, "model", "threshold", "metric", "value", "low", "high", "n", "undefined", "rests_on");
        foreach (var (model, threshold, summary) in columns)
        {
            foreach (var metric in SummaryMetric.All)
            {
                var e = metric.Of(summary);
                values.Add(model, threshold, metric.Key, e.Value, e.Low, e.High, e.N, e.Undefined, metric.Items);
            }
        }

        return content.Add(values, title, columns.Chunk(ColumnsEach(columns.Count)).Select(Part));
    }

    /// <summary>Continued tables are about equally wide.</summary>
    private static int ColumnsEach(int count) => Math.Max(1, (int)Math.Ceiling(count / Math.Ceiling(count / (double)MostColumns)));

    private static HtmlTable Part((string Model, string Threshold, EvaluationSummary Summary)[] columns)
    {
        var table = new HtmlTable([Column.Text("Figure"), .. columns.Select(c => Column.Text(c.Threshold.Length == 0 ? c.Model : $"{c.Model}, {c.Threshold}"))]);
        foreach (var metric in SummaryMetric.All)
        {
            table.Add([Html.Of($"<strong>{metric.Name}</strong>"), .. columns.Select(c => ReportText.Cell(metric.Of(c.Summary), metric.Format))]);
        }

        return table;
    }
}
