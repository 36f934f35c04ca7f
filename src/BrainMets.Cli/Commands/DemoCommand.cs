using System.CommandLine;
using BrainMets.Experiments;

namespace BrainMets.Cli;

/// <summary><c>mets demo</c>: the paper's experiment on synthetic sites: make, train, predict, judge, compare, report.</summary>
internal static class DemoCommand
{
    private const string DefaultFolder = "mets-demo";

    public static void AddTo(AddCommand add)
    {
        var command = new Command("demo", "The paper's experiment on three synthetic sites: train, predict, judge, compare, report");
        var quick = command.Flag("--quick", "Within minutes; the same path, too short to be good");
        var output = OutputFolder.AddTo(command, canResume: true, DefaultFolder);
        add(command, (parsed, session) =>
        {
            var (config, plan) = PlanFile.Load(parsed.GetValue(quick) ? "demo-quick" : "demo");
            session.Say("Synthetic phantoms, not patients: the figures show that the path works, not what it does on patients.");
            return ExperimentCommand.Run(
                session, (config, session.Seed is { } seed ? plan with { Seeds = [seed] } : plan), output.Prepare(parsed), []);
        });
    }
}
