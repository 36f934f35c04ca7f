using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class PlanFileTests
{
    [Fact]
    public void The_papers_plan_is_the_paper()
    {
        var (config, plan) = PlanFile.Load("paper");

        Assert.Equal(ConfigFile.ToJson(ConfigFile.Load("paper")), ConfigFile.ToJson(config));
        Assert.Equal(ConfigFile.ToJson(new ModelConfig()), ConfigFile.ToJson(config));
        Assert.Equal((308, 104), (plan.DataSets["ucsf"].Split!.TrainingPatients, plan.DataSets["ucsf"].Split!.TestPatients));
        Assert.Equal(10, plan.TrainingSets["fewShot"].Single(p => p.DataSet == "gk").Patients);
        Assert.Equal((0.5, 0.4, "OA"), (plan.Threshold, plan.Strategy!.GateCc, plan.SecondReader));
        Assert.Equal(GateSelectionSet.Validation, plan.Strategy.ChooseGateOn);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var (config, plan) = PlanFile.Load("demo");
        var text = PlanFile.ToJson(config, plan);

        var again = PlanFile.FromJson("again", text);

        Assert.Equal(text, PlanFile.ToJson(again.Config, again.Plan));
    }

    [Fact]
    public void Data_sets_lie_beside_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File("mine.json"), """{ "extends": "compact", "experiment": { "dataSets": { "a": { "file": "a/dataset.json" } } } }""");

        Assert.Equal(folder.File("a", "dataset.json"), PlanFile.Load(folder.File("mine.json")).Plan.DataSets["a"].File);
    }

    [Theory]
    [InlineData("""{ "dataSets": { "a": { "flie": "x" } } }""", "experiment.dataSets.a")]
    [InlineData("""{ "folds": "three" }""", "experiment.folds")]
    [InlineData("""{ "strategy": { "small": "a", "large": "b", "chooseGateOn": "luck" } }""", "experiment.strategy.chooseGateOn")]
    [InlineData("""{ "confirmation": { "sensitive": "a" } }""", "experiment.confirmation")]
    [InlineData("""{ "confirmation": { "sensitive": "a", "precise": "b", "third": "c" } }""", "experiment.confirmation.third")]
    [InlineData("""{ "margins": { "glory": 1 } }""", "experiment.margins")]
    public void An_unknown_key_or_value_is_named(string plan, string place)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mine.json"), $$"""{ "experiment": {{plan}} }""");

        var error = Assert.Throws<InvalidInputException>(() => PlanFile.Load(folder.File("mine.json")));

        Assert.Contains($"\"{place}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BrainMets.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_without_a_plan_is_refused_and_one_with_a_plan_still_trains()
    {
        var error = Assert.Throws<InvalidInputException>(() => PlanFile.Load("compact"));

        Assert.Contains("Presets that have one: demo, demo-quick, paper", error.Message, StringComparison.Ordinal);
        Assert.Equal("demo", ConfigFile.Load("demo").Name);
    }
}
