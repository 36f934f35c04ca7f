using BrainMets.Experiments;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>What an experiment would do, for the terminal.</summary>
internal static class EstimateTable
{
    public static void Write(IAnsiConsole console, ExperimentEstimate outline)
    {
        var data = new Table().Border(TableBorder.Simple).AddColumns("data", "patients", "cases");
        foreach (var (name, patients, cases) in outline.DataSets)
        {
            data.AddRow(Markup.Escape(name), $"{patients}", $"{cases}");
        }

        foreach (var set in outline.TrainingSets)
        {
            data.AddRow(Markup.Escape($"to learn from: {set.Name} ({string.Join(" + ", set.Parts)})"), $"{set.Patients}", $"{set.Cases}");
        }

        foreach (var (name, patients, cases) in outline.Tests)
        {
            data.AddRow(Markup.Escape($"to judge on: {name}"), $"{patients}", $"{cases}");
        }

        console.Write(data);
        var models = new Table().Border(TableBorder.Simple).AddColumns("network", "cases", "parameters", "steps", "training");
        foreach (var m in outline.Models)
        {
            models.AddRow(
                Markup.Escape(m.Name), $"{m.TrainingCases}", $"{m.Parameters:N0}", $"{m.Steps:N0}",
                m.IsTrained ? "is there" : $"{Duration.Words(TimeSpan.FromSeconds(m.Steps * m.SecondsPerStep))} ({m.SecondsPerStep:0.000} s a step)");
        }

        console.Write(models);
        var left = outline.Models.Where(m => !m.IsTrained).Sum(m => m.Steps * m.SecondsPerStep);
        console.WriteLine(
            $"Training here, by the time of a step tried out now: {Duration.Words(TimeSpan.FromSeconds(left))}. Preparing and validating come on top.");
        var scans = outline.Tests.Sum(t => t.Cases);
        var unknown = outline.UnknownScans == 0 ? "" : $" {outline.UnknownScans} of them could not be read and are left out.";
        console.WriteLine(
            $"Estimate from seconds per voxel measured on two CPU cores (docs/experiments.md): predicting {scans} test scans with every network {Duration.Words(TimeSpan.FromSeconds(outline.PredictionSeconds))}, "
            + $"judging {Duration.Words(TimeSpan.FromSeconds(outline.JudgingSeconds))}.{unknown}");
    }
}
