using BrainMets.Experiments;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Detection below and from the gate on, a row a model at a threshold (Table 2 of the paper).</summary>
internal static class GateTable
{
    private static readonly string[] Figures = ["Sensitivity", "Precision", "F1"];

    public static Html Render(ReportContent content, string name, string title, IReadOnlyList<(string Model, string Threshold, IReadOnlyList<GateStratum> ByGate)> rows)
    {
        var strata = rows.Select(r => r.ByGate).FirstOrDefault(g => g.Count > 0) ?? [];
        if (strata.Count == 0)
        {
            return Html.Empty;
        }

        var values = new CsvTable(name, "model", "threshold", "from_cc", "to_cc", "metric", "value", "low", "high", "n");
        var table = new HtmlTable(
        [
            Column.Text("Model"), Column.Text("Threshold"),
            .. strata.SelectMany(s => Figures.Select(m => Column.Text($"{m} {ReportText.Stratum(s)}"))),
        ]);
        foreach (var (model, threshold, byGate) in rows.Where(r => r.ByGate.Count == strata.Count))
        {
            var figures = byGate.SelectMany(g => new[] { (g, "sensitivity", g.Sensitivity), (g, "precision", g.Precision), (g, "f1", g.F1) }).ToArray();
            foreach (var (g, metric, e) in figures)
            {
                values.Add(model, threshold, Cc(g.LowMm3), Cc(g.HighMm3), metric, e.Value, e.Low, e.High, e.N);
            }

            table.Add([Html.Of($"<strong>{model}</strong>"), Html.Of($"{threshold}"), .. figures.Select(f => ReportText.Cell(f.Item3, "0.00"))]);
        }

        return content.Add(values, title, [table]);
    }

    private static double? Cc(double? volumeMm3) => volumeMm3 is { } v ? NumberText.Cc(v) : null;
}
