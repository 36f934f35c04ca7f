using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Sensitivity of each model at the same rates of false positives, whatever threshold gives them.</summary>
internal static class FrocTable
{
    public static Html Render(ReportContent content, string name, IReadOnlyList<FrocSeries> series)
    {
        if (series.Count == 0)
        {
            return Html.Empty;
        }

        var values = new CsvTable(name, "model", "false_positives_per_patient", "sensitivity", "low", "high", "n", "beyond_curve");
        var table = new HtmlTable(
            [Column.Text("Model"), .. series[0].Result.Froc.AtRates.Select(r => Column.Text($"at {Rate(r.FalsePositivesPerPatient)}")), Column.Text("mean of these")]);
        foreach (var one in series)
        {
            var froc = one.Result.Froc;
            foreach (var at in froc.AtRates)
            {
                var s = at.Sensitivity;
                values.Add(one.Name, at.FalsePositivesPerPatient, s.Value, s.Low, s.High, s.N, at.BeyondCurve ? "yes" : "no");
            }

            table.Add(
            [
                Html.Of($"<strong>{one.Name}</strong>"),
                .. froc.AtRates.Select(r => Html.Of($"{NumberText.Ratio(r.Sensitivity.Value)}{(r.BeyondCurve ? "*" : "")}<br><span class=\"quiet\">{NumberText.Interval(r.Sensitivity, "0.00")}</span>")),
                Html.Of($"<strong>{NumberText.Ratio(froc.MeanSensitivity.Value)}</strong><br><span class=\"quiet\">{NumberText.Interval(froc.MeanSensitivity, "0.00")}</span>"),
            ]);
        }

        return content.Add(
            values, "Sensitivity at equal rates of false positives per patient, with 95 % intervals over patients. Star: no threshold gives as many false positives, and the end of the curve stands in.", [table]);
    }

    /// <summary>Rates below 1 are halves, quarters and eighths.</summary>
    private static string Rate(double rate) => rate < 1 ? $"1/{1 / rate:0}" : $"{rate:0.##}";
}
