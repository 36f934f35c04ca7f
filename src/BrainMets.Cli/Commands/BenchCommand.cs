using System.CommandLine;

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
