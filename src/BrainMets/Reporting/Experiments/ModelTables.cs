using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

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
        Table[] tables = [.. new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen }.Select(at => At(folder, test, at, values))];
        return content.Add(
            values, $"All networks on {test.DataSet} ({ReportText.Count(test.Patients, "patient", "patients")}, "
                + $"{ReportText.Count(test.Cases.Count, "case", "cases")}): first at the fixed threshold, then each at its own.", tables);
    }

    private static Table At(ExperimentFolder folder, TestSetCases test, OperatingThreshold at, CsvTable values)
    {
        var table = new Table(
            [Column.Id("Network"), Column.Number($"Threshold ({ReportText.Word(at)})"),
                .. SummaryMetric.All.Select(m => Column.Number(m.NameWithUnit))]);
        foreach (var (model, evaluation) in folder.Result.Models.Select(
            m => (m, m.Judgements.FirstOrDefault(j => j.Test == test.DataSet && j.At == at))))
        {
            if (evaluation is null)
            {
                continue;
            }

            values.With(
                from metric in SummaryMetric.All
                let e = metric.Of(evaluation.Summary)
                select (object?[])[model.Name, model.TrainingSet, ReportText.Values(model), model.Seed, model.Fold, ReportText.Word(at),
                    evaluation.Threshold, metric.Key, e.Value, e.Low, e.High, e.N, e.Undefined]);
            table.Add([((Cell)model.Name).Strong, ReportText.Short(evaluation.Threshold),
                .. SummaryMetric.All.Select(m => WithInterval(m.Of(evaluation.Summary), m.Digits.Page))]);
        }

        return table;
    }

    private static Cell WithInterval(Estimate e, string format) => NumberText.IsDefined(e)
        ? Html.Of($"{NumberText.Fixed(e.Value, format)}<br><span class=\"quiet\">{NumberText.Interval(e, format)}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(e, format)}</span>");
}

/// <summary>Main figures, a row a figure and a column a model at a threshold; wide tables are continued below.</summary>
internal static class SummaryTable
{
    private const int MostColumns = 6;

    /// <param name="content">Gets the table.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="title">What it holds.</param>
    /// <param name="columns">The models.</param>
    public static Html Render(ReportContent content, string name, string title,
        IReadOnlyList<ModelColumn> columns)
    {
        var values = new CsvTable(name, "model", "threshold", "metric", "value", "low", "high", "n", "undefined", "rests_on").With(
            from c in columns
            from metric in SummaryMetric.All
            let e = metric.Of(c.Summary)
            select (object?[])[c.Model, c.Threshold, metric.Key, e.Value, e.Low, e.High, e.N, e.Undefined, metric.Items]);
        return content.Add(values, title, columns.Chunk(ColumnsEach(columns.Count)).Select(Part));
    }

    /// <summary>Continued tables are about equally wide.</summary>
    private static int ColumnsEach(int count) => Math.Max(1, (int)Math.Ceiling(count / Math.Ceiling(count / (double)MostColumns)));

    private static Table Part(ModelColumn[] columns)
    {
        var table = new Table(
            [Column.Text("Metric"), .. columns.Select(c => Column.Text(c.Threshold.Length == 0 ? c.Model : $"{c.Model}, {c.Threshold}"))]);
        foreach (var metric in SummaryMetric.All)
        {
            table.Add(
            [((Cell)metric.NameWithUnit).Strong, .. columns.Select(c => (Cell)ReportText.Cell(metric.Of(c.Summary), metric.Digits.Page))]);
        }

        return table;
    }
}

/// <summary>A model of a summary table: its name, its threshold in words (empty where the title states it), and its metrics.</summary>
internal sealed record ModelColumn(string Model, string Threshold, EvaluationSummary Summary);

/// <summary>How metrics vary when only the seed of training changes.</summary>
internal static class SeedTable
{
    public static Html Render(ReportContent content, string name, IReadOnlyList<SeedSpread> spreads)
    {
        if (spreads.Count == 0)
        {
            return Html.Of(
                $"<p class=\"quiet\">One seed: the variation between training runs is unknown, and no "
                    + $"interval here contains it.</p>\n");
        }

        var table = new Table(
            Column.Text("Network", "point"), Column.Text("Threshold", "threshold"), Column.Text("Metric", "metric"),
            Column.Number("Mean", "mean"), Column.Number("Standard deviation", "standard_deviation"), Column.File("seeds"),
            Column.Text("Each seed", "values"));
        foreach (var s in spreads)
        {
            var format = s.Metric == "hd95Mm" ? "0.0" : "0.00";
            table.Add(
                s.Point, ReportText.Word(s.At),
                Cell.Text(SummaryMetric.All.FirstOrDefault(m => m.Key == s.Metric)?.NameWithUnit ?? s.Metric, s.Metric),
                Cell.Fixed(s.Mean, format), Cell.Fixed(s.StandardDeviation, "0.000"), s.Values.Count,
                Cell.Text(
                    string.Join(", ", s.Values.Select(v => NumberText.Fixed(v, format))),
                    string.Join(' ', s.Values.Select(v => v?.ToString("R") ?? "undefined"))));
        }

        return content.Add(
            table, name, "The same networks trained with other seeds, on the same patients: standard deviation over seeds. It comes on top "
                + "of the intervals, which resample patients only.");
    }
}

/// <summary>A model of a gate table: its name, its threshold, and its detection below and from the gate on.</summary>
internal sealed record GateRow(string Model, string Threshold, IReadOnlyList<GateStratum> ByGate);

/// <summary>Detection below and from the gate on, a row a model at a threshold (Table 2 of the paper).</summary>
internal static class GateTable
{
    private static readonly string[] Figures = ["Sensitivity", "Precision", "F1"];

    public static Html Render(ReportContent content, string name, string title,
        IReadOnlyList<GateRow> rows)
    {
        var strata = rows.Select(r => r.ByGate).FirstOrDefault(g => g.Count > 0) ?? [];
        if (strata.Count == 0)
        {
            return Html.Empty;
        }

        var values = new CsvTable(name, "model", "threshold", "from_cc", "to_cc", "metric", "value", "low", "high", "n");
        var table = new Table(
        [
            Column.Text("Model"), Column.Text("Threshold"),
            .. strata.SelectMany(s => Figures.Select(m => Column.Text($"{m} {ReportText.Stratum(s)}"))),
        ]);
        foreach (var (model, threshold, byGate) in rows.Where(r => r.ByGate.Count == strata.Count))
        {
            (GateStratum Stratum, string Metric, Estimate Value)[] figures =
                [.. byGate.SelectMany(g => new[] { (g, "sensitivity", g.Sensitivity), (g, "precision", g.Precision), (g, "f1", g.F1) })];
            values.With(
                from f in figures
                let e = f.Value
                select (object?[])[model, threshold, ReportText.ValueCc(f.Stratum.LowMm3), ReportText.ValueCc(f.Stratum.HighMm3), f.Metric,
                    e.Value, e.Low, e.High, e.N]);
            table.Add([((Cell)model).Strong, threshold, .. figures.Select(f => (Cell)ReportText.Cell(f.Value, "0.00"))]);
        }

        return content.Add(values, title, [table]);
    }
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
        var table = new Table(
            [Column.Text("Model"), .. series[0].Result.Froc.AtRates.Select(r => Column.Text($"at {Rate(r.FalsePositivesPerPatient)}")),
                Column.Text("mean of these")]);
        foreach (var one in series)
        {
            var froc = one.Result.Froc;
            values.With(
                from at in froc.AtRates
                let s = at.Sensitivity
                select (object?[])[one.Name, at.FalsePositivesPerPatient, s.Value, s.Low, s.High, s.N, at.BeyondCurve ? "yes" : "no"]);
            table.Add(
            [
                ((Cell)one.Name).Strong, .. froc.AtRates.Select(r => Shown(r.Sensitivity, r.BeyondCurve ? "*" : "", isStrong: false)),
                Shown(froc.MeanSensitivity, "", isStrong: true),
            ]);
        }

        return content.Add(
            values, "Sensitivity at equal rates of false positives per patient, with 95 % intervals over patients. Star: no threshold "
                + "gives as many false positives, and the end of the curve is used.", [table]);
    }

    private static Cell Shown(Estimate sensitivity, string star, bool isStrong)
    {
        var value = Html.Of($"{NumberText.Ratio(sensitivity.Value)}{star}");
        value = isStrong ? Html.Of($"<strong>{value}</strong>") : value;
        return Html.Of($"{value}<br><span class=\"quiet\">{NumberText.Interval(sensitivity, "0.00")}</span>");
    }

    /// <summary>Rates below 1 are halves, quarters and eighths.</summary>
    private static string Rate(double rate) => rate < 1 ? $"1/{1 / rate:0}" : $"{rate:0.##}";
}
