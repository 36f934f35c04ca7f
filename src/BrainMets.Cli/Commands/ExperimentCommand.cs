using System.CommandLine;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Reporting;
using Spectre.Console;
using Table = BrainMets.Reporting.Table;

namespace BrainMets.Cli;

/// <summary><c>mets experiment</c>: trains, evaluates and compares several networks as one file describes.</summary>
internal static class ExperimentCommand
{
    public static void AddTo(AddCommand add)
    {
        var group = new Command("experiment", "Train, evaluate and compare several networks as one file describes");
        AddRun(add, group);
        AddVerify(add, group);
    }

    private static void AddRun(AddCommand add, Command group)
    {
        var command = new Command("run", "Run a plan; stops on Ctrl-C and continues with --resume");
        var config = command.Argument(
            "CONFIG", $"A configuration with a section \"experiment\", or a preset: {string.Join(", ", PlanFile.Presets)}");
        var only = command.Several("--only", "NAME", "Train this network of the plan and nothing else; may be given several times");
        var dryRun = command.Flag("--dry-run", "Show what would be done and the estimated time; write nothing");
        var output = OutputFolder.AddTo(command, canResume: true);
        add(
            command,
            (parsed, session) =>
            {
                var (settings, plan) = PlanFile.Load(parsed.GetRequiredValue(config));
                plan = session.Seed is { } seed ? plan with { Seeds = [.. plan.Seeds.Select((_, i) => seed + i)] } : plan;
                if (parsed.GetValue(dryRun))
                {
                    var context = session.RunContext(new Silent());
                    var outline = Experiment.Outline(settings, plan, output.FullPath(parsed), context, PhantomData.Plan(settings, plan));
                    EstimateTable.Write(session.Out, outline);
                    return ExitCode.Done;
                }

                var inputs = ConfigFile.FilesOf(parsed.GetRequiredValue(config))
                    .Concat(plan.DataSets.Values.Select(d => d.File).OfType<string>());
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
                var context = session.RunContext(progress);
                PhantomData.Make(what.Config, what.Plan, folder, context);
                Experiment.RunOnly(what.Config, what.Plan, folder, context, only);
                return folder;
            });
            session.Say($"Trained: {string.Join(", ", only)}. The rest: the same command with --resume and without --only.");
            return ExitCode.Done;
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var result = ProgressDisplay.Show(session, progress =>
        {
            var context = session.RunContext(progress);
            PhantomData.Make(what.Config, what.Plan, folder, context);
            return Experiment.Run(what.Config, what.Plan, folder, context);
        });
        ExperimentReport.Write(result, folder);
        ExperimentTable.Write(session.Out, result);
        session.Say($"Took {Duration.Words(clock.Elapsed)}; artifacts made, in seconds: "
            + $"{string.Join(", ", result.Seconds.Select(s => $"{s.Key} {s.Value:0}"))}.");
        session.Say($"Report: {Path.Combine(folder, "report.html")}");
        return ExitCode.Done;
    }

    private static void AddVerify(AddCommand add, Command group)
    {
        var command = new Command("verify", "Check every file of an experiment and compute its results again from the predictions");
        var folder = command.Argument("DIR", "The folder of 'mets experiment run' or 'mets demo'");
        add(
            command,
            (parsed, session) =>
            {
                var directory = Path.GetFullPath(parsed.GetRequiredValue(folder));
                var recorded = ExperimentResultFile.Read(directory)
                    ?? throw new InvalidInputException(
                        directory, $"holds no {ExperimentResult.FileName}. Give the folder of a finished 'mets experiment run'.");
                var (settings, plan) = PlanFile.FromJson(Path.Combine(directory, ExperimentResult.FileName), recorded.ConfigJson);
                var errors = ProgressDisplay.Show(session, progress =>
                {
                    var context = session.RunContext(progress);
                    PhantomData.Make(settings, plan, directory, context);
                    return Experiment.Verify(recorded, directory, context);
                });
                foreach (var error in errors)
                {
                    session.Log.Error(error + ".");
                }

                session.Say(errors.Count == 0
                    ? $"{recorded.Name}: every file is unchanged, and all results are reproduced from the predictions."
                    : $"{recorded.Name}: {errors.Count} error{(errors.Count == 1 ? "" : "s")}.");
                return errors.Count == 0 ? ExitCode.Done : ExitCode.Failed;
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

/// <summary>The main metrics of an experiment for the terminal.</summary>
internal static class ExperimentTable
{
    public static void Write(IAnsiConsole console, ExperimentResult result)
    {
        var test = result.Tests[0];
        var table = new Table(
            Column.Id("network"), Column.Text("threshold"), Column.Number("sensitivity"), Column.Number("precision"), Column.Number("F1"),
            Column.Number("95 % interval"), Column.Number("Dice"), Column.Number("HD95, mm"));
        void Add(string name, string threshold, EvaluationSummary s) => table.Add(
            name, threshold, Cell.Fixed(s.Sensitivity, "0.000"), Cell.Fixed(s.Precision, "0.000"), Cell.Fixed(s.F1, "0.000"),
            Cell.Interval(s.F1, "0.000"), Cell.Fixed(s.Dice, "0.000"), Cell.Fixed(s.Hd95Mm, "0.00"));
        foreach (var model in result.Models)
        {
            foreach (var j in model.Judgements.Where(j => j.Test == test.DataSet))
            {
                Add(model.Name, $"{j.Threshold:0.00}{(j.At == OperatingThreshold.Chosen ? ", chosen" : "")}", j.Summary);
            }
        }

        foreach (var j in result.Strategy?.Judgements ?? [])
        {
            Add(j.Name, j.At == OperatingThreshold.Chosen ? "chosen" : $"{result.FixedThreshold:0.00}", j.Summary);
        }

        console.Write(table, $"{test.DataSet}: {test.Patients} patients, {test.Cases.Count} cases that no network learned from");
    }
}

/// <summary>The dry run of an experiment, for the terminal.</summary>
internal static class EstimateTable
{
    public static void Write(IAnsiConsole console, ExperimentEstimate outline)
    {
        var data = new Table(Column.Text("data"), Column.Number("patients"), Column.Number("cases"));
        foreach (var (name, patients, cases) in outline.DataSets)
        {
            data.Add(name, patients, cases);
        }

        foreach (var set in outline.TrainingSets)
        {
            data.Add($"training: {set.Name} ({string.Join(" + ", set.Parts)})", set.Patients, set.Cases);
        }

        foreach (var (name, patients, cases) in outline.Tests)
        {
            data.Add($"test: {name}", patients, cases);
        }

        console.Write(data);
        var models = new Table(
            Column.Id("network"), Column.Number("cases"), Column.Number("parameters"), Column.Number("steps"), Column.Text("training"));
        foreach (var m in outline.Models)
        {
            models.Add(
                m.Name, m.TrainingCases, $"{m.Parameters:N0}", $"{m.Steps:N0}",
                m.IsTrained
                    ? "present"
                    : $"{Duration.Words(TimeSpan.FromSeconds(m.Steps * m.SecondsPerStep))} ({m.SecondsPerStep:0.000} s a step)");
        }

        console.Write(models);
        var left = outline.Models.Where(m => !m.IsTrained).Sum(m => m.Steps * m.SecondsPerStep);
        console.WriteLine(
            $"Training here, from the time of a step measured now: {Duration.Words(TimeSpan.FromSeconds(left))}. Preparation and "
                + "validation are additional.");
        var scans = outline.Tests.Sum(t => t.Cases);
        var unknown = outline.UnknownScans == 0 ? "" : $" {outline.UnknownScans} of them could not be read and are left out.";
        console.WriteLine(
            $"Estimate from seconds per voxel measured on two CPU cores (docs/experiments.md): predicting {scans} test scans with every "
                + $"network {Duration.Words(TimeSpan.FromSeconds(outline.PredictionSeconds))}, "
            + $"evaluation {Duration.Words(TimeSpan.FromSeconds(outline.JudgingSeconds))}.{unknown}");
    }
}
