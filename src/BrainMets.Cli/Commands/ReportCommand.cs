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
        var folder = new Argument<string>("DIR")
        {
            Description =
                "The folder that 'mets demo', 'train', 'evaluate', 'compare' or 'combine' wrote, or that of one scan from 'predict'",
        };
        command.Add(folder);
        add(command, (parsed, session) => Run(session, Path.GetFullPath(parsed.GetRequiredValue(folder))));
    }

    private static int Run(Session session, string folder)
    {
        var report = Path.Combine(folder, ReportName);
        if (File.Exists(Path.Combine(folder, ComparisonFile.JsonName)))
        {
            var provenance = JsonFile.Read<Provenance>(Path.Combine(folder, CompareCommand.ProvenanceName));
            ComparisonReport.Write(ComparisonFile.Read(folder), provenance, report);
            session.Say(report);
            return ExitCode.Done;
        }

        if (ExperimentResultFile.Read(folder) is { } experiment)
        {
            ExperimentReport.Write(experiment, folder);
            session.Say(report);
            return ExitCode.Done;
        }

        if (CombinationFile.Read(folder) is { } combination)
        {
            CombinationReport.Write(combination, report);
            session.Say(report);
            return ExitCode.Done;
        }

        if (PredictionReport.IsMadeOf(folder))
        {
            PredictionReport.Write(folder);
            session.Say(report);
            return ExitCode.Done;
        }

        var file = Path.Combine(folder, SummaryName);
        var summary = File.Exists(file) ? JsonFile.Read<RunSummary>(file) : null;
        if (summary is null)
        {
            throw new InvalidInputException(folder,
                $"holds no {SummaryName}, so there is nothing to report. Give the folder of a finished run, evaluation or combination.");
        }

        // The folder may have been moved since; its own place is where it is now.
        RunReport.Write(summary with { Folder = folder }, report);
        session.Say(report);
        return ExitCode.Done;
    }
}
