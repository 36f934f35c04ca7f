using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Nifti;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

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
