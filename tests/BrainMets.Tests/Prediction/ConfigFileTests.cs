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

    [Fact]
    public void A_brain_extraction_is_named_with_the_file_of_its_weights()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), """{ "preprocessing": { "brainExtraction": "mindgrab", "brainModel": "model.bin" } }""");

        var config = ConfigFile.Load(folder.File("c.json"));

        Assert.Equal((BrainExtractionMethod.Mindgrab, "model.bin"), (config.Preprocessing.BrainExtraction, config.Preprocessing.BrainModel));
        Assert.Contains("\"brainExtraction\": \"mindgrab\"", ConfigFile.ToJson(config), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "trainin": {} }""", "trainin")]
    [InlineData("""{ "training": { "loss": { "alfa": 1 } } }""", "alfa")]
    [InlineData("""{ "training": { "loss": { "alpha": 1.5 } } }""", "training.loss.alpha is 1.5; it must lie between 0 and 1")]
    [InlineData("""{ "model": { "contextFactors": [4] } }""", "contextFactors holds 4")]
    [InlineData("""{ "extends": "nonsense" }""", "Presets are")]
    [InlineData("[]", "not an object")]
    [InlineData("""{ "training": { "epoch": 1, "loss": { "alfa": 1 } } }""", "there is no key \"training.epoch\"; in \"training\" known are epochs, loss, ")]
    [InlineData("""{ "training": { "epochs": "four" } }""", "\"training.epochs\" is \"four\"; a number is expected, such as the default 1400.")]
    [InlineData("""{ "training": { "epochs": 3000000000 } }""", "\"training.epochs\" is 3000000000, which is not possible there; the default is 1400.")]
    [InlineData("""{ "model": { "activation": "gelu" } }""", "\"model.activation\" is \"gelu\", which is not possible there; the default is \"pRelu\".")]
    [InlineData("""{ "model": { "featureMaps": [30, "x"] } }""", "\"model.featureMaps[1]\" is [30,\"x\"], which is not possible there")]
    [InlineData("""{ "preprocessing": { "brainExtraction": "hdbet" } }""", "\"preprocessing.brainExtraction\" is \"hdbet\", which is not possible there; the default is \"builtin\".")]
    [InlineData("""{ "preprocessing": { "brainModel": 3 } }""", "\"preprocessing.brainModel\" is 3, which is not possible there; the default is null.")]
    [InlineData("""{ "preprocessing": { "brainModel": {} } }""", "\"preprocessing.brainModel\" is {}, which is not possible there; the default is null.")]
    [InlineData("""{ "preprocessing": { "brainModel": "model.bin" } }""", "brainModel is model.bin, but brainExtraction is builtin")]
    [InlineData("""{ "training": null }""", "\"training\" is null; an object { … } is expected.")]
    [InlineData("""{ "extends": 5 }""", "extends 5; the name of a preset is expected")]
    [InlineData("""{ "seed": 1, "seed": 2 }""", "Duplicate property 'seed'")]
    [InlineData("""{ "inference": { "tileSize": 50 } }""", "inference.tileSize is 50; it must be a multiple of 15")]
    public void A_wrong_configuration_is_refused_with_its_fault(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("c.json"), json);

        var error = Assert.Throws<InvalidInputException>(() => ConfigFile.Load(folder.File("c.json")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"BrainMets\.|System\.|\.NET", error.Message); // Our words mean nothing to the reader.
    }
}
