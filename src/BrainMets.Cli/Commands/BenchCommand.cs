using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using System.Text.Json.Nodes;
using BrainMets.Experiments;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary><c>mets bench</c>: how fast the whole path is here, for people who want to know before they begin, and for claims that others can repeat.</summary>
internal static class BenchCommand
{
    public const int DefaultSeed = 1;

    public static void AddTo(AddCommand add)
    {
        var group = new Command("bench", "Measure how fast prediction, training and evaluation are on this machine");
        InferenceBenchCommand.AddTo(add, group);
        TrainingBenchCommand.AddTo(add, group);
        EvaluationBenchCommand.AddTo(add, group);
        ScalingBenchCommand.AddTo(add, group);
    }

    public static Option<bool> JsonOption() => new("--json") { Description = "As JSON, for scripts" };
}

/// <summary><c>mets bench inference</c>: prediction of a whole brain, this program's way beside the published way, in one run.</summary>
internal static class InferenceBenchCommand
{
    public static void AddTo(AddCommand add, Command group)
    {
        var command = new Command("inference", "Predict a whole adult brain: this program's way beside the published way, in one run");
        var json = BenchCommand.JsonOption();
        var model = new Option<string>("--model", "-m")
        {
            Description = $"A preset ({string.Join(", ", ConfigFile.Presets)}), with weights drawn from the seed, or what 'mets predict' takes as a model",
            HelpName = "MODEL",
            DefaultValueFactory = _ => "paper",
        };
        var input = new Option<string?>("--input", "-i") { Description = "A T1 post-contrast scan, NIfTI (default: a made whole adult brain)", HelpName = "FILE" };
        var brainMask = new Option<string?>("--brain-mask") { Description = "A brain mask of your own for the scan of -i, on its grid", HelpName = "FILE" };
        var runs = new Option<int>("--runs") { Description = "How often each way is run, in turns; the median is told", HelpName = "N", DefaultValueFactory = _ => 1 };
        OptionValues.RequireCount(runs);
        var skip = new Option<bool>("--skip-published") { Description = "Without the published way, which takes minutes" };
        var export = new Option<string?>("--export")
        {
            Description = "A new folder for input, brain mask, weights and probability, to be compared with another program's (bench/peers)",
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
                var files = Files(parsed.GetValue(input), parsed.GetValue(brainMask));
                var options = new InferenceBenchmarkOptions
                {
                    Runs = parsed.GetValue(runs),
                    SkipPublished = parsed.GetValue(skip),
                    ExportFolder = parsed.GetValue(export) is { } folder ? NewFolder(folder) : null,
                };
                return Run(session, (parsed.GetRequiredValue(model), files), options, parsed.GetValue(json));
            },
            group);
    }

    private static int Run(Session session, (string Model, (string Scan, string? BrainMask)? Files) asked, InferenceBenchmarkOptions options, bool asJson)
    {
        var seed = session.Seed ?? BenchCommand.DefaultSeed;
        using var network = BenchmarkNetwork.Load(ConfigFile.Presets.Contains(asked.Model) ? asked.Model : ShippedModels.Resolve(asked.Model), seed, session.Compute().Device);
        var times = ProgressDisplay.Show(session, progress =>
        {
            var context = session.RunContext(progress);
            context.Report("prepare", 0);
            var prepared = Preprocessor.Prepare(asked.Files is { } files ? Read(files.Scan, files.BrainMask) : BenchmarkBrain.Scan(seed), network.Config.Preprocessing);
            context.Report("prepare", 1);
            return InferenceBenchmark.Run(network, prepared, options, context);
        });
        return BenchOutput.Write(session, asJson, times, BenchHeader.Of(session, seed), Rows(times, asked.Model));
    }

    private static (string Scan, string? BrainMask)? Files(string? scan, string? brainMask) => (scan, brainMask) switch
    {
        (null, not null) => throw new UsageException("--brain-mask is for the scan of -i; the made brain has a mask of its own."),
        (null, null) => null,
        ({ } given, _) => (given, brainMask),
    };

    private static CaseImages Read(string file, string? brainMask)
    {
        var scan = NiftiFile.Read(file);
        return new CaseImages
        {
            CaseId = Path.GetFileName(file),
            Patient = Path.GetFileName(file),
            T1c = scan,
            BrainMask = brainMask is null ? null : NiftiFile.ReadMaskOn(brainMask, scan.Geometry),
        };
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
        ("scan", $"{times.BrainVoxels:#,0} brain voxels, grid {string.Join(" x ", times.GridSize)} at {string.Join(" x ", times.SpacingMm.Select(s => BenchOutput.Number(s, "0.##")))} mm"),
        ("published", $"{BenchOutput.Seconds(times.PublishedSeconds)} (fp32, {times.PublishedTiles} tiles of 45 in batches of {times.PublishedBatch})"),
        ("fast", $"{BenchOutput.Seconds(times.FastSeconds)}; {BenchOutput.Number(times.Ratio, "0.0")} times as fast as published"),
        ("fast, fp32", BenchOutput.Seconds(times.FastFp32Seconds)),
        ("peak memory, fast", $"{BenchOutput.Number(times.PeakMemoryMiB, "0", " MiB")}; {BenchOutput.Number(times.MemoryBeforeMiB, "0", " MiB")} before it began"),
        ("largest difference to fp32", BenchOutput.Number(times.MaxProbabilityDifference, "0.0000")),
        ("runs", $"{times.Runs}"),
    ];
}

/// <summary><c>mets bench training</c>: segments a second in both precisions.</summary>
internal static class TrainingBenchCommand
{
    public static void AddTo(AddCommand add, Command group)
    {
        var command = new Command("training", "Segments a second that training gets through, in fp32 and bf16, in turns");
        var json = BenchCommand.JsonOption();
        var model = new Option<string>("--model", "-m")
        {
            Description = $"A preset ({string.Join(", ", ConfigFile.Presets)}) or a configuration file",
            HelpName = "CONFIG",
            DefaultValueFactory = _ => "paper",
        };
        var steps = new Option<int>("--steps") { Description = "Steps of a block; three are counted in each precision, after one that is not", HelpName = "N", DefaultValueFactory = _ => 3 };
        OptionValues.RequireCount(steps);
        command.Add(json);
        command.Add(model);
        command.Add(steps);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? BenchCommand.DefaultSeed;
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
                return BenchOutput.Write(session, parsed.GetValue(json), times, BenchHeader.Of(session, seed), Rows(times, name));
            },
            group);
    }

    private static IEnumerable<(string Name, string Value)> Rows(TrainingTimes times, string model) =>
    [
        ("network", $"{model}, {times.Parameters:#,0} parameters"),
        ("step", $"{times.BatchSize} segments that predict {times.OutputSize} voxels a side"),
        ("fp32", BenchOutput.Number(times.Fp32SegmentsPerSecond, "0.00", " segments/s")),
        ("bf16", BenchOutput.Number(times.Bf16SegmentsPerSecond, "0.00", " segments/s")),
        ("ratio", $"{BenchOutput.Number(times.Ratio, "0.00")} (blocks: {string.Join(", ", times.BlockRatios.Select(r => BenchOutput.Number(r, "0.00")))})"),
        ("step in the precision below", BenchOutput.Number(times.StepMilliseconds, "0", " ms")),
        ("drawing one batch", BenchOutput.Number(times.SamplerMilliseconds, "0.0", " ms")),
        ("waited for segments", BenchOutput.Number(100 * times.SamplerWaitShare, "0.00", " % of the time")),
        ("peak memory", BenchOutput.Number(times.PeakMemoryMiB, "0", " MiB")),
        ("steps counted", $"{times.Steps} in each precision"),
    ];
}

/// <summary><c>mets bench evaluation</c>: seconds to judge a case and a cohort.</summary>
internal static class EvaluationBenchCommand
{
    public static void AddTo(AddCommand add, Command group)
    {
        var command = new Command("evaluation", "Seconds to judge one case with 150 lesions a side, and a cohort");
        var json = BenchCommand.JsonOption();
        var cases = new Option<int>("--cases") { Description = "Cases of the cohort", HelpName = "N", DefaultValueFactory = _ => 40 };
        OptionValues.RequireCount(cases);
        command.Add(json);
        command.Add(cases);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? BenchCommand.DefaultSeed;
                var times = ProgressDisplay.Show(session, progress => EvaluationBenchmark.Run(parsed.GetValue(cases), seed, session.RunContext(progress)));
                return BenchOutput.Write(session, parsed.GetValue(json), times, BenchHeader.Of(session, seed), Rows(times));
            },
            group);
    }

    private static IEnumerable<(string Name, string Value)> Rows(EvaluationTimes times) =>
    [
        ("masks", $"{string.Join(" x ", times.GridSize)} at 1 mm, in memory"),
        ("one case", $"{BenchOutput.Number(times.SecondsPerCase, "0.000", " s")} with {times.LesionsOfCase} lesions a side"),
        ("every preset", BenchOutput.Number(times.EveryPresetSecondsPerCase, "0.000", " s")),
        ("cohort", $"{BenchOutput.Seconds(times.CohortJudgingSeconds)} to judge {times.CohortCases} cases with {times.CohortLesions} lesions"),
        ("summary", $"{BenchOutput.Seconds(times.CohortSummarySeconds)} for pooled figures, curves and bootstraps"),
        ("cohort, each case", BenchOutput.Number(times.CohortSecondsPerCase, "0.000", " s")),
        ("peak memory", BenchOutput.Number(times.PeakMemoryMiB, "0", " MiB")),
    ];
}

/// <summary><c>mets bench scaling</c>: how times grow with image size, lesions, cases and threads.</summary>
internal static class ScalingBenchCommand
{
    public static void AddTo(AddCommand add, Command group)
    {
        var command = new Command("scaling", "How times grow with image size, lesions, cases and threads, each with a fitted exponent");
        var json = BenchCommand.JsonOption();
        command.Add(json);
        add(
            command,
            (parsed, session) =>
            {
                var seed = session.Seed ?? BenchCommand.DefaultSeed;
                var times = ProgressDisplay.Show(session, progress => ScalingBenchmark.Run(new ScalingOptions(), seed, session.RunContext(progress)));
                return BenchOutput.Write(session, parsed.GetValue(json), times, BenchHeader.Of(session, seed), times.Curves.SelectMany(Rows));
            },
            group);
    }

    private static IEnumerable<(string Name, string Value)> Rows(ScalingCurve curve)
    {
        var exponents = $"exponent {BenchOutput.Number(curve.Exponent, "0.00")}, of the two largest {BenchOutput.Number(curve.LastExponent, "0.00")}";
        yield return (curve.Work, $"by {curve.Quantity}: {exponents}");
        foreach (var point in curve.Points)
        {
            var memory = point.PeakMemoryMiB is null ? "" : $", peak {BenchOutput.Number(point.PeakMemoryMiB, "0", " MiB")}";
            yield return ($"  {point.Quantity:#,0}", BenchOutput.Number(point.Seconds, "0.0000", " s") + memory);
        }
    }
}

/// <summary>A measured result as a table for people or as one JSON object for scripts; the header's keys stand beside the result's.</summary>
internal static class BenchOutput
{
    /// <param name="session">Where to write.</param>
    /// <param name="asJson">Nothing but JSON on standard output.</param>
    /// <param name="result">What was measured; its properties are the keys.</param>
    /// <param name="header">On what.</param>
    /// <param name="rows">The same in words, for the table.</param>
    public static int Write(Session session, bool asJson, object result, BenchHeader header, IEnumerable<(string Name, string Value)> rows)
    {
        if (asJson)
        {
            Console.Out.WriteLine(Merged(result, header).ToJsonString(JsonFormats.Run));
            return ExitCode.Done;
        }

        var table = new Grid().AddColumn().AddColumn();
        foreach (var (name, value) in rows.Concat(OfHeader(header)))
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }

        session.Out.Write(table);
        return ExitCode.Done;
    }

    public static string Seconds(double? seconds) => Number(seconds, "0.00", " s");

    /// <summary>A dash for what is undefined.</summary>
    public static string Number(double? value, string format, string unit = "") =>
        value is { } defined ? defined.ToString(format, CultureInfo.InvariantCulture) + unit : "-";

    private static JsonObject Merged(object result, BenchHeader header)
    {
        // A record is an object, never null.
        var merged = JsonSerializer.SerializeToNode(result, result.GetType(), JsonFormats.Run)!.AsObject();
        foreach (var (key, value) in JsonSerializer.SerializeToNode(header, JsonFormats.Run)!.AsObject().ToList())
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static IEnumerable<(string Name, string Value)> OfHeader(BenchHeader header) =>
    [
        ("precision", $"{header.Precision}, {header.Device}, {header.Threads} thread{(header.Threads == 1 ? "" : "s")}, seed {header.Seed}"),
        ("machine", $"{header.Machine.Cpu}, {header.Machine.Cores} cores, {Number(header.Machine.MemoryGiB, "0.0")} GiB, {string.Join(" ", header.Machine.Instructions)}"),
        ("system", $"{header.Machine.System}, {header.Machine.Runtime}"),
        ("program", $"{header.Version}, commit {header.Commit ?? "unknown"}"),
        ("command", header.Command),
    ];
}

/// <summary>What stands beside every measured time: on what, with what and how it was asked for.</summary>
internal sealed record BenchHeader
{
    /// <summary>The command line, so that whoever reads a result can repeat it.</summary>
    public required string Command { get; init; }

    public required string Version { get; init; }

    public required string? Commit { get; init; }

    public required string Device { get; init; }

    public required string Precision { get; init; }

    public required int Threads { get; init; }

    public required int Seed { get; init; }

    public required MachineDescription Machine { get; init; }

    public static BenchHeader Of(Session session, int seed) => new()
    {
        Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("mets")),
        Version = Build.Version,
        Commit = Build.Commit,
        Device = Accelerator.ResolveDevice(session.Device),
        Precision = Accelerator.ResolvePrecision(session.Precision, session.Device),
        Threads = session.Threads,
        Seed = seed,
        Machine = MachineDescription.OfThis(),
    };
}

/// <summary>What a time was measured on: without it the time says nothing.</summary>
internal sealed record MachineDescription
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const double Gib = 1073741824;

    /// <summary>Model of the processor as the system names it; its architecture where it does not.</summary>
    public required string Cpu { get; init; }

    /// <summary>Sets of instructions that decide the speed of convolutions, of those the processor has.</summary>
    public required IReadOnlyList<string> Instructions { get; init; }

    /// <summary>Processors that the system gives this process.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory that the system gives this process.</summary>
    public required double MemoryGiB { get; init; }

    public required string System { get; init; }

    public required string Runtime { get; init; }

    public static MachineDescription OfThis() => new()
    {
        Cpu = CpuModel() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Instructions = [.. KnownInstructions().Where(set => set.Present).Select(set => set.Name)],
        Cores = Environment.ProcessorCount,
        MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gib, 1),
        System = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };

    private static string? CpuModel() => !File.Exists(ProcessorFile)
        ? null
        : File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static IEnumerable<(string Name, bool Present)> KnownInstructions() =>
    [
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX-512F", Avx512F.IsSupported),
        ("AVX-512_BF16", Accelerator.CpuHasAvx512Bfloat16),
        ("AMX-BF16", Accelerator.CpuHasAmxBfloat16),
    ];
}
