using System.CommandLine;
using BrainMets.Experiments;

namespace BrainMets.Cli;

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
