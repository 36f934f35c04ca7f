using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Reporting;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

/// <summary>On whom a whole experiment chooses the strategy's gate.</summary>
[Slow(18)]
public sealed class GateChoiceTests : IDisposable
{
    private static readonly ModelConfig Config = MiniConfig.Experiment with
    {
        Training = MiniConfig.Experiment.Training with { Epochs = 1 },
        Validation = new ValidationOptions { PatientFraction = 0.6, EveryEpochs = 1 },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_gate_is_chosen_on_validation_patients_that_no_network_of_the_strategy_learned_from()
    {
        var result = Run("run", Plan(home: 10)); // Six of ten and seven of eleven patients are set aside.

        var choice = result.Strategy!.GateChoice;
        Assert.Equal((GateSource.Validation, null), (choice.ChosenOn, choice.Why));
        Assert.Equal(2 * choice.Cases.Count, choice.ReferenceLesions); // every small head has two
        var learned = result.Models.Where(m => m.Members.Count == 0)
            .SelectMany(m => RunSplit.Read(new RunFolder(folder.File("run", "models", m.Name))).Training).ToHashSet();
        Assert.DoesNotContain(choice.Cases, learned.Contains);
        Assert.DoesNotContain(choice.Cases, result.Tests[0].Cases.Select(c => c.Id).Contains);
        foreach (var j in result.Strategy.Judgements.Where(j => j.Origin == GateSource.Validation))
        {
            var onValidation = CombinationFile.Read(folder.File("run", j.ChoiceFolder!))!;
            var onTest = CombinationFile.Read(folder.File("run", j.Folder))!;
            Assert.Equal((true, choice.Cases.Count), (onValidation.Selection!.IsChosen, onValidation.Selection.Cases));
            Assert.Equal(onValidation.Gate, onTest.Gate);                                    // applied unchanged
            Assert.Equal((false, 3), (onTest.Selection!.IsChosen, onTest.Selection.Cases)); // and judged as one given beforehand
        }

        Assert.Equal(2, result.Strategy.Judgements.Count(j => j.Origin == GateSource.Validation));
        // the strategy's two only
        Assert.Equal(["fewShot-alpha0.5", "main-alpha0.5"],
            Directory.GetDirectories(folder.File("run", "validation")).Select(Path.GetFileName).Order());
        Assert.Empty(Experiment.Verify(result, folder.File("run"), Context));

        ExperimentReport.Write(result, folder.File("run"));
        var page = File.ReadAllText(folder.File("run", ExperimentReport.FileName)).Replace('\n', ' '); // wherever its lines break
        Assert.Contains($"chosen on {choice.Cases.Count} validation patients", page, StringComparison.Ordinal);
        Assert.DoesNotContain("its figures are optimistic", page, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("run", "tables", "strategy-gate-choice.csv")));
    }

    [Fact]
    public void With_too_few_validation_patients_the_test_patients_choose_and_the_reason_is_told()
    {
        var result = Run("run", Plan(home: 3));

        var choice = result.Strategy!.GateChoice;
        Assert.Equal(GateSource.Test, choice.ChosenOn);
        Assert.Matches(
            @"neither network learned from \d validation patients? with \d reference lesions?; 5 patients and 10 lesions are asked for",
                choice.Why!);
        Assert.False(Directory.Exists(folder.File("run", "validation")));
        Assert.All(result.Strategy.Judgements.Where(j => j.IsOptimistic),
            j => Assert.True(CombinationFile.Read(folder.File("run", j.Folder))!.Selection!.IsChosen));
    }

    [Fact]
    public void A_plan_may_ask_for_the_test_patients()
    {
        var plan = Plan(home: 10);

        var result = Run("run", plan with { Strategy = plan.Strategy! with { ChooseGateOn = GateSelectionSet.Test } });

        Assert.Equal((GateSource.Test, "the plan says so"), (result.Strategy!.GateChoice.ChosenOn, result.Strategy.GateChoice.Why));
    }

    private static RunContext Context { get; } = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    private ExperimentPlan Plan(int home) =>
        MiniPlan.Of(MiniPlan.WriteData(folder, "home", home), MiniPlan.WriteData(folder, "away", 4)) with
        {
            Grid = [MiniPlan.Block("main", 0.5), MiniPlan.Block("fewShot", 0.5)],
            Comparisons = new Dictionary<string, ComparisonPlan>(),
            Ensembles = new Dictionary<string, IReadOnlyList<string>>(),
            Confirmation = null,
        };

    private ExperimentResult Run(string name, ExperimentPlan plan) => Experiment.Run(Config, plan, folder.File(name), Context);
}
