using System.CommandLine;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Reporting;

namespace BrainMets.Cli;

/// <summary><c>mets report</c>: makes report.html of a run, an evaluation, a comparison or a combination, again if need be.</summary>
internal static class ReportCommand
{
    private const string SummaryName = "run.json";
    private const string ReportName = "report.html";

    public static void AddTo(AddCommand add)
    {
        var command = new Command(
            "report", "Make report.html of a run, an evaluation, a comparison, a combination, an experiment or a predicted scan");
        var folder = command.Argument(
            "DIR", "The folder that 'mets demo', 'train', 'evaluate', 'compare' or 'combine' wrote, or that of one scan from 'predict'");
        add(command, (parsed, session) => Run(session, Path.GetFullPath(parsed.GetRequiredValue(folder))));
    }

    private static int Run(Session session, string folder)
    {
        var report = Path.Combine(folder, ReportName);
        Write(folder, report);
        session.Say(report);
        return ExitCode.Done;
    }

    private static void Write(string folder, string report)
    {
        if (File.Exists(Path.Combine(folder, ComparisonFile.JsonName)))
        {
            var provenance = JsonFile.Read<Provenance>(Path.Combine(folder, CompareCommand.ProvenanceName));
            ComparisonReport.Write(ComparisonFile.Read(folder), provenance, report);
        }
        else if (ExperimentResultFile.Read(folder) is { } experiment)
        {
            ExperimentReport.Write(experiment, folder);
        }
        else if (CombinationFile.Read(folder) is { } combination)
        {
            CombinationReport.Write(combination, report);
        }
        else if (PredictionReport.IsMadeOf(folder))
        {
            PredictionReport.Write(folder);
        }
        else if (Path.Combine(folder, SummaryName) is var file && File.Exists(file))
        {
            // The folder may have been moved since; its own place is where it is now.
            RunReport.Write(JsonFile.Read<RunSummary>(file) with { Folder = folder }, report);
        }
        else
        {
            throw new InvalidInputException(folder,
                $"holds no {SummaryName}, so there is nothing to report. Give the folder of a finished run, evaluation or combination.");
        }
    }
}
