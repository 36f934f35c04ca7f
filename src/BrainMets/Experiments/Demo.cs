using BrainMets.Datasets;
using BrainMets.Experiments.Configuration;
using BrainMets.Experiments.Runs;
using BrainMets.Phantoms;

namespace BrainMets.Experiments;

/// <summary>The demo: makes three synthetic sites, trains on two and judges on the third, which the network has never seen.</summary>
public sealed record Demo
{
    /// <summary>Within ten minutes on two cores.</summary>
    public static Demo Full { get; } = new() { Preset = "demo", TrainingCases = [("ucsf-like", 20), ("bcm-like", 16)], TestCases = ("gk-like", 12) };

    /// <summary>The same path within two minutes, too short to be good.</summary>
    public static Demo Quick { get; } = new() { Preset = "demo-quick", TrainingCases = [("ucsf-like", 5), ("bcm-like", 4)], TestCases = ("gk-like", 3) };

    public required string Preset { get; init; }

    public required IReadOnlyList<(string Site, int Cases)> TrainingCases { get; init; }

    public required (string Site, int Cases) TestCases { get; init; }

    /// <summary>Makes what is missing of the sites and runs the experiment; in a folder of an earlier, unfinished demo it goes on from there.</summary>
    public RunSummary Run(int seed, RunFolder folder, RunContext context)
    {
        var config = ConfigFile.Load(Preset) with { Seed = seed };
        var training = TrainingCases.SelectMany(s => Site(s.Site, s.Cases, seed, folder, context).Cases).ToList();
        var test = Site(TestCases.Site, TestCases.Cases, seed, folder, context).Cases;
        var inputs = new ExperimentInputs
        {
            Training = training,
            Test = test,
            Description = $"Synthetic phantoms, not patients. Trained on {string.Join(" and ", TrainingCases.Select(s => $"{s.Cases} cases of {s.Site}"))}; "
                + $"about one in {Math.Round(1 / config.Validation.PatientFraction)} of them was set aside to choose the epoch and the threshold. Tested on "
                + $"{TestCases.Cases} cases of {TestCases.Site}, a site that played no part in training.",
        };
        return ModelRun.Run(config, inputs, folder, context);
    }

    private static DatasetIndex Site(string name, int cases, int seed, RunFolder folder, RunContext context)
    {
        var directory = Path.Combine(folder.FullPath, "sites", name);
        var file = Path.Combine(directory, "dataset.json");
        if (File.Exists(file))
        {
            return DatasetIndex.Load(file);
        }

        var writing = new PhantomWriting
        {
            Threads = context.Threads,
            Cancellation = context.Cancellation,
            Progress = new CaseCount(done => context.Report("make " + name, (double)done / cases)),
        };
        return PhantomCohort.Write(PhantomSite.Named(name), cases, seed, directory, writing);
    }

    private sealed class CaseCount(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
