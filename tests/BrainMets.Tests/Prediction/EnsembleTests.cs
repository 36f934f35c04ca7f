using BrainMets.Experiments;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Prediction;

[Slow(6)]
public sealed class EnsembleTests : IDisposable
{
    private static readonly RunContext Context = new() { Compute = Compute.Reference, Threads = 1, Version = "test" };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_networks_give_the_mean_of_their_maps()
    {
        var (a, b) = (Train("a", 1), Train("b", 2));
        var one = Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "one");
        var two = Predict(ModelEnsemble.Alone(LoadedModel.Load(b, "cpu")), "two");

        var both = Predict(Both(a, b, null), "both");

        Assert.All(Enumerable.Range(0, both.Length), i => Assert.Equal((one[i] + two[i]) / 2.0, both[i], 6));
    }

    [Fact]
    public void A_network_that_confirms_changes_no_outline_and_says_what_it_found()
    {
        var (a, b) = (Train("a", 1), Train("b", 2));
        var alone = Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "alone");

        Assert.Equal(alone, Predict(Both(a, null, b), "confirmed"));

        string[] lines = File.ReadAllLines(folder.File("confirmed", "unseen-0", "agreement.csv"));
        Assert.Equal("lesion,networks_that_found_it,networks,state,found_by", lines[0]);
        Assert.Equal(Lesions("confirmed"), lines.Length - 1);
        Assert.All(lines.Skip(1), l => Assert.Matches(@"^\d+,[12],2,(confirmed|to review),", l)); // the first network finds its own lesions
    }

    /// <summary>The same network twice agrees with itself in every lesion.</summary>
    [Fact]
    public void A_network_confirms_itself()
    {
        var a = Train("a", 1);

        Predict(Both(a, a, null), "twice");

        Assert.All(File.ReadAllLines(folder.File("twice", "unseen-0", "agreement.csv")).Skip(1),
            l => Assert.Contains(",2,2,,", l, StringComparison.Ordinal));
        Assert.False(File.Exists(folder.File("alone", "unseen-0", "agreement.csv")));
    }

    [Fact]
    public void A_mirrored_prediction_is_another_prediction_and_is_not_continued_without_the_mirror()
    {
        var a = Train("a", 1);
        var straight = Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "straight");

        var mirrored = Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "mirrored", mirror: true);

        Assert.NotEqual(straight, mirrored);
        var error = Assert.Throws<InvalidInputException>(() => Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "mirrored"));
        Assert.Contains("was predicted with the mirrored scan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_names_the_brain_extraction_and_another_one_is_not_mixed_in()
    {
        var a = Train("a", 1);
        SynthstripFile.Write(folder.File("weights"), SynthstripFile.RandomWeights(1));
        Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "builtin");
        Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "network", brainModel: folder.File("weights"));

        var builtin = File.ReadAllText(folder.File("builtin", "unseen-0", "manifest.json"));
        var network = File.ReadAllText(folder.File("network", "unseen-0", "manifest.json"));
        Assert.Contains("\"brainExtraction\": \"builtin\"", builtin, StringComparison.Ordinal);
        Assert.Contains("\"brainExtraction\": \"synthstrip\"", network, StringComparison.Ordinal);
        Assert.Matches("\"brainModelSha256\": \"[0-9a-f]{64}\"", network);
        Assert.Contains("\"brainMask\": \"Given\"", network, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidInputException>(() => Predict(ModelEnsemble.Alone(LoadedModel.Load(a, "cpu")), "network"));
        Assert.Contains("was predicted with another brain extraction (synthstrip)", error.Message, StringComparison.Ordinal);
    }

    private static ModelEnsemble Both(string a, string? b, string? confirming) => ModelEnsemble.Of(
        [.. new[] { a, b }.OfType<string>().Select(m => LoadedModel.Load(m, "cpu"))], confirming is null
            ? null
            : LoadedModel.Load(confirming, "cpu"), _ => (0.5, null));

    private string Train(string name, int seed)
    {
        var config = MiniConfig.Experiment with { Seed = seed, Name = name };
        ModelRun.Run(config, new ExperimentInputs { Training = MiniCases.Write(folder.File("data"), 3).Cases },
            new RunFolder(folder.File(name)), Context);
        return folder.File(name);
    }

    private float[] Predict(ModelEnsemble ensemble, string name, bool mirror = false, string? brainModel = null)
    {
        using (ensemble)
        {
            var cases = MiniCases.Write(folder.File("test"), 1, "unseen").Cases;
            var options = new PredictionOptions
            {
                Threshold = 0.5,
                Mirror = mirror,
                BrainExtraction = brainModel is null ? null : BrainExtractionMethod.Synthstrip,
                BrainModel = brainModel,
            };
            new BatchPrediction(cases, folder.File(name), Context).Run(
                new CasePredictor(ensemble, options, Context), saveProbability: true);

            return NiftiFile.Read(folder.File(name, "unseen-0", "probability.nii.gz")).Voxels;
        }
    }

    private int Lesions(string name) =>
        File.ReadAllLines(folder.File(name, "unseen-0", "lesions.csv")).Count(row => row.Contains(",finding,", StringComparison.Ordinal));
}
