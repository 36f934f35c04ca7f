using BrainMets.Cli;
using BrainMets.Experiments;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class PlanFaultsTests
{
    [Fact]
    public void The_demos_plans_have_no_fault()
    {
        Assert.All(new[] { "demo", "demo-quick" }, name =>
        {
            var (config, plan) = PlanFile.Load(name);
            Assert.Empty(ExperimentPlanValidator.Of(plan, GridExpansion.Expand(config, plan), PhantomData.Errors(plan)));
        });
    }

    /// <summary>The paper's data are not here: that is all there is to say against its plan.</summary>
    [Fact]
    public void The_papers_plan_lacks_its_data_only()
    {
        var (config, plan) = PlanFile.Load("paper");

        Assert.All(ExperimentPlanValidator.Of(plan, GridExpansion.Expand(config, plan)),
            f => Assert.Contains("there is no file", f, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_fault_of_a_plan_is_told()
    {
        var plan = MiniPlan.Of("", "") with
        {
            DataSets = new Dictionary<string, DataSetPlan>
            {
                ["home"] = new(),
                ["away"] = new() { Phantom = new PhantomPlan { Site = "mars", Cases = 2 } },
            },
            TrainingSets = new Dictionary<string, IReadOnlyList<TrainingPart>> { ["main"] = [new() { DataSet = "hmoe" }] },
            Tests = ["elsewhere"],
            Seeds = [],
            Threshold = 0,
            Matching = "best",
            Grid = [],
            SecondReader = null,
        };

        var faults = ExperimentPlanValidator.Of(plan, [], PhantomData.Errors(plan)).ToList();

        string[] told =
        [
            "dataSets.home needs either", "phantom site \"mars\"", "names the data set \"hmoe\"", "tests names the data set \"elsewhere\"",
                "seeds is []", "threshold is 0",
            "matching is \"best\"", "grid gives no network", "strategy.small names the network", "ensembles.mean names the network",
        ];
        Assert.All(told, t => Assert.Contains(faults, f => f.Contains(t, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_confirming_network_is_another_one_of_the_grid_or_an_ensemble()
    {
        IEnumerable<string> Faults(string sensitive, string precise)
        {
            var plan = MiniPlan.Of("", "") with { Confirmation = new ConfirmationPlan { Sensitive = sensitive, Precise = precise } };
            return ExperimentPlanValidator.Of(plan, GridExpansion.Expand(MiniConfig.Experiment, plan))
                .Where(f => f.StartsWith("confirmation", StringComparison.Ordinal));
        }

        Assert.Empty(Faults("main-alpha0.95", "mean"));
        Assert.Equal("confirmation has mean confirm itself; it needs two networks", Assert.Single(Faults("mean", "mean")));
        Assert.Contains(
            "names the network \"main-alpha0.9\"; the grid gives main-alpha0.5, main-alpha0.95, fewShot-alpha0.5, ensembles are mean",
                Assert.Single(Faults("main-alpha0.9", "mean")), StringComparison.Ordinal);
    }

    [Fact]
    public void Folds_do_not_go_with_a_few_patients()
    {
        var plan = MiniPlan.Of("", "") with { Folds = 3 };

        Assert.Contains(ExperimentPlanValidator.Of(plan, GridExpansion.Expand(MiniConfig.Experiment, plan)),
            f => f.StartsWith("folds cannot be combined with", StringComparison.Ordinal));
    }
}
