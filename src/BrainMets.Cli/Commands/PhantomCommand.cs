using System.CommandLine;
using BrainMets.Experiments;
using BrainMets.Phantoms;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary><c>mets phantom</c>: synthetic cases of a site as NIfTI with a dataset.json.</summary>
internal static class PhantomCommand
{
    private const int DefaultSeed = 1;

    public static void AddTo(AddCommand add)
    {
        var names = string.Join(", ", SitePresets.Known.Select(s => s.Name));
        var command = new Command("phantom", "Make synthetic cases with a reference and a second reader");
        var site = command.Optional<string>("--site", "NAME", $"Site whose scans are imitated: {names}");
        var cases = command.Optional<int>("--cases", "N", "Number of cases").RequireCount();
        var without = command.Optional<PhantomIngredient[]>(
            "--without", "INGREDIENT",
            "For the site randomised: do not randomise contrast, vessels, lesions, anatomy or masks");
        without.AllowMultipleArgumentsPerToken = true;
        var faint = command.Flag("--faint", "For the site randomised: fainter lesions, quieter scans, finer voxels and tighter masks");
        var template = command.Optional<string>(
            "--template", "FILE",
            "For the site randomised: a skull-stripped T1 template in MNI space whose brain is used in some of the cases");
        var replay = command.Optional<string>("--replay", "FILE", "Make the case of a draw.json again, instead of --site and --cases");
        var output = OutputFolder.AddTo(command);
        add(command, (parsed, session) =>
        {
            if (parsed.GetValue(replay) is { } record)
            {
                return parsed.GetValue(site) is null && parsed.GetValue(cases) == 0
                    ? Replay(session, PhantomDraw.Load(record), output.Prepare(parsed))
                    : throw new UsageException("--replay makes one case again and takes neither --site nor --cases.");
            }

            var name = parsed.GetValue(site)
                ?? throw new UsageException("--site NAME is missing (or --replay FILE for one case of a draw.json).");
            var count = parsed.GetValue(cases) is > 0 and var n ? n : throw new UsageException("--cases N is missing: how many to make.");
            var plan = new PhantomPlan
            {
                Site = name,
                Cases = count,
                Without = [.. (parsed.GetValue(without) ?? []).Select(PhantomData.Name)],
                Faint = parsed.GetValue(faint),
                Template = parsed.GetValue(template),
            };
            _ = PhantomSite.Named(name); // its message names the sites
            if (PhantomData.Errors(plan).FirstOrDefault() is { } error)
            {
                throw new UsageException($"{char.ToUpperInvariant(error[0])}{error[1..]}.");
            }

            return Run(session, PhantomData.Site(plan), count, output.Prepare(parsed));
        });
    }

    private static int Run(Session session, PhantomSite site, int count, string folder)
    {
        var dataset = ProgressDisplay.Show(
            session, progress => PhantomCohort.Write(site, count, session.Seed ?? DefaultSeed, folder, new PhantomWriting
            {
                Threads = session.Threads,
                Progress = new CaseCount(progress, count),
                Cancellation = session.Cancellation,
            }));
        session.Say($"{dataset.Cases.Count} cases of site {site.Name}: {Path.Combine(folder, "dataset.json")}");
        return ExitCode.Done;
    }

    private static int Replay(Session session, PhantomDraw draw, string folder)
    {
        var dataset = PhantomCohort.Write(draw, folder);
        session.Say($"{dataset.Cases[0].Id} again: {Path.Combine(folder, "dataset.json")}");
        return ExitCode.Done;
    }

    private sealed class CaseCount(IProgress<RunProgress> progress, int cases) : IProgress<int>
    {
        public void Report(int value) => progress.Report(new RunProgress("phantom", (double)value / cases, $"{value} of {cases} cases"));
    }
}
