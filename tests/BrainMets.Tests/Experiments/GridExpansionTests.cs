using System.Text.Json.Nodes;
using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Model;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Experiments;

public sealed class GridExpansionTests
{
    [Fact]
    public void The_papers_grid_is_nine_networks()
    {
        var (config, plan) = PlanFile.Load("paper");

        var models = GridExpansion.Expand(config, plan);

        Assert.Equal(
            ["main-alpha0.5", "main-alpha0.95", "main-alpha0.99", "heterogeneous-alpha0.5", "heterogeneous-alpha0.95",
                "heterogeneous-alpha0.99",
                "fewShot-alpha0.5", "fewShot-alpha0.95", "fewShot-alpha0.99"],
            models.Select(m => m.Name));
        Assert.Equal([0.5, 0.95, 0.99], models.Take(3).Select(m => m.Config.Training.Loss.Alpha));
        Assert.All(models, m => Assert.Equal(config.Training.Epochs, m.Config.Training.Epochs));
    }

    [Fact]
    public void A_network_of_two_blocks_is_trained_once()
    {
        var plan = MiniPlan.Of("", "") with { Grid = [MiniPlan.Block("main", 0.5, 0.95), MiniPlan.Block("main", 0.5)] };

        Assert.Equal(["main-alpha0.5", "main-alpha0.95"], GridExpansion.Expand(MiniConfig.Experiment, plan).Select(m => m.Name));
    }

    [Fact]
    public void Seeds_and_folds_repeat_every_point()
    {
        var plan = MiniPlan.Of("", "") with { Grid = [MiniPlan.Block("main", 0.5)], Seeds = [1, 7], Folds = 2 };

        var models = GridExpansion.Expand(MiniConfig.Experiment, plan);

        Assert.Equal(["main-alpha0.5-seed1-fold1", "main-alpha0.5-seed1-fold2", "main-alpha0.5-seed7-fold1", "main-alpha0.5-seed7-fold2"],
            models.Select(m => m.Name));
        Assert.Equal([1, 1, 7, 7], models.Select(m => m.Config.Seed));
    }

    [Fact]
    public void A_block_without_a_key_has_the_value_of_the_configuration()
    {
        var plan = MiniPlan.Of("", "") with
        {
            Grid = [MiniPlan.Block("main", 0.95), new Dictionary<string, IReadOnlyList<JsonValue>>
            {
                ["trainingSet"] = [JsonValue.Create("fewShot")],
            }],
        };

        Assert.Equal(["main-alpha0.95", "fewShot-alpha0.5"], GridExpansion.Expand(MiniConfig.Experiment, plan).Select(m => m.Name));
    }

    [Fact]
    public void Points_of_a_grid_may_be_networks_of_different_kinds()
    {
        static Dictionary<string, IReadOnlyList<JsonValue>> Block(string kind, int outputSize) => new()
        {
            ["sampling.outputSize"] = [JsonValue.Create(outputSize)],
            ["trainingSet"] = [JsonValue.Create("main")],
            ["model.batchNormWindow"] = [JsonValue.Create(10 + outputSize)],
            ["model.kind"] = [JsonValue.Create(kind)],
        };
        var plan = MiniPlan.Of("", "") with { Grid = [Block("unet", 8), Block("deepmedic", 9)] };

        var models = GridExpansion.Expand(MiniConfig.Experiment with { Inference = new InferenceOptions { TileSize = 60 } }, plan);

        Assert.Equal(
            ["main-outputSize8-batchNormWindow18-kindunet", "main-outputSize9-batchNormWindow19-kinddeepmedic"],
                models.Select(m => m.Name));
        Assert.Equal(18, Assert.IsType<UNetOptions>(models[0].Config.Model).BatchNormWindow);
        Assert.Equal(MiniConfig.Model.FeatureMaps, Assert.IsType<DeepMedicOptions>(models[1].Config.Model).FeatureMaps);
    }

    [Fact]
    public void An_unknown_key_and_an_impossible_value_are_both_told()
    {
        var block = new Dictionary<string, IReadOnlyList<JsonValue>>
        {
            ["trainingSet"] = [JsonValue.Create("main")],
            ["training.loss.alhpa"] = [JsonValue.Create(0.5)],
        };
        var plan = MiniPlan.Of("", "") with { Grid = [block, MiniPlan.Block("main", 7)] };

        var error = Assert.Throws<InvalidInputException>(() => GridExpansion.Expand(MiniConfig.Experiment, plan));

        Assert.Contains("alhpa", error.Message, StringComparison.Ordinal);
        Assert.Contains("training.loss.alpha is 7", error.Message, StringComparison.Ordinal);
    }
}
