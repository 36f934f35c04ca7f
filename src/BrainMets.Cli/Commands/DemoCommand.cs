using System.CommandLine;
using BrainMets.Cli.CommandLine;
using BrainMets.Cli.Masks;
using BrainMets.Cli.Terminal;
using BrainMets.Experiments;
using BrainMets.Experiments.Predictions;
using BrainMets.Experiments.Runs;
using BrainMets.Reporting;

namespace BrainMets.Cli.Commands;

/// <summary><c>mets demo</c>: the whole path on synthetic sites: make, train, predict, evaluate, report.</summary>
internal static class DemoCommand
{
    private const string DefaultFolder = "mets-demo";
    private const int DefaultSeed = 1;

    public static void AddTo(AddCommand add)
    {
        var command = new Command("demo", "The whole path on synthetic scans: train on two sites, predict and judge a third, report");
        var quick = new Option<bool>("--quick") { Description = "Within two minutes; the same path, too short to be good" };
        command.Add(quick);
        var output = OutputFolder.AddTo(command, canResume: true, DefaultFolder);
        add(command, (parsed, session) => Run(session, parsed.GetValue(quick) ? Demo.Quick : Demo.Full, new RunFolder(output.Prepare(parsed))));
    }

    private static int Run(Session session, Demo demo, RunFolder folder)
    {
        var summary = ProgressDisplay.Show(session, progress => demo.Run(session.Seed ?? DefaultSeed, folder, session.RunContext(progress)));
        HtmlReport.Write(summary, folder.Report);
        session.Say(summary.Description);
        if (summary.Evaluation is { } evaluation)
        {
            EvaluationTable.Write(session.Out, evaluation);
        }

        session.Say($"Took {Duration.Words(TimeSpan.FromSeconds(summary.Seconds.Values.Sum()))} ({string.Join(", ", summary.Seconds.Select(s => $"{s.Key} {s.Value:0} s"))}).");
        session.Say($"Report: {folder.Report}");
        return Batch.Conclude(session, BatchPrediction.Failures(folder.Predictions), demo.TestCases.Cases, folder.Predictions);
    }
}
