using System.Text.Json;
using BrainMets.Cli;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>
/// Small components of probability maps: dropped when asked, counted, and pointed out where 'mets predict' dropped them from its masks.
/// </summary>
public sealed class SmallestPredictionTests : IDisposable
{
    /// <summary>A voxel has 0.82 mm x 2 mm = 1.64 mm³: the lesion of 27 voxels 44.3 mm³, the stray of four 6.6 mm³.</summary>
    private static readonly VolumeGeometry Grid = new(
        new Size3(20, 18, 12),
            new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    private readonly TemporaryFolder folder = new();

    public SmallestPredictionTests()
    {
        NiftiFile.Write(Voxels(strays: 0).Map(v => (byte)v), Placed("reference/a.nii.gz"));
        NiftiFile.Write(Voxels(strays: 1).Map(v => v * 0.7f), Placed("map/a/probability.nii.gz"));
        NiftiFile.Write(Voxels(strays: 1).Map(v => (byte)v), Placed("mask/a.nii.gz"));
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null, 1, null)] // 6.6 mm³ counts from 3 mm³ on
    [InlineData("5", 1, 0)]
    [InlineData("10", 0, 1)]
    public void A_component_below_the_volume_is_dropped_before_it_is_judged(string? mm3, int falsePositives, int? dropped)
    {
        var result = Evaluate("map", ["--threshold", "0.5", .. mm3 is null ? [] : new[] { "--min-predicted-volume", mm3 }]);

        Assert.True(result.ExitCode == 0, result.Error);
        var one = Json("evaluation.json").GetProperty("cases")[0];
        Assert.Equal((1, falsePositives), (one.GetProperty("truePositives").GetInt32(), one.GetProperty("falsePositives").GetInt32()));
        var said = Json("evaluation.json").GetProperty("droppedPredictions");
        Assert.Equal(dropped, said.ValueKind == JsonValueKind.Null ? null : said.GetProperty("components").GetInt32());
        Assert.Equal(
            mm3 is not null,
                result.Output.Contains($"below {mm3} mm³ were dropped before evaluation: {dropped}.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_says_what_was_dropped_and_every_preset_judges_without_it()
    {
        Evaluate("map", ["--threshold", "0.5", "--min-predicted-volume", "10", "--definitions"]);
        MetsCommand.Run("report", folder.File("out"));

        Assert.Contains(
            "1 predicted component below 10 mm³", File.ReadAllText(folder.File("out", "report.html")).ReplaceLineEndings(" "),
                StringComparison.Ordinal);
        Assert.All(Json("evaluation.json").GetProperty("definitionSensitivity").EnumerateArray(),
            row => Assert.Equal(0, row.GetProperty("falsePositives").GetInt32()));
    }

    [Fact]
    public void Maps_of_a_model_that_drops_more_are_pointed_out_until_the_option_is_given()
    {
        File.WriteAllText(folder.File("map", "a", "manifest.json"), Manifest);

        var without = Evaluate("map", ["--threshold", "0.5"]);
        var with = Evaluate("map", ["--threshold", "0.5", "--min-predicted-volume", "10"]);
        var sweep = Evaluate("map", ["--sweep"]);
        var compared = Compare("--threshold", "anna=0.5");

        Assert.Contains("dropped components below 10 mm³", without.Error, StringComparison.Ordinal);
        Assert.Contains("--min-predicted-volume 10 drops them here too", without.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("dropped components", with.Error, StringComparison.Ordinal);
        Assert.Contains("A sweep keeps them", sweep.Error, StringComparison.Ordinal);
        Assert.Contains("--min-predicted-volume anna=10 drops them", compared.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("anna=10")]
    public void A_reader_of_a_comparison_may_have_it_too(string limit)
    {
        var result = Compare("--threshold", "anna=0.5", "--min-predicted-volume", limit);
        MetsCommand.Run("report", folder.File("out"));

        Assert.True(result.ExitCode == 0, result.Error);
        var readers = Json("comparison.json").GetProperty("readers");
        Assert.Equal(1, readers[0].GetProperty("droppedPredictions").GetProperty("components").GetInt32());
        Assert.Equal(JsonValueKind.Null, readers[1].GetProperty("droppedPredictions").ValueKind); // ben gives masks
        Assert.Equal(1, readers[0].GetProperty("summary").GetProperty("precision").GetProperty("value").GetDouble());
        Assert.Equal(0.5, readers[1].GetProperty("summary").GetProperty("precision").GetProperty("value").GetDouble());
        Assert.Equal(0, Json("comparison.json").GetProperty("matchedRates").GetArrayLength()); // a sweep would keep what was dropped
        Assert.Contains(
            "1 components below 10 mm³ were dropped", File.ReadAllText(folder.File("out", "report.html")).ReplaceLineEndings(" "),
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is for probability maps", "--min-predicted-volume", "10")]
    [InlineData("above 0 and finite; got 0", "--threshold", "0.5", "--min-predicted-volume", "0")]
    [InlineData("above 0 and finite; got Infinity", "--threshold", "0.5", "--min-predicted-volume", "Infinity")]
    [InlineData("--sweep evaluates every component", "--sweep", "--min-predicted-volume", "10")]
    public void Asked_wrongly_of_evaluate_it_is_refused(string told, params string[] arguments)
    {
        var result = Evaluate("map", arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(told, result.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void The_volume_of_one_reader_goes_before_that_of_all()
    {
        var limits = SmallestPrediction.ByReader(["anna=10", "5"], ["anna", "ben"]);

        Assert.Equal((10, 5), (limits["anna"], limits["ben"]));
        Assert.Contains("there is no reader 'carl'",
            Assert.Throws<UsageException>(() => SmallestPrediction.ByReader(["carl=5"], ["anna"])).Message, StringComparison.Ordinal);
        Assert.Contains("expected MM3 or NAME=MM3",
            Assert.Throws<UsageException>(() => SmallestPrediction.ByReader(["small"], ["anna"])).Message, StringComparison.Ordinal);
        Assert.Contains("is for probability maps", Assert.Throws<UsageException>(() => SmallestPrediction.ByReader(["5"], [])).Message,
            StringComparison.Ordinal);
    }

    private const string Manifest = """
        {"case":"a","provenance":{"version":"0.1.0","commit":null,"seed":1,"device":"cpu","precision":"fp32","threads":1,"inputSha256":{}},"model":"m","threshold":0.5,
         "minVolumeMm3":10,"lesions":1,"lesionVolumeMm3":44.3,"brainVolumeMl":1400,"seconds":{},"warnings":[]}
        """;

    private MetsResult Evaluate(string prediction, string[] more) => MetsCommand.Run(
        ["evaluate", "--reference", folder.File("reference"), "--prediction", folder.File(prediction), .. more, "-o", folder.File("out"),
            "--overwrite", "--no-progress"]);

    private MetsResult Compare(params string[] more) => MetsCommand.Run(
    [
        "compare", "--reference", folder.File("reference"), "--reader", $"anna={folder.File("map")}", "--reader",
            $"ben={folder.File("mask")}", .. more,
        "-o", folder.File("out"), "--overwrite", "--no-progress",
    ]);

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(folder.File("out", name))).RootElement;

    /// <summary>A cube of 3 voxels, and strays of four in a row far from it.</summary>
    private static Volume<int> Voxels(int strays)
    {
        var mask = new Volume<int>(Grid);
        for (var i = 0; i < 27; i++)
        {
            mask[4 + (i % 3), 4 + (i / 3 % 3), 4 + (i / 9)] = 1;
        }

        for (var i = 0; i < 4 * strays; i++)
        {
            mask[12 + i, 14, 9] = 1;
        }

        return mask;
    }

    private string Placed(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        return folder.File(name);
    }
}
