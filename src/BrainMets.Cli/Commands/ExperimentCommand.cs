using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Imaging;
using BrainMets.Reporting;

namespace BrainMets.Cli;

/// <summary><c>mets experiment</c>: several networks trained, judged and compared by one file.</summary>
internal static class ExperimentCommand
{
    public static void AddTo(AddCommand add)
    {
        var group = new Command("experiment", "Train, judge and compare several networks by one file");
        AddRun(add, group);
        AddVerify(add, group);
    }

    private static void AddRun(AddCommand add, Command group)
    {
        var command = new Command("run", "Everything that a plan asks for; stops on Ctrl-C and goes on with --resume");
        var config = new Argument<string>("CONFIG") { Description = $"A configuration with a section \"experiment\", or a preset: {string.Join(", ", PlanFile.Presets)}" };
        var only = new Option<string[]>("--only") { Description = "Train this network of the plan and nothing else; may be given several times", HelpName = "NAME", DefaultValueFactory = _ => [] };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done and about how long it takes; write nothing" };
        command.Add(config);
        command.Add(only);
        command.Add(dryRun);
        var output = OutputFolder.AddTo(command, canResume: true);
        add(
            command,
            (parsed, session) =>
            {
                var (settings, plan) = PlanFile.Load(parsed.GetRequiredValue(config));
                plan = session.Seed is { } seed ? plan with { Seeds = [.. plan.Seeds.Select((_, i) => seed + i)] } : plan;
                if (parsed.GetValue(dryRun))
                {
                    var outline = Experiment.Outline(settings, plan, output.FullPath(parsed), session.RunContext(new Silent()));
                    EstimateTable.Write(session.Out, outline);
                    return ExitCode.Done;
                }

                var inputs = ConfigFile.FilesOf(parsed.GetRequiredValue(config)).Concat(plan.DataSets.Values.Select(d => d.File).OfType<string>());
                var folder = output.Prepare(parsed, inputs);
                return Run(session, (settings, plan), folder, parsed.GetRequiredValue(only));
            },
            group);
    }

    /// <summary>Also what 'mets demo' does.</summary>
    public static int Run(Session session, (ModelConfig Config, ExperimentPlan Plan) what, string folder, IReadOnlyList<string> only)
    {
        if (only.Count > 0)
        {
            ProgressDisplay.Show(session, progress =>
            {
                Experiment.RunOnly(what.Config, what.Plan, folder, session.RunContext(progress), only);
                return folder;
            });
            session.Say($"Trained: {string.Join(", ", only)}. The rest: the same command with --resume and without --only.");
            return ExitCode.Done;
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var result = ProgressDisplay.Show(session, progress => Experiment.Run(what.Config, what.Plan, folder, session.RunContext(progress)));
        ExperimentReport.Write(result, folder);
        ExperimentTable.Write(session.Out, result);
        session.Say($"Took {Duration.Words(clock.Elapsed)}; pieces made, in seconds: {string.Join(", ", result.Seconds.Select(s => $"{s.Key} {s.Value:0}"))}.");
        session.Say($"Report: {Path.Combine(folder, "report.html")}");
        return ExitCode.Done;
    }

    private static void AddVerify(AddCommand add, Command group)
    {
        var command = new Command("verify", "Check every file of an experiment and make its figures again from the predictions");
        var folder = new Argument<string>("DIR") { Description = "The folder of 'mets experiment run' or 'mets demo'" };
        command.Add(folder);
        add(
            command,
            (parsed, session) =>
            {
                var directory = Path.GetFullPath(parsed.GetRequiredValue(folder));
                var told = ExperimentResultFile.Read(directory)
                    ?? throw new InvalidInputException(directory, $"holds no {ExperimentResult.FileName}. Give the folder of a finished 'mets experiment run'.");
                var faults = ProgressDisplay.Show(session, progress => Experiment.Verify(told, directory, session.RunContext(progress)));
                foreach (var fault in faults)
                {
                    session.Log.Error(fault + ".");
                }

                session.Say(faults.Count == 0
                    ? $"{told.Name}: every file is as it was made, and all figures come out again from the predictions."
                    : $"{told.Name}: {faults.Count} fault{(faults.Count == 1 ? "" : "s")}.");
                return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            },
            group);
    }

    private sealed class Silent : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
        }
    }
}
