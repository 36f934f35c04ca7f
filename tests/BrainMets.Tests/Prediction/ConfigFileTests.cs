using BrainMets.Model;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Prediction;

public sealed class ConfigFileTests
{
    [Fact]
    public void The_paper_preset_is_all_defaults() =>
        Assert.Equal(ConfigFile.ToJson(new ModelConfig()), ConfigFile.ToJson(ConfigFile.Load("paper")));

    [Fact]
    public void Every_preset_can_be_written_out_and_read_back()
    {
        Assert.NotEmpty(ConfigFile.Presets);
        Assert.All(ConfigFile.Presets, name =>
        {
            var json = ConfigFile.ToJson(ConfigFile.Load(name));
            Assert.Equal(json, ConfigFile.ToJson(ConfigFile.FromJson(name, json)));
        });
    }

    [Fact]
    public void A_file_holds_its_differences_from_the_preset_it_extends()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), """{ "extends": "compact", "training": { "loss": { "alpha": 0.95 } } }""");

        var config = ConfigFile.Load(folder.File("c.json"));

        Assert.Equal(0.95, config.Training.Loss.Alpha);
        Assert.Equal(Activation.Relu, Assert.IsType<DeepMedicOptions>(config.Model).Activation);
        Assert.Equal(ConfigFile.Load("compact").Training.Epochs, config.Training.Epochs);
    }

    /// <summary>So that the configurations of earlier versions and those of today are the same bytes.</summary>
    [Fact]
    public void Only_a_network_of_another_kind_than_the_default_is_named()
    {
        Assert.DoesNotContain(
            "\"kind\"", ConfigFile.ToJson(ConfigFile.FromJson("c", """{ "model": { "kind": "deepmedic" } }""")), StringComparison.Ordinal);
        Assert.Contains("\"model\": {\n    \"kind\": \"unet\",\n    \"featureMaps\": [", ConfigFile.ToJson(ConfigFile.Load("unet")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_network_begins_with_its_own_defaults_and_leaves_the_rest_alone()
    {
        var config = ConfigFile.FromJson(
            "c", """{ "extends": "compact", "model": { "kind": "unet", "batchNormWindow": 10 }, "sampling": { "outputSize": 8 } }""");
        var back = ConfigFile.FromJson("c", """{ "extends": "unet", "model": { "kind": "deepmedic" } }""");

        var network = Assert.IsType<UNetOptions>(config.Model);
        Assert.Equal([16, 32, 64], network.FeatureMaps);
        Assert.Equal(10, network.BatchNormWindow);
        Assert.Equal(ConfigFile.Load("compact").Training.Epochs, config.Training.Epochs);
        Assert.Equal(new DeepMedicOptions().FeatureMaps, Assert.IsType<DeepMedicOptions>(back.Model).FeatureMaps);
    }

    [Fact]
    public void A_brain_extraction_is_named_with_the_file_of_its_weights()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), """{ "preprocessing": { "brainExtraction": "mindgrab", "brainModel": "model.bin" } }""");

        var config = ConfigFile.Load(folder.File("c.json"));

        Assert.Equal(
            (BrainExtractionMethod.Mindgrab, "model.bin"), (config.Preprocessing.BrainExtraction, config.Preprocessing.BrainModel));
        Assert.Contains("\"brainExtraction\": \"mindgrab\"", ConfigFile.ToJson(config), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "trainin": {} }""", "trainin")]
    [InlineData("""{ "training": { "loss": { "alfa": 1 } } }""", "alfa")]
    [InlineData("""{ "training": { "loss": { "alpha": 1.5 } } }""", "training.loss.alpha is 1.5; it must lie between 0 and 1")]
    [InlineData("""{ "model": { "contextFactors": [4] } }""", "contextFactors holds 4")]
    [InlineData("""{ "extends": "nonsense" }""", "Presets are")]
    [InlineData("[]", "not an object")]
    [InlineData("""{ "training": { "epoch": 1, "loss": { "alfa": 1 } } }""",
        "there is no key \"training.epoch\"; in \"training\" known are epochs, loss, ")]
    [InlineData("""{ "training": { "epochs": "four" } }""",
        "\"training.epochs\" is \"four\"; a number is expected, such as the default 1400.")]
    [InlineData("""{ "training": { "epochs": 3000000000 } }""",
        "\"training.epochs\" is 3000000000, which is not possible there; the default is 1400.")]
    [InlineData("""{ "model": { "activation": "gelu" } }""",
        "\"model.activation\" is \"gelu\", which is not possible there; the default is \"pRelu\".")]
    [InlineData("""{ "model": { "featureMaps": [30, "x"] } }""", "\"model.featureMaps[1]\" is [30,\"x\"], which is not possible there")]
    [InlineData("""{ "preprocessing": { "brainExtraction": "hdbet" } }""",
        "\"preprocessing.brainExtraction\" is \"hdbet\", which is not possible there; the default is \"builtin\".")]
    [InlineData("""{ "preprocessing": { "brainModel": 3 } }""",
        "\"preprocessing.brainModel\" is 3, which is not possible there; the default is null.")]
    [InlineData("""{ "preprocessing": { "brainModel": {} } }""",
        "\"preprocessing.brainModel\" is {}, which is not possible there; the default is null.")]
    [InlineData("""{ "preprocessing": { "brainModel": "model.bin" } }""", "brainModel is model.bin, but brainExtraction is builtin")]
    [InlineData("""{ "training": null }""", "\"training\" is null; an object { … } is expected.")]
    [InlineData("""{ "extends": 5 }""", "extends 5; the name of a preset is expected")]
    [InlineData("""{ "seed": 1, "seed": 2 }""", "Duplicate property 'seed'")]
    [InlineData("""{ "inference": { "tileSize": 50 } }""", "inference.tileSize is 50; it must be a multiple of 15")]
    [InlineData("""{ "model": { "kind": "vnet" } }""", "\"model.kind\" is \"vnet\", which is not a network; known are deepmedic, unet.")]
    [InlineData("""{ "model": { "kind": 3 } }""", "\"model.kind\" is 3; a text \"…\" is expected, such as the default \"deepmedic\".")]
    [InlineData("""{ "extends": "unet", "model": { "contextFactors": [3] } }""",
        "there is no key \"model.contextFactors\"; in \"model\" known are kind, featureMaps, batchNormWindow, ")]
    [InlineData("""{ "model": { "kind": "deepmedic", "levels": 3 } }""",
        "there is no key \"model.levels\"; in \"model\" known are kind, featureMaps, residualLayers, ")]
    [InlineData("""{ "extends": "unet", "model": { "featureMaps": [16, "x"] } }""",
        "\"model.featureMaps[1]\" is [16,\"x\"], which is not possible there; the default is [16,32,64].")]
    [InlineData("""{ "extends": "unet", "model": { "featureMaps": [] } }""", "model.featureMaps is []; it needs 1 to 6 levels")]
    [InlineData("""{ "extends": "unet", "sampling": { "outputSize": 19 } }""",
        "sampling.outputSize is 19; it must be a multiple of 4, 2 for each pooling.")]
    [InlineData("""{ "extends": "unet", "inference": { "tileSize": 50 } }""",
        "inference.tileSize is 50; it must be a multiple of 4, 2 for each pooling.")]
    [InlineData("""{ "model": { "batchNormWindow": 0 } }""", "model.batchNormWindow is 0; it must lie between 1 and 1000000.")]
    public void A_wrong_configuration_is_refused_with_its_fault(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), json);

        var error = Assert.Throws<InvalidInputException>(() => ConfigFile.Load(folder.File("c.json")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"BrainMets\.|System\.|\.NET", error.Message); // Our words mean nothing to the reader.
    }
}
