using BrainMets.Cli;
using BrainMets.Datasets;
using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Phantoms;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>The command makes the phantoms of a plan; the library alone does not know how.</summary>
public sealed class PhantomDataTests : IDisposable
{
    private static readonly PhantomPlan OneCase = new() { Site = "gk-like", Cases = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Slow(2)]
    [Fact]
    public void Phantoms_are_made_once_where_the_experiment_looks_for_them()
    {
        var reports = new List<RunProgress>();
        var plan = PlanOf(OneCase) with { Seeds = [3, 4] };

        PhantomData.Make(MiniConfig.Experiment, plan, folder.File("run"), Context(reports));
        PhantomData.Make(MiniConfig.Experiment, plan, folder.File("run"), Context(reports));

        var index = DatasetIndex.Load(folder.File("run", "data", "away-gk-like-1-seed3", "dataset.json"));
        Assert.Equal(PhantomCohort.SecondReaderName, Assert.Single(Assert.Single(index.Cases).ReaderPaths.Keys));
        Assert.Equal(new RunProgress("make away", 1, ""), Assert.Single(reports));
        PhantomCohort.Write(SitePresets.GammaKnifeLike, 1, 3, folder.File("alone"));
        Assert.Equal(
            File.ReadAllBytes(folder.File("alone", index.Cases[0].Id, "t1c.nii.gz")),
            File.ReadAllBytes(index.Cases[0].T1cPath));
    }

    [Fact]
    public void The_library_alone_says_that_phantoms_were_not_made()
    {
        var error = Assert.Throws<InvalidInputException>(
            () => Experiment.Run(MiniConfig.Experiment, PlanOf(OneCase), folder.File("run"), Context([])));

        Assert.Contains("away-gk-like-1-seed1", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "the data set \"away\" of the plan: phantoms, which 'mets experiment run' makes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_made_for_a_plan_that_cannot_be_used()
    {
        var plan = PlanOf(new PhantomPlan { Site = "randomised", Cases = 0, Without = ["Vessels", "veins"] });

        var error = Assert.Throws<InvalidInputException>(
            () => PhantomData.Make(MiniConfig.Experiment, plan, folder.File("run"), Context([])));

        Assert.Contains("the plan cannot be used; 2 errors, nothing was trained:", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "dataSets.away: 0 cases of the phantom site \"randomised\"; expected 1 or more cases of one of the sites ucsf-like, bcm-like, "
                + "gk-like, randomised.",
            error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "dataSets.away: there is no phantom ingredient \"veins\"; ingredients (without) are contrast, vessels, lesions, anatomy, "
                + "masks.",
            error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    [Fact]
    public void What_a_plan_says_of_a_randomised_site_goes_into_its_variation()
    {
        var plan = new PhantomPlan
        {
            Site = "randomised",
            Cases = 1,
            Without = ["masks", "contrast"],
            Faint = true,
            Template = "brain.nii.gz",
        };

        var site = PhantomData.Site(plan);

        Assert.Equal([PhantomIngredient.Masks, PhantomIngredient.Contrast], site.Variation!.Without); // The site randomised has one.
        Assert.Equal((true, "brain.nii.gz"), (site.Variation.Faint, site.Variation.TemplatePath));
    }

    [Fact]
    public void An_estimate_counts_the_voxels_of_phantoms_that_are_not_made()
    {
        var config = MiniConfig.Experiment with { Training = MiniConfig.Experiment.Training with { Epochs = 1 } };
        var plan = PlanOf(OneCase with { Cases = 4 });

        var estimate = Experiment.Outline(config, plan, folder.File("run"), Context([]), PhantomData.Plan(config, plan));

        Assert.Equal((0, 3), (estimate.UnknownScans, Assert.Single(estimate.Tests).Cases)); // Four cases less the one that is learned from.
        // Three networks and the ensemble, 3 scans of 172 x 208 x 100 voxels, 0.9 us a voxel (docs/experiments.md).
        Assert.Equal(4 * 3 * 172.0 * 208 * 100 * 0.9e-6, estimate.JudgingSeconds, 1e-9);
        Assert.False(Directory.Exists(folder.File("run")));
        Assert.Throws<ArgumentException>(() => Experiment.Outline(config, plan, folder.File("run"), Context([])));
    }

    private ExperimentPlan PlanOf(PhantomPlan away)
    {
        var plan = MiniPlan.Of(MiniPlan.WriteData(folder, "home", 3), "") with { SecondReader = PhantomCohort.SecondReaderName };
        return plan with { DataSets = new Dictionary<string, DataSetPlan>(plan.DataSets) { ["away"] = new() { Phantom = away } } };
    }

    private static RunContext Context(List<RunProgress> reports) =>
        new() { Compute = Compute.Reference, Threads = 1, Version = "test", Progress = new Recorder(reports) };

    private sealed class Recorder(List<RunProgress> reports) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => reports.Add(value);
    }
}
