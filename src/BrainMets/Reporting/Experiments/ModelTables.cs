using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>Every network on every test set at both thresholds.</summary>
internal static class AllModelsSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var tables = folder.Result.Tests.Index().Select(t => Table(folder, content, t.Item, t.Index));
        return Html.Of($"""
            <h2 id="models">All networks</h2>
            {tables}
            <p class="quiet">Value and 95 % interval over patients. Dice and HD95 are means over the lesions that each network found. Files hold n as well.</p>

            """);
    }

    private static Html Table(ExperimentFolder folder, ReportContent content, TestSetCases test, int index)
    {
        var values = new CsvTable(
            $"models-{index + 1}-{ReportText.Slug(test.DataSet)}", "model", "training_set", "values", "seed", "fold", "at", "threshold",
                "metric", "value", "low", "high", "n", "undefined");
        HtmlTable[] tables = [.. new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen }.Select(at => At(folder, test, at, values))];
        return content.Add(
            values, $"All networks on {test.DataSet} ({ReportText.Count(test.Patients, "patient", "patients")}, "
                + $"{ReportText.Count(test.Cases.Count, "case", "cases")}): first at the fixed threshold, then each at its own.", tables);
    }

    private static HtmlTable At(ExperimentFolder folder, TestSetCases test, OperatingThreshold at, CsvTable values)
    {
        var table = new HtmlTable(
            [Column.Id("Network"), Column.Number($"Threshold ({ReportText.Word(at)})"),
                .. SummaryMetric.All.Select(m => Column.Number(m.Name))]);
        foreach (var model in folder.Result.Models)
        {
            if (model.Judgements.FirstOrDefault(j => j.Test == test.DataSet && j.At == at) is not { } judgement)
            {
                continue;
            }

            var parts = string.Join("; ", model.Values.Select(v => $"{v.Key} {v.Value}"));
            foreach (var metric in SummaryMetric.All)
            {
                var e = metric.Of(judgement.Summary);
                values.Add(
                    model.Name, model.TrainingSet, parts, model.Seed, model.Fold, ReportText.Word(at), judgement.Threshold, metric.Key,
                        e.Value, e.Low, e.High, e.N, e.Undefined);
            }

            table.Add([Html.Of($"<strong>{model.Name}</strong>"), Html.Of($"{ReportText.Short(judgement.Threshold)}"),
                .. SummaryMetric.All.Select(m => Cell(m, judgement))]);
        }

        return table;
    }

    private static Html Cell(SummaryMetric metric, ModelEvaluation judgement)
    {
        var e = metric.Of(judgement.Summary);
        return NumberText.IsDefined(e)
            ? Html.Of($"{NumberText.Fixed(e.Value, metric.Format)}<br><span class=\"quiet\">{NumberText.Interval(e, metric.Format)}</span>")
            : Html.Of($"<span class=\"undefined\">{NumberText.Value(e, metric.Format)}</span>");
    }
}

/// <summary>A main figure of an evaluation: how it is called, read and printed.</summary>
/// <param name="Key">In tables for other programs.</param>
/// <param name="Name">On the page, with its unit.</param>
/// <param name="Of">Reads it.</param>
/// <param name="Format">Of its numbers.</param>
/// <param name="Items">What it rests on.</param>
internal sealed record SummaryMetric(string Key, string Name, Func<EvaluationSummary, Estimate> Of, string Format, string Items)
{
    public static IReadOnlyList<SummaryMetric> All { get; } =
    [
        new("sensitivity", "Sensitivity", s => s.Sensitivity, "0.00", "reference lesions"),
        new("precision", "Precision", s => s.Precision, "0.00", "predicted lesions"),
        new("f1", "F1", s => s.F1, "0.00", "lesions of both sides"),
        new("falsePositivesPerPatient", "False positives per patient", s => s.FalsePositivesPerPatient, "0.00", "patients"),
        new("dice", "Dice of found lesions", s => s.Dice, "0.00", "found lesions"),
        new("hd95Mm", "HD95 of found lesions (mm)", s => s.Hd95Mm, "0.0", "found lesions"),
    ];
}

/// <summary>Main figures, a row a figure and a column a model at a threshold; wide tables are continued below.</summary>
internal static class SummaryTable
{
    private const int MostColumns = 6;

    /// <param name="content">Gets the table.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="title">What it holds.</param>
    /// <param name="columns">Model, threshold in words (empty where the title tells it), and its figures.</param>
    public static Html Render(ReportContent content, string name, string title,
        IReadOnlyList<(string Model, string Threshold, EvaluationSummary Summary)> columns)
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
        var table = new HtmlTable(
            [Column.Text("Figure"), .. columns.Select(c => Column.Text(c.Threshold.Length == 0 ? c.Model : $"{c.Model}, {c.Threshold}"))]);
        foreach (var metric in SummaryMetric.All)
        {
            table.Add([Html.Of($"<strong>{metric.Name}</strong>"),
                .. columns.Select(c => ReportText.Cell(metric.Of(c.Summary), metric.Format))]);
        }

        return table;
    }
}

/// <summary>How figures vary when only the seed of training changes.</summary>
internal static class SeedTable
{
    public static Html Render(ReportContent content, string name, IReadOnlyList<SeedSpread> spreads)
    {
        if (spreads.Count == 0)
        {
            return Html.Of(
                $"<p class=\"quiet\">One seed: how much a network trained again with another seed would differ is not known, and no "
                    + $"interval here contains it.</p>\n");
        }

        var values = new CsvTable(name, "point", "threshold", "metric", "mean", "standard_deviation", "seeds", "values");
        var table = new HtmlTable(
            Column.Text("Network"), Column.Text("Threshold"), Column.Text("Figure"), Column.Number("Mean"),
                Column.Number("Standard deviation"), Column.Text("Each seed"));
        foreach (var s in spreads)
        {
            var format = s.Metric == "hd95Mm" ? "0.0" : "0.00";
            values.Add(s.Point, ReportText.Word(s.At), s.Metric, s.Mean, s.StandardDeviation, s.Values.Count,
                string.Join(' ', s.Values.Select(v => v?.ToString("R") ?? "undefined")));
            table.Add(
                Html.Of($"{s.Point}"), Html.Of($"{ReportText.Word(s.At)}"),
                    Html.Of($"{SummaryMetric.All.FirstOrDefault(m => m.Key == s.Metric)?.Name ?? s.Metric}"),
                Html.Of($"{NumberText.Fixed(s.Mean, format)}"), Html.Of($"{NumberText.Fixed(s.StandardDeviation, "0.000")}"),
                Html.Of($"{string.Join(", ", s.Values.Select(v => NumberText.Fixed(v, format)))}"));
        }

        return content.Add(
            values, "The same networks trained with other seeds, on the same patients: standard deviation over seeds. It comes on top of "
                + "the intervals, which resample patients only.", [table]);
    }
}

/// <summary>Detection below and from the gate on, a row a model at a threshold (Table 2 of the paper).</summary>
internal static class GateTable
{
    private static readonly string[] Figures = ["Sensitivity", "Precision", "F1"];

    public static Html Render(ReportContent content, string name, string title,
        IReadOnlyList<(string Model, string Threshold, IReadOnlyList<GateStratum> ByGate)> rows)
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
            var figures = byGate.SelectMany(
                g => new[] { (g, "sensitivity", g.Sensitivity), (g, "precision", g.Precision), (g, "f1", g.F1) }).ToArray();
            foreach (var (g, metric, e) in figures)
            {
                values.Add(model, threshold, Cc(g.LowMm3), Cc(g.HighMm3), metric, e.Value, e.Low, e.High, e.N);
            }

            table.Add([Html.Of($"<strong>{model}</strong>"), Html.Of($"{threshold}"),
                .. figures.Select(f => ReportText.Cell(f.Item3, "0.00"))]);
        }

        return content.Add(values, title, [table]);
    }

    private static double? Cc(double? volumeMm3) => volumeMm3 is { } v ? NumberText.Cc(v) : null;
}

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
            [Column.Text("Model"), .. series[0].Result.Froc.AtRates.Select(r => Column.Text($"at {Rate(r.FalsePositivesPerPatient)}")),
                Column.Text("mean of these")]);
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
                .. froc.AtRates.Select(
                    r => Html.Of(
                        $"{NumberText.Ratio(r.Sensitivity.Value)}{(r.BeyondCurve ? "*" : "")}<br><span "
                            + $"class=\"quiet\">{NumberText.Interval(r.Sensitivity, "0.00")}</span>")),
                Html.Of($"<strong>{NumberText.Ratio(froc.MeanSensitivity.Value)}</strong><br><span "
                    + $"class=\"quiet\">{NumberText.Interval(froc.MeanSensitivity, "0.00")}</span>"),
            ]);
        }

        return content.Add(
            values, "Sensitivity at equal rates of false positives per patient, with 95 % intervals over patients. Star: no threshold "
                + "gives as many false positives, and the end of the curve stands in.", [table]);
    }

    /// <summary>Rates below 1 are halves, quarters and eighths.</summary>
    private static string Rate(double rate) => rate < 1 ? $"1/{1 / rate:0}" : $"{rate:0.##}";
}
