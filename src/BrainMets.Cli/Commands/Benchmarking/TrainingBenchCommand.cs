using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

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
