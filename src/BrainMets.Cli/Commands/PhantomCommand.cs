using System.CommandLine;
using BrainMets.Cli.CommandLine;
using BrainMets.Cli.Terminal;
using BrainMets.Experiments;
using BrainMets.Phantoms;

namespace BrainMets.Cli.Commands;

/// <summary><c>mets phantom</c>: synthetic cases of a site as NIfTI with a dataset.json.</summary>
internal static class PhantomCommand
{
    private const int DefaultSeed = 1;

    public static void AddTo(AddCommand add)
    {
        var names = string.Join(", ", SitePresets.All.Select(s => s.Name));
        var command = new Command("phantom", "Make synthetic cases with a reference and a second reader");
        var site = new Option<string>("--site") { Description = $"Whose scans to imitate: {names}", HelpName = "NAME", Required = true };
        var cases = new Option<int>("--cases") { Description = "How many", HelpName = "N", Required = true };
        OptionValues.RequireCount(cases);
        command.Add(site);
        command.Add(cases);
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            var preset = PhantomSite.Named(parsed.GetRequiredValue(site));
            return Run(session, preset, parsed.GetValue(cases), output.Prepare(parsed));
        });
    }

    private static int Run(Session session, PhantomSite site, int count, string folder)
    {
        var dataset = ProgressDisplay.Show(session, progress => PhantomCohort.Write(site, count, session.Seed ?? DefaultSeed, folder, new PhantomWriting
        {
            Threads = session.Threads,
            Progress = new CaseCount(progress, count),
            Cancellation = session.Cancellation,
        }));
        session.Say($"{dataset.Cases.Count} cases of site {site.Name}: {Path.Combine(folder, "dataset.json")}");
        return ExitCode.Done;
    }

    private sealed class CaseCount(IProgress<RunProgress> progress, int cases) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new RunProgress("phantom", (double)value / cases, $"{value} of {cases} cases"));
    }
}
