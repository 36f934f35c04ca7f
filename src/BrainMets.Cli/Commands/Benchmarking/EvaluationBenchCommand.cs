using System.CommandLine;
using BrainMets.Experiments;

namespace BrainMets.Cli;

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
