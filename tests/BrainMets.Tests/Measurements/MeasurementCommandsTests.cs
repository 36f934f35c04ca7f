using System.Text.Json;
using BrainMets.Model;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Measurements;

/// <summary>What scripts read of 'bench/run'. Times are not judged: the machine may do much else.</summary>
public sealed class MeasurementCommandsTests
{
    private static readonly string[] Header = ["command", "version", "commit", "device", "precision", "threads", "seed", "machine"];

    [Slow(2)]
    [Fact]
    public void Inference_as_json_names_what_was_measured_and_on_what()
    {
        using var folder = new TemporaryFolder();
        var (model, scan) = (MiniModel(folder), folder.File("scan.nii.gz"));
        var images = MiniCases.Images("a", 1);
        NiftiFile.Write(images.T1c, scan);
        NiftiFile.Write(images.BrainMask!, folder.File("brain.nii.gz")); // Images makes it.

        var result = MetsProcess.RunBench(
            "inference", "--json", "-m", model, "-i", scan, "--brain-mask", folder.File("brain.nii.gz"), "--precision", "bf16", "--threads",
                "1", "--seed", "7", "--quiet", "--export", folder.File("out"));

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        var json = JsonDocument.Parse(result.Output).RootElement;
        string[] own =
        [
            "publishedSeconds", "fastSeconds", "fastFp32Seconds", "ratio", "peakMemoryMiB", "brainVoxels", "publishedTiles",
                "maxProbabilityDifference",
        ];
        Assert.Empty(own.Concat(Header).Except(json.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(("bf16", "cpu", 1, 7), (
            json.GetProperty("precision").GetString(), json.GetProperty("device").GetString(), json.GetProperty("threads").GetInt32(),
                json.GetProperty("seed").GetInt32()));
        Assert.Equal(
            json.GetProperty("publishedSeconds").GetDouble() / json.GetProperty("fastSeconds").GetDouble(),
                json.GetProperty("ratio").GetDouble(), 1e-9);
        Assert.StartsWith("bench/run inference --json", json.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(json.GetProperty("machine").GetProperty("cpu").GetString()!); // A text, by the assertion.
        Assert.True(json.GetProperty("machine").GetProperty("memoryGiB").GetDouble() > 0);
        Assert.All(new[] { "image.nii", "brain.nii", "probability.nii", "model.safetensors" },
            name => Assert.True(File.Exists(folder.File("out", name))));
    }

    [Slow(15)]
    [Fact]
    public void Evaluation_is_told_in_words_with_the_machine()
    {
        var result = MetsProcess.RunBench("evaluation", "--cases", "1", "--no-progress");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"one case +\d+\.\d{3} s with 150 lesions a side", result.Output);
        Assert.Contains("machine", result.Output, StringComparison.Ordinal);
        Assert.Contains("bench/run evaluation --cases 1", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inference")]
    [InlineData("training")]
    [InlineData("evaluation")]
    [InlineData("scaling")]
    public void Help_of_every_benchmark_says_that_it_is_not_a_medical_device(string name)
    {
        var result = MetsProcess.RunBench(name, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--json", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Research use; not a medical device.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_writes_over_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("kept.txt"), "kept");

        var result = MetsProcess.RunBench("inference", "--skip-published", "--export", folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("bench/run: --export needs a new or empty folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_not_there_is_named()
    {
        var result = MetsProcess.RunBench("inference", "-m", "papre", "--skip-published");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("papre", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_messages_name_the_program_as_it_is_typed()
    {
        var result = MetsProcess.RunBench("training", "--step", "3");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            "bench/run: Unknown option '--step' of 'bench/run training'. Did you mean '--steps'? 'bench/run training --help' lists all "
                + "options.",
            result.Error.TrimEnd());
    }

    [Fact]
    public void It_is_no_command_of_mets()
    {
        var result = MetsProcess.Run("bench", "training");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("mets: Unknown command 'bench'.", result.Error, StringComparison.Ordinal);
    }

    private static string MiniModel(TemporaryFolder folder)
    {
        var file = folder.File("mini.safetensors");
        using var model = new DeepMedic(MiniConfig.Model);
        ModelFile.Write(file, model, new Dictionary<string, string> { [TrainedConfig.Key] = ConfigFile.ToJson(MiniConfig.Experiment) });
        return file;
    }
}
