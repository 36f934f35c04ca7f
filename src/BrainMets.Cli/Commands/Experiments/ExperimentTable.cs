using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>The main figures of an experiment for the terminal.</summary>
internal static class ExperimentTable
{
    public static void Write(IAnsiConsole console, ExperimentResult result)
    {
        var test = result.Tests[0];
        var table = new Table().Border(TableBorder.Simple)
            .Title($"{test.DataSet}: {test.Patients} patients, {test.Cases.Count} cases that no network learned from")
            .AddColumns("network", "threshold", "sensitivity", "precision", "F1", "95 % interval", "Dice", "HD95, mm");
        foreach (var model in result.Models)
        {
            foreach (var j in model.Judgements.Where(j => j.Test == test.DataSet))
            {
                Add(table, model.Name, $"{j.Threshold:0.00}{(j.At == OperatingThreshold.Chosen ? ", chosen" : "")}", j.Summary);
            }
        }

        foreach (var j in result.Strategy?.Judgements ?? [])
        {
            Add(table, j.Name, j.At == OperatingThreshold.Chosen ? "chosen" : $"{result.FixedThreshold:0.00}", j.Summary);
        }

        console.Write(table);
    }

    private static void Add(Table table, string name, string threshold, EvaluationSummary s) => table.AddRow(
        Markup.Escape(name), threshold, NumberText.Fixed(s.Sensitivity.Value, "0.000"), NumberText.Fixed(s.Precision.Value, "0.000"), NumberText.Fixed(s.F1.Value, "0.000"),
        NumberText.Interval(s.F1, "0.000"), NumberText.Fixed(s.Dice.Value, "0.000"), NumberText.Fixed(s.Hd95Mm.Value, "0.00"));
}
