using BrainMets.Experiments;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Prediction;

public sealed class ModelFolderTests : IDisposable
{
    private static readonly RunContext Context = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_of_two_networks_gives_the_mean_of_their_maps_and_names_both()
    {
        var card = Write("model", Network("a", 1), Network("b", 2));

        var both = Predict("model", "both");

        var (one, two) = (Predict("a", "one"), Predict("b", "two"));
        Assert.NotEqual(one, two);
        Assert.All(Enumerable.Range(0, both.Length), i => Assert.Equal((one[i] + two[i]) / 2.0, both[i], tolerance: 1e-6));
        var manifest = File.ReadAllText(folder.File("both", "unseen-0", "manifest.json"));
        Assert.Contains("\"model\": \"pair\"", manifest, StringComparison.Ordinal);
        Assert.All(card.Networks, n => Assert.Contains($"{n.File} {n.Sha256}", manifest, StringComparison.Ordinal));
        Assert.False(File.Exists(folder.File("both", "unseen-0", "agreement.csv"))); // one model, though of several networks
    }

    [Fact]
    public void The_written_map_is_calibrated_and_findings_say_how_probably_they_are_true()
    {
        var calibration = new MapCalibration { Slope = 0.5, Intercept = -1 };
        var findings = new FindingCalibration { Slope = 2, Intercept = 0.3, From = 0.001 };
        var plain = Write("plain", Network("a", 1), Network("b", 2));
        (plain with { Calibration = calibration, Findings = findings }).Write(folder.Path);
        Write("model", folder.File("a"), folder.File("b"), c => c with { Calibration = calibration, Findings = findings });

        var (before, after) = (Predict("plain", "before"), Predict("model", "after", calibration.OfThreshold(0.5)));

        // p^a e^b / (p^a e^b + (1 - p)^a), Platt's curve written with odds.
        Assert.All(before.Zip(after).Where(v => v.First > 0), v =>
            Assert.Equal(Math.Sqrt(v.First) * Math.Exp(-1) / ((Math.Sqrt(v.First) * Math.Exp(-1)) + Math.Sqrt(1 - v.First)), v.Second,
                tolerance: 1e-6));
        Assert.Equal(before.Count(p => p == 0), after.Count(p => p == 0));
        Assert.Equal(
            NiftiFile.Read(folder.File("before", "unseen-0", "segmentation.nii.gz")).Voxels,
                NiftiFile.Read(folder.File("after", "unseen-0", "segmentation.nii.gz")).Voxels);
        Assert.All(File.ReadAllLines(folder.File("after", "unseen-0", "lesions.csv")).Skip(1), l => Assert.Matches(@",(0|1|0\.\d+)$", l));
        Assert.All(File.ReadAllLines(folder.File("before", "unseen-0", "lesions.csv")).Skip(1),
            l => Assert.EndsWith(",", l, StringComparison.Ordinal));
        var error = Assert.Throws<InvalidInputException>(() => Predict("plain", "after"));
        Assert.Contains("another calibration", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_are_outlined_from_the_lower_threshold_on_which_the_manifest_names()
    {
        Write("model", Network("a", 17), Network("b", 20));

        var map = Predict("model", "two", 0.6, 0.4);

        var geometry = NiftiFile.Read(folder.File("two", "unseen-0", "segmentation.nii.gz"));
        var expected = LesionFinder.Find(
            new ProbabilityMap("unseen-0", "unseen-0", new Volume<float>(geometry.Geometry, map)),
                LoadedConfig() with { Threshold = 0.6, OutlineThreshold = 0.4 }).ToSegmentation();
        Assert.Equal(expected.Voxels.Select(v => (float)v), geometry.Voxels);
        Predict("model", "one", 0.6);
        Assert.True(geometry.Voxels.Sum() > NiftiFile.Read(folder.File("one", "unseen-0", "segmentation.nii.gz")).Voxels.Sum());
        Assert.Contains(
            "\"outlineThreshold\": 0.4", File.ReadAllText(folder.File("two", "unseen-0", "manifest.json")), StringComparison.Ordinal);
        Assert.Contains("was segmented from 0.4 on, not 0.6",
            Assert.Throws<InvalidInputException>(() => Predict("model", "two", 0.6)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_comes_back_as_it_was_written_and_its_points_go_before_those_of_the_files()
    {
        var written = Write("model", Network("a", 1), Network("b", 2),
            c => c with { OperatingPoints = new OperatingPoints(0.1, 0.2, 0.3) { Outline = 0.05 } });

        var read = ModelCard.In(folder.File("model"))!;

        Assert.Equal((written.Name, written.Limits, written.TrainedOn, written.OperatingPoints),
            (read.Name, read.Limits, read.TrainedOn, read.OperatingPoints));
        Assert.Equal(written.Networks, read.Networks);
        using var model = LoadedModel.Load(folder.File("model"), "cpu");
        Assert.Equal(new OperatingPoints(0.1, 0.2, 0.3) { Outline = 0.05 }, model.OperatingPoints);
        Assert.Equal(string.Join('+', written.Networks.Select(n => n.Sha256)), model.Sha256);
    }

    [Fact]
    public void An_exchanged_network_a_missing_one_and_one_that_is_not_on_the_card_are_refused()
    {
        Write("model", Network("a", 1), Network("b", 2));
        var second = folder.File("model", "network-2.safetensors");
        File.Copy(second, folder.File("model", "other.safetensors"));
        Assert.Contains("not on the card", Refusal(folder.File("model", "other.safetensors")), StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(second);
        bytes[^1] ^= 1;
        File.WriteAllBytes(second, bytes);
        Assert.Contains("damaged or was replaced", Refusal(folder.File("model")), StringComparison.Ordinal);

        File.Delete(second);
        Assert.Contains("network-2.safetensors", Refusal(folder.File("model")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_exchanged_while_the_model_is_in_use_is_refused()
    {
        Write("model", Network("a", 1), Network("b", 2));
        using var model = LoadedModel.Load(folder.File("model"), "cpu");
        File.Copy(folder.File("model", "network-1.safetensors"), folder.File("model", "network-2.safetensors"), overwrite: true);

        var error = Assert.Throws<InvalidInputException>(() => model.With(model.Networks[1], _ => 0));

        Assert.Contains("a moment ago", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_that_prepare_cases_differently_are_refused()
    {
        Network("a", 1);
        MiniNetwork.Write(folder.File("c"), 1, c => c with { Preprocessing = MiniCases.Options with { MarginMm = 5 } });
        Write("model", folder.File("a"), folder.File("c"));

        Assert.Contains("must share one configuration \"preprocessing\"", Refusal(folder.File("model")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"sha256\": \"x\", \"networks\": [{ \"file\": \"n\", \"sha256\": \"y\" }]", "gives both")]
    [InlineData("\"networks\": []", "gives neither")]
    [InlineData("\"networks\": [{ \"file\": \"../n\", \"sha256\": \"y\" }]", "must be the name of a file next to the card")]
    [InlineData("\"sha256\": \"x\", \"operatingPoints\": { \"sensitive\": 0, \"balanced\": 0.5, \"precise\": 0.9 }",
        "above 0 and at most 1")]
    [InlineData("\"sha256\": \"x\", \"operatingPoints\": { \"outline\": 0.6, \"sensitive\": 0.7, \"balanced\": 0.5, \"precise\": 0.9 }",
        "at most the lowest operating point")]
    [InlineData("\"sha256\": \"x\", \"calibration\": { \"slope\": -1, \"intercept\": 0 }", "slope must be above 0")]
    [InlineData("\"sha256\": \"x\", \"treshold\": 1", "is not a model card")]
    public void A_card_that_contradicts_itself_is_refused(string part, string message)
    {
        File.WriteAllText(folder.File("card.json"), $"{{ \"name\": \"n\", \"trainedOn\": \"t\", \"limits\": \"l\", {part} }}");

        Assert.Contains(message, Refusal(folder.Path), StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.Throws<InvalidInputException>(() => LoadedModel.Load(path, "cpu")).Message;

    private ModelCard Write(string name, string one, string two, Func<ModelCard, ModelCard>? change = null)
    {
        Directory.CreateDirectory(folder.File(name));
        CardNetwork Copy(string run, int number)
        {
            var file = $"network-{number}.safetensors";
            File.Copy(new RunFolder(run).BestCheckpoint, folder.File(name, file));
            return new CardNetwork(file, FileHash.Of(folder.File(name, file)));
        }

        var card = new ModelCard { Name = "pair", TrainedOn = "Balls.", Limits = "Of no use.", Networks = [Copy(one, 1), Copy(two, 2)] };
        card = change?.Invoke(card) ?? card;
        card.Write(folder.File(name));
        return card;
    }

    private LesionOptions LoadedConfig()
    {
        using var loaded = LoadedModel.Load(folder.File("model"), "cpu");
        return loaded.Config.Lesions;
    }

    private string Network(string name, int seed) => MiniNetwork.Write(folder.File(name), seed);

    private float[] Predict(string model, string name, double threshold = 0.5, double? outline = null)
    {
        using var loaded = LoadedModel.Load(folder.File(model), "cpu");
        var cases = MiniCases.Write(folder.File("test"), 1, "unseen").Cases;
        var options = new PredictionOptions { Threshold = threshold, OutlineThreshold = outline };
        new BatchPrediction(cases, folder.File(name), Context).Run(new CasePredictor(loaded, options, Context), saveProbability: true);

        return NiftiFile.Read(folder.File(name, "unseen-0", "probability.nii.gz")).Voxels;
    }
}
