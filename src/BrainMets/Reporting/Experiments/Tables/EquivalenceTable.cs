using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Two one-sided tests against the margins declared in the plan.</summary>
internal static class EquivalenceTable
{
    private const string Format = "+0.000;-0.000;0.000";

    public static Html Render(ReportContent content, string name, IReadOnlyList<ReaderPair> pairs)
    {
        if (pairs.All(p => p.Metrics.All(m => m.Equivalence.Count == 0)))
        {
            return Html.Of($"<p>No margin was declared in the plan, so equivalence was not tested; a difference that was not shown is no equivalence.</p>\n");
        }

        var values = new CsvTable(name, "first", "second", "metric", "location", "margin", "estimate", "low_90", "high_90", "p_tost", "equivalent", "not_worse", "patients");
        var table = new HtmlTable(
            Column.Text("First less second"), Column.Text("Figure"), Column.Number("Margin"), Column.Text("Difference of a patient"), Column.Number("Estimate"), Column.Number("90 % interval"),
            Column.Number("p (TOST)"), Column.Text("Equivalent"), Column.Text("First not worse"), Column.Number("Patients"));
        foreach (var (pair, metric, test) in from p in pairs from m in p.Metrics from t in m.Equivalence select (p, m, t))
        {
            var location = test.Location == Location.Mean ? "mean" : "typical";
            var turned = metric.Metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm ? ", sign turned: above 0 the first is better" : "";
            values.Add(
                pair.First, pair.Second, metric.Metric.ToString(), location, test.Margin, test.Estimate, test.Low, test.High, test.PValue, Verdict(test.Equivalent), Verdict(test.NonInferior), test.Pairs);
            table.Add(
                Html.Of($"{pair.First} less {pair.Second}"), Html.Of($"{PairedDifferences.Name(metric.Metric)}{turned}"), Html.Of($"±{ReportText.Short(test.Margin)}"), Html.Of($"{location}"),
                Html.Of($"{NumberText.Fixed(test.Estimate, Format)}"), Html.Of($"{NumberText.Interval(new Estimate(test.Estimate, test.Low, test.High, test.Pairs, 0), Format)}"),
                Html.Of($"{ReportText.P(test.PValue)}"), Html.Of($"{Verdict(test.Equivalent)}"), Html.Of($"{Verdict(test.NonInferior)}"), Html.Of($"{test.Pairs}"));
        }

        return content.Add(
            values, "Equivalence: two one-sided tests at 5 % against the margins declared in the plan. Shown where the whole 90 % interval lies within the margin; \"not shown\" is not \"different\".", [table]);
    }

    private static string Verdict(bool? shown) => shown switch
    {
        true => "shown",
        false => "not shown",
        null => NumberText.Undefined,
    };
}
