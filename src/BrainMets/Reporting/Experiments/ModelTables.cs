using BrainMets.Experiments;
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
            $"models-{index + 1}-{ReportText.Slug(test.DataSet)}", "model", "training_set", "values", "seed", "fold", "at", "threshold", "metric", "value", "low", "high", "n", "undefined");
        HtmlTable[] tables = [.. new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen }.Select(at => At(folder, test, at, values))];
        return content.Add(
            values, $"All networks on {test.DataSet} ({ReportText.Count(test.Patients, "patient", "patients")}, {ReportText.Count(test.Cases.Count, "case", "cases")}): first at the fixed threshold, then each at its own.", tables);
    }

    private static HtmlTable At(ExperimentFolder folder, TestSetCases test, OperatingThreshold at, CsvTable values)
    {
        var table = new HtmlTable([Column.Id("Network"), Column.Number($"Threshold ({ReportText.Word(at)})"), .. SummaryMetric.All.Select(m => Column.Number(m.Name))]);
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
                    model.Name, model.TrainingSet, parts, model.Seed, model.Fold, ReportText.Word(at), judgement.Threshold, metric.Key, e.Value, e.Low, e.High, e.N, e.Undefined);
            }

            table.Add([Html.Of($"<strong>{model.Name}</strong>"), Html.Of($"{ReportText.Short(judgement.Threshold)}"), .. SummaryMetric.All.Select(m => Cell(m, judgement))]);
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
