using System.CommandLine;
using BrainMets.Cli;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using static BrainMets.Measurements.MeasurementOutput;

namespace BrainMets.Measurements;

/// <summary>
/// <c>bench/run</c>: how fast the whole path is here, for people who want to know before they begin, and for claims that others can repeat.
/// Not a part of mets, but with its options, devices and messages.
/// </summary>
internal static class MeasurementCommands
{
    public const int DefaultSeed = 1;

    public static ProgramDescription Program { get; } =
        new("bench/run", "Measures how fast prediction, training and evaluation are on this machine.", AddAll);

    public static Option<bool> JsonOption() => new("--json") { Description = "As JSON, for scripts" };

    private static void AddAll(AddCommand add)
    {
        InferenceCommand.AddTo(add);
        TrainingCommand.AddTo(add);
        EvaluationCommand.AddTo(add);
        ScalingCommand.AddTo(add);
    }
}

/// <summary><c>bench/run inference</c>: prediction of a whole brain, this program's way beside the published way, in one run.</summary>
internal static class InferenceCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("inference", "Predict a whole adult brain: this program's way beside the published way, in one run");
        var json = MeasurementCommands.JsonOption();
        var model = new Option<string>("--model", "-m")
        {
            Description = $"A preset ({string.Join(", ", ConfigFile.Presets)}), with weights drawn from the seed, "
                + "or what 'mets predict' takes as a model",
            HelpName = "MODEL",
            DefaultValueFactory = _ => "paper",
        };
        var input = new Option<string?>("--input", "-i")
        {
            Description = "A T1 post-contrast scan, NIfTI (default: a made whole adult brain)",
            HelpName = "FILE",
        };
        var brainMask = new Option<string?>("--brain-mask")
        {
            Description = "A brain mask of your own for the scan of -i, on its grid",
            HelpName = "FILE",
        };
        var runs = new Option<int>("--runs")
        {
            Description = "How often each way is run, in turns; the median is told",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        OptionValues.RequireCount(runs);
        var skip = new Option<bool>("--skip-published") { Description = "Without the published way, which takes minutes" };
        var export = new Option<string?>("--export")
        {
            Description =
                "A new folder for input, brain mask, weights and probability, to be compared with another program's (bench/peers)",
            HelpName = "DIR",
        };
        foreach (var option in new Option[] { json, model, input, brainMask, runs, skip, export })
        {
            command.Add(option);
        }

        add(
            command,
            (parsed, session) =>
            {
                var files = ScanFiles.Of(parsed.GetValue(input), parsed.GetValue(brainMask));
                var options = new InferenceBenchmarkOptions
                {
                    Runs = parsed.GetValue(runs),
                    SkipPublished = parsed.GetValue(skip),
                    ExportFolder = parsed.GetValue(export) is { } folder ? NewFolder(folder) : null,
                };
                return Run(session, parsed.GetRequiredValue(model), files, options, parsed.GetValue(json));
            });
    }

    private static int Run(Session session, string model, ScanFiles? files, InferenceBenchmarkOptions options, bool asJson)
    {
        var seed = session.Seed ?? MeasurementCommands.DefaultSeed;
        var presetOrPath = ConfigFile.Presets.Contains(model) ? model : ShippedModels.Resolve(model);
        using var network = BenchmarkNetwork.Load(presetOrPath, seed, session.Compute().Device);
        var times = ProgressDisplay.Show(session, progress =>
        {
            var context = session.RunContext(progress);
            context.Report("prepare", 0);
            var prepared = Preprocessor.Prepare(files?.Read() ?? BenchmarkBrain.Scan(seed), network.Config.Preprocessing);
            context.Report("prepare", 1);
            return InferenceBenchmark.Run(network, prepared, options, context);
        });
        return Write(session, asJson, times, MeasurementHeader.Of(session, seed), Rows(times, model));
    }

    /// <summary>Files of this command have no marker, so nothing there may be written over.</summary>
    private static string NewFolder(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any()))
        {
            throw new UsageException($"--export needs a new or empty folder; {full} is not. Choose another one.");
        }

        return Directory.CreateDirectory(full).FullName;
    }

    private static IEnumerable<(string Name, string Value)> Rows(InferenceTimes times, string model) =>
    [
        ("network", $"{model}, {times.Parameters:#,0} parameters"),
        ("scan", $"{times.BrainVoxels:#,0} brain voxels, grid {string.Join(" x ", times.GridSize)} at "
            + $"{string.Join(" x ", times.SpacingMm.Select(s => Number(s, "0.##")))} mm"),
        ("published", $"{Seconds(times.PublishedSeconds)} (fp32, {times.PublishedTiles} tiles of 45 in batches of {times.PublishedBatch})"),
        ("fast", $"{Seconds(times.FastSeconds)}; {Number(times.Ratio, "0.0")} times as fast as published"),
        ("fast, fp32", Seconds(times.FastFp32Seconds)),
        ("peak memory, fast", $"{Number(times.PeakMemoryMiB, "0", " MiB")}; {Number(times.MemoryBeforeMiB, "0", " MiB")} before it began"),
        ("largest difference to fp32", Number(times.MaxProbabilityDifference, "0.0000")),
        ("runs", $"{times.Runs}"),
    ];
}

/// <summary>A scan to predict in place of the made brain.</summary>
internal sealed record ScanFiles(string Scan, string? BrainMask)
{
    /// <summary>Null when no scan is given.</summary>
    /// <exception cref="UsageException">A mask without a scan.</exception>
    public static ScanFiles? Of(string? scan, string? brainMask) => (scan, brainMask) switch
    {
        (null, not null) => throw new UsageException("--brain-mask is for the scan of -i; the made brain has a mask of its own."),
        (null, null) => null,
        ({ } given, _) => new ScanFiles(given, brainMask),
    };

    public CaseImages Read()
    {
        var scan = NiftiFile.Read(Scan);
        return new CaseImages
        {
            CaseId = Path.GetFileName(Scan),
            Patient = Path.GetFileName(Scan),
            T1c = scan,
            BrainMask = BrainMask is null ? null : NiftiFile.ReadMaskOn(BrainMask, scan.Geometry),
        };
    }
}

/// <summary><c>bench/run training</c>: segments a second in both precisions.</summary>
internal static class TrainingCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("training", "Segments a second that training gets through, in fp32 and bf16, in turns");
        var json = MeasurementCommands.JsonOption();
        var model = new Option<string>("--model", "-m")
        {
            Description = $"A preset ({string.Join(", ", ConfigFile.Presets)}) or a configuration file",
            HelpName = "CONFIG",
            DefaultValueFactory = _ => "paper",
        };
        var steps = new Option<int>("--steps")
        {
            Description = "Steps of a block; three are counted in each precision, after one that is not",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        OptionValues.RequireCount(steps);
        command.Add(json);
        command.Add(model);
        command.Add(steps);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? MeasurementCommands.DefaultSeed;
                var name = parsed.GetRequiredValue(model);
                var config = ConfigFile.Load(name) with { Seed = seed };
                var times = ProgressDisplay.Show(session, progress =>
                {
                    var context = session.RunContext(progress);
                    context.Report("prepare", 0);
                    var prepared = Preprocessor.Prepare(BenchmarkBrain.Scan(seed), config.Preprocessing);
                    context.Report("prepare", 1);
                    return TrainingBenchmark.Run(config, prepared, parsed.GetValue(steps), context);
                });
                return Write(session, parsed.GetValue(json), times, MeasurementHeader.Of(session, seed), Rows(times, name));
            });
    }

    private static IEnumerable<(string Name, string Value)> Rows(TrainingTimes times, string model) =>
    [
        ("network", $"{model}, {times.Parameters:#,0} parameters"),
        ("step", $"{times.BatchSize} segments that predict {times.OutputSize} voxels a side"),
        ("fp32", Number(times.Fp32SegmentsPerSecond, "0.00", " segments/s")),
        ("bf16", Number(times.Bf16SegmentsPerSecond, "0.00", " segments/s")),
        ("ratio", $"{Number(times.Ratio, "0.00")} (blocks: {string.Join(", ", times.BlockRatios.Select(r => Number(r, "0.00")))})"),
        ("step in the precision below", Number(times.StepMilliseconds, "0", " ms")),
        ("drawing one batch", Number(times.SamplerMilliseconds, "0.0", " ms")),
        ("waited for segments", Number(100 * times.SamplerWaitShare, "0.00", " % of the time")),
        ("peak memory", Number(times.PeakMemoryMiB, "0", " MiB")),
        ("steps counted", $"{times.Steps} in each precision"),
    ];
}

/// <summary><c>bench/run evaluation</c>: seconds to judge a case and a cohort.</summary>
internal static class EvaluationCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("evaluation", "Seconds to judge one case with 150 lesions a side, and a cohort");
        var json = MeasurementCommands.JsonOption();
        var cases = new Option<int>("--cases") { Description = "Cases of the cohort", HelpName = "N", DefaultValueFactory = _ => 40 };
        OptionValues.RequireCount(cases);
        command.Add(json);
        command.Add(cases);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? MeasurementCommands.DefaultSeed;
                var times = ProgressDisplay.Show(
                    session, progress => EvaluationBenchmark.Run(parsed.GetValue(cases), seed, session.RunContext(progress)));
                return Write(session, parsed.GetValue(json), times, MeasurementHeader.Of(session, seed), Rows(times));
            });
    }

    private static IEnumerable<(string Name, string Value)> Rows(EvaluationTimes times) =>
    [
        ("masks", $"{string.Join(" x ", times.GridSize)} at 1 mm, in memory"),
        ("one case", $"{Number(times.SecondsPerCase, "0.000", " s")} with {times.LesionsOfCase} lesions a side"),
        ("every preset", Number(times.EveryPresetSecondsPerCase, "0.000", " s")),
        ("cohort", $"{Seconds(times.CohortJudgingSeconds)} to judge {times.CohortCases} cases with {times.CohortLesions} lesions"),
        ("summary", $"{Seconds(times.CohortSummarySeconds)} for pooled figures, curves and bootstraps"),
        ("cohort, each case", Number(times.CohortSecondsPerCase, "0.000", " s")),
        ("peak memory", Number(times.PeakMemoryMiB, "0", " MiB")),
    ];
}

/// <summary><c>bench/run scaling</c>: how times grow with image size, lesions, cases and threads.</summary>
internal static class ScalingCommand
{
    public static void AddTo(AddCommand add)
    {
        var command = new Command("scaling", "How times grow with image size, lesions, cases and threads, each with a fitted exponent");
        var json = MeasurementCommands.JsonOption();
        command.Add(json);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? MeasurementCommands.DefaultSeed;
                var times = ProgressDisplay.Show(
                    session, progress => ScalingBenchmark.Run(new ScalingOptions(), seed, session.RunContext(progress)));
                return Write(session, parsed.GetValue(json), times, MeasurementHeader.Of(session, seed), times.Curves.SelectMany(Rows));
            });
    }

    private static IEnumerable<(string Name, string Value)> Rows(ScalingCurve curve)
    {
        var exponents = $"exponent {Number(curve.Exponent, "0.00")}, of the two largest {Number(curve.LastExponent, "0.00")}";
        yield return (curve.Work, $"by {curve.Quantity}: {exponents}");
        foreach (var point in curve.Points)
        {
            var memory = point.PeakMemoryMiB is null ? "" : $", peak {Number(point.PeakMemoryMiB, "0", " MiB")}";
            yield return ($"  {point.Quantity:#,0}", Number(point.Seconds, "0.0000", " s") + memory);
        }
    }
}
