using System.Text.Json;
using BrainMets.Nifti;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>What --sweep asks of the files it is given, and what it writes.</summary>
public sealed class EvaluateSweepTests : IDisposable
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20, MaskOf.Oblique);

    /// <summary>Of a prediction with two thresholds.</summary>
    private const string Manifest = """
        {"case":"a","provenance":{"version":"0.1.0","commit":null,"seed":1,"device":"cpu","precision":"fp32","threads":1,"inputSha256":{}},"model":"m","threshold":0.8,
         "outlineThreshold":0.15,"lesions":1,"lesionVolumeMm3":128,"brainVolumeMl":1400,"seconds":{},"warnings":[]}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_of_maps_is_judged_at_all_thresholds()
    {
        WriteCase("a", found: 0.9f, invented: 0.3f);
        WriteCase("b", found: 0.6f, invented: 0.2f);
        WriteCase("c", found: 0.7f, invented: 0.4f);

        var result = Sweep("--false-positive-budget", "0.5", "--confidence", "mean", "--candidate-threshold", "0.15");
        var report = MetsCommand.Run("report", folder.File("out"));

        Assert.Equal((0, 0), (result.ExitCode, report.ExitCode));
        Assert.Contains("is optimistic", result.Output, StringComparison.Ordinal);
        Assert.Contains("No patient is free of lesions", result.Output, StringComparison.Ordinal);
        Assert.Contains("main metrics are those at threshold 0.5", result.Error, StringComparison.Ordinal);
        var json = JsonDocument.Parse(File.ReadAllText(folder.File("out", "evaluation.json"))).RootElement.GetProperty("freeResponse");
        Assert.Equal((0.15, "mean"), (json.GetProperty("candidateThreshold").GetDouble(), json.GetProperty("confidence").GetString()));
        Assert.Equal(3, json.GetProperty("cases").GetArrayLength());
        var best = json.GetProperty("bestF1").GetProperty("point");
        Assert.InRange(best.GetProperty("threshold").GetDouble(), 0.41, 0.6); // above all that is false, below all that is found
        Assert.Equal(1, best.GetProperty("f1").GetProperty("value").GetDouble());
        Assert.Equal(0.5, json.GetProperty("withinBudget").GetProperty("falsePositiveBudget").GetDouble());
        Assert.Contains("Candidates by confidence", File.ReadAllText(folder.File("out", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_of_a_prediction_with_two_thresholds_are_judged_as_its_masks()
    {
        WriteCase("a", found: 0.9f, invented: 0.3f, halo: 0.2f);
        Directory.CreateDirectory(folder.File("predicted", "a"));
        File.Move(folder.File("maps", "a.nii.gz"), folder.File("predicted", "a", "probability.nii.gz"));
        File.WriteAllText(folder.File("predicted", "a", "manifest.json"), Manifest);
        double Dice() => JsonDocument.Parse(File.ReadAllText(folder.File("out", "evaluation.json"))).RootElement
            .GetProperty("cases")[0].GetProperty("lesions")[0].GetProperty("dice").GetDouble();

        var swept = MetsCommand.Run("evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("predicted"),
            "--sweep", "-o", folder.File("out"));
        var (sweptDice, json) =
            (Dice(), JsonDocument.Parse(File.ReadAllText(folder.File("out", "evaluation.json"))).RootElement.GetProperty("freeResponse"));
        var two = MetsCommand.Run(
            "evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("predicted"), "--threshold", "0.8",
                "--outline-threshold", "0.15", "-o", folder.File("out"), "--overwrite");
        var twoDice = Dice();
        var one = MetsCommand.Run(
            "evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("predicted"), "--threshold", "0.8", "-o",
                folder.File("out"), "--overwrite");

        Assert.Equal((0, 0, 0), (swept.ExitCode, two.ExitCode, one.ExitCode));
        Assert.Contains("threshold 0.8, segmented from 0.15 on", swept.Error, StringComparison.Ordinal);
        Assert.Equal(0.15, json.GetProperty("outlineThreshold").GetDouble());
        Assert.True(json.GetProperty("thresholds")[0].GetProperty("threshold").GetDouble() >= 0.15);
        Assert.Equal(2 * 64.0 / (64 + 128), sweptDice, 12); // the lesion of 64 voxels with a halo of as many
        Assert.Equal(sweptDice, twoDice);
        Assert.Equal(1, Dice());
    }

    [Fact]
    public void A_mask_a_wrong_value_and_a_good_map_each_get_their_due()
    {
        WriteCase("good", found: 0.9f, invented: 0.3f);
        WriteCase("mask", found: 1, invented: 1);
        WriteCase("percent", found: 90, invented: 30);
        WriteCase("nothing", found: float.NaN, invented: 0.3f);

        var result = Sweep();

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("mask: holds only 0 and 1", result.Error, StringComparison.Ordinal);
        Assert.Contains("without --sweep", result.Error, StringComparison.Ordinal);
        Assert.Contains("percent: voxel (5, 5, 5) of the probability map is 90", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"nothing\.nii\.gz.*64 of 16000 voxels are not finite.*\(5, 5, 5\) with value NaN", result.Error);
    }

    [Fact]
    public void Predictions_without_maps_are_refused_with_what_to_do()
    {
        WriteCase("a", found: 0.9f, invented: 0.3f);
        Directory.CreateDirectory(folder.File("predicted", "a"));
        NiftiFile.Write(new Volume<byte>(Grid), folder.File("predicted", "a", "segmentation.nii.gz"));

        var result = MetsCommand.Run(
            "evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("predicted"), "--sweep", "-o",
                folder.File("out"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--save-probability", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--false-positive-budget needs --sweep", "--false-positive-budget", "1")]
    [InlineData("--confidence needs --sweep", "--confidence", "max")]
    [InlineData("budget is -1", "--sweep", "--false-positive-budget", "-1")]
    [InlineData("candidate threshold is 2", "--sweep", "--candidate-threshold", "2")]
    [InlineData("--outline-threshold needs", "--outline-threshold", "0.2")]
    [InlineData("must be at most the threshold, 0.3", "--threshold", "0.3", "--outline-threshold", "0.4")]
    [InlineData("must be at most the threshold, 0.5", "--sweep", "--outline-threshold", "0.7")]
    [InlineData("takes max or mean; got 'median'", "--sweep", "--confidence", "median")]
    public void Options_that_make_no_sense_are_refused(string expected, params string[] options)
    {
        WriteCase("a", found: 0.9f, invented: 0.3f);

        var result = Run(options);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    /// <summary>
    /// A reference with one lesion, and a map that shows it, beside it a halo of the same size, and another that is not there.
    /// </summary>
    private void WriteCase(string name, float found, float invented, float halo = 0)
    {
        Directory.CreateDirectory(folder.File("reference"));
        Directory.CreateDirectory(folder.File("maps"));
        var lesion = MaskOf.Boxes(Grid, MaskOf.Box(5, 5, 5, 4, 4, 4));
        var other = MaskOf.Boxes(Grid, MaskOf.Box(20, 5, 5, 4, 4, 4));
        NiftiFile.Write(lesion, folder.File("reference", name + ".nii.gz"));
        var around = MaskOf.Boxes(Grid, MaskOf.Box(9, 5, 5, 4, 4, 4));
        var voxels = Enumerable.Range(0, lesion.Voxels.Length)
            .Select(i => lesion.Voxels[i] == 1 ? found : around.Voxels[i] == 1 ? halo : other.Voxels[i] == 1 ? invented : 0);
        NiftiFile.Write(new Volume<float>(Grid, [.. voxels]), folder.File("maps", name + ".nii.gz"));
    }

    private MetsResult Sweep(params string[] more) => Run(["--sweep", .. more]);

    private MetsResult Run(params string[] more) => MetsCommand.Run(
        ["evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("maps"), "-o", folder.File("out"), .. more]);
}
