using System.Text.Json;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>From two models' folders to combined cases, their figures and their page.</summary>
public sealed class CombineCommandTests : IDisposable
{
    private static readonly VolumeGeometry Grid = new(
        new Size3(24, 18, 12),
            new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Small_lesions_come_from_one_model_and_large_ones_from_the_other()
    {
        // Voxels of 1.64 mm³: 3³ voxels are 44 mm³, 6 x 6 x 4 are 236 mm³; the gate is 100 mm³.
        Model("few", "a", (2, 2, 2, 3), (12, 4, 2, 5));
        Model("main", "a", (3, 2, 2, 3), (12, 4, 2, 6), (2, 12, 6, 3));

        var result = Combine("--gate-cc", "0.1");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("3 findings, 2 seen by both; 1 taken from few, 1 from main; dropped 1 small ones seen only by main", result.Output,
            StringComparison.Ordinal);
        Assert.Equal(["lesions.csv", "lesions.json", "lesions.nii.gz", "manifest.json", "segmentation.nii.gz"], Files("a"));
        var mask = NiftiFile.ReadMask(folder.File("out", "a", "segmentation.nii.gz"));
        Assert.Equal((1, 0, 1, 0), (mask[2, 2, 2], mask[5, 2, 2], mask[17, 9, 5], mask[2, 12, 6]));
        var manifest = Json("a", "manifest.json");
        Assert.Equal("main", manifest.GetProperty("origins")[0].GetProperty("origins")[0].GetProperty("model").GetString());
        Assert.Equal("few", manifest.GetProperty("origins")[1].GetProperty("origins")[0].GetProperty("model").GetString());
        Assert.Equal(100, manifest.GetProperty("gate").GetProperty("volumeMm3").GetDouble());
        Assert.Equal(64, manifest.GetProperty("provenance").GetProperty("inputSha256").GetProperty("few/segmentation").GetString()!.Length);
        Assert.Equal(1, manifest.GetProperty("dropped").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, Json("combination.json").GetProperty("selection").ValueKind);
    }

    [Fact]
    public void A_gate_is_chosen_reported_and_evaluated_like_any_prediction()
    {
        foreach (var id in new[] { "a", "b", "c" })
        {
            // the small lesion, and a large one that is none
            Model("few", id, (2, 2, 2, 3), (2, 9, 2, 6));
            Model("main", id, (12, 4, 2, 6));                                                   // the large lesion
            Write(folder.File("reference", id + ".nii.gz"), Mask((2, 2, 2, 3), (12, 4, 2, 6)));
        }

        var result = Combine("--reference", folder.File("reference"), "--choose-gate", "--seed", "5");
        var report = MetsCommand.Run("report", folder.File("out"));
        var judged = MetsCommand.Run(
            "evaluate", "--reference", folder.File("reference"), "--prediction", folder.File("out"), "-o", folder.File("judged"));

        Assert.Equal((0, 0, 0), (result.ExitCode, report.ExitCode, judged.ExitCode));
        var selection = Json("combination.json").GetProperty("selection");
        Assert.Equal("volume", selection.GetProperty("gate").GetProperty("kind").GetString());
        Assert.Equal(50, selection.GetProperty("gate").GetProperty("volumeMm3").GetDouble());  // the first above 27 x 1.64 = 44 mm³
        Assert.Equal(1.0 / 3, selection.GetProperty("gain").GetProperty("value").GetDouble(), 12);      // 1 against main alone: 2 / (2 + 1)
        Assert.Equal(1.0 / 3, selection.GetProperty("heldOut").GetProperty("gain").GetProperty("value").GetDouble(), 12);
        Assert.Contains("not made: 6 of 6 predictions have no probability.nii.gz", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out", "figures", "gate-f1.png")));
        Assert.Matches(@"F1\s+1\.000", judged.Output);
    }

    [Fact]
    public void Probability_maps_give_an_ensemble_and_the_lesions_their_probabilities()
    {
        foreach (var (model, threshold, probability) in new[] { ("few", 0.3, 0.6f), ("main", 0.6, 0.8f) })
        {
            Model(model, "a", (2, 2, 2, 3));
            Write(folder.File(model, "a", "probability.nii.gz"), Mask((2, 2, 2, 3)).Map(v => v * probability));
            File.WriteAllText(folder.File(model, "a", "manifest.json"),
                FormattableString.Invariant($"{{ \"case\": \"a\", \"threshold\": {threshold} }}"));
        }

        Write(folder.File("reference", "a.nii.gz"), Mask((2, 2, 2, 3)));

        var byMean = Combine("--reference", folder.File("reference"));
        var found = MeanProbability();
        Combine("--reference", folder.File("reference"), "--ensemble-threshold", "0.75", "--overwrite");

        Assert.Contains("Mean probability: mean of the models' thresholds, 0.3 and 0.6.", byMean.Output, StringComparison.Ordinal);
        // the mean is 0.7: at 0.45 all of it, at 0.75 nothing
        Assert.Equal((1, 0), (found, MeanProbability()));
        Assert.Contains(",0.6,0.6,false", File.ReadAllText(folder.File("out", "a", "lesions.csv")), StringComparison.Ordinal);

        int MeanProbability() => Json("combination.json").GetProperty("selection").GetProperty("baselines").EnumerateArray()
            .Single(b => b.GetProperty("baseline").GetString() == "meanProbability")
            .GetProperty("counts").GetProperty("truePositives").GetInt32();
    }

    [Fact]
    public void The_same_command_gives_the_same_bytes()
    {
        Model("few", "a", (2, 2, 2, 3));
        Model("main", "a", (12, 4, 2, 6));
        Write(folder.File("reference", "a.nii.gz"), Mask((2, 2, 2, 3)));
        string[] Bytes() =>
            [.. Directory.GetFiles(folder.File("out"), "*", SearchOption.AllDirectories)
                .Order().Select(f => Convert.ToHexString(File.ReadAllBytes(f)))];

        Combine("--reference", folder.File("reference"), "--choose-gate");
        var first = Bytes();
        Combine("--reference", folder.File("reference"), "--choose-gate", "--overwrite");

        Assert.Equal(first, Bytes());
    }

    [Fact]
    public void The_rules_of_matching_are_those_asked_for_and_printed()
    {
        // 2³ voxels are 13 mm³; the two blocks share no more than an edge.
        Model("few", "a", (2, 2, 2, 2), (4, 4, 2, 2));
        Model("main", "a", (2, 2, 2, 2), (4, 4, 2, 2));
        Write(folder.File("reference", "a.nii.gz"), Mask((2, 2, 2, 2), (4, 4, 2, 2)));
        string[] judged = ["--reference", folder.File("reference"), "--overwrite"];

        var byDefault = Combine(judged);
        var (joined, found) = (Json("combination.json"), References());
        var byFaces = Combine([.. judged, "--matching", "any-overlap", "--connectivity", "6"]);
        var (apart, foundApart) = (Json("combination.json"), References());
        var alone = Combine("--overwrite", "--connectivity", "6", "--min-volume", "1");
        var tooLarge = Combine([.. judged, "--min-volume", "50"]);

        Assert.Equal((0, 0, 0, 0), (byDefault.ExitCode, byFaces.ExitCode, alone.ExitCode, tooLarge.ExitCode));
        Assert.Equal((1, 2, 0), (found, foundApart, References()));
        Assert.Equal(
            (1, 2), (joined.GetProperty("counts").GetProperty("combinedLesions").GetInt32(),
                apart.GetProperty("counts").GetProperty("combinedLesions").GetInt32()));
        Assert.Equal("any-overlap, changed", apart.GetProperty("selection").GetProperty("matching").GetProperty("name").GetString());
        Assert.Contains("Matching preset 'any-overlap, changed'. A lesion is a connected component of a mask (6 neighbours).",
            OneLine(byFaces.Output), StringComparison.Ordinal);
        Assert.Contains("Voxels join to lesions by 26 neighbours.", OneLine(byDefault.Output), StringComparison.Ordinal);
        Assert.Contains("Without --reference nothing is matched", alone.Error, StringComparison.Ordinal);

        long References() => Json("combination.json").GetProperty("selection").GetProperty("referenceLesions").GetInt64();
        static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_case_that_one_side_lacks_is_named()
    {
        Model("few", "a", (2, 2, 2, 3));
        Model("few", "b", (2, 2, 2, 3));
        Model("main", "a", (2, 2, 2, 3));

        var refused = Combine();
        var allowed = Combine("--allow-missing");

        Assert.Equal((1, 0), (refused.ExitCode, allowed.ExitCode));
        Assert.Contains("main lacks 1: b. Give --allow-missing", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out", "b")));
    }

    [Fact]
    public void Other_grids_are_refused_with_both_geometries_and_the_other_cases_go_on()
    {
        Model("few", "a", (2, 2, 2, 3));
        Model("main", "a", (2, 2, 2, 3));
        Model("few", "bad", (2, 2, 2, 3));
        Write(folder.File("main", "bad", "segmentation.nii.gz"), new Volume<byte>(new VolumeGeometry(new Size3(4, 4, 4), Affine.Identity)));

        var result = Combine();

        Assert.Equal(3, result.ExitCode);
        Assert.All(["few: size 24 x 18 x 12", "main: size 4 x 4 x 4"],
            text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
        Assert.Contains("\"bad\"", File.ReadAllText(folder.File("out", "failures.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_can_be_chosen_nothing_is_put_together()
    {
        Model("few", "a");
        Model("main", "a");
        Write(folder.File("reference", "a.nii.gz"), Mask());

        var result = Combine("--reference", folder.File("reference"), "--choose-gate");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("No gate can be chosen", result.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, Json("combination.json").GetProperty("gate").ValueKind);
        Assert.False(Directory.Exists(folder.File("out", "a")));
    }

    [Theory]
    [InlineData("--small x: expected NAME=PATH", "x", "main=y")]
    [InlineData("--large =y: expected NAME=PATH", "few=x", "=y")]
    // a comma would end a field of combination.csv
    [InlineData("--small few,er=x: expected NAME=PATH, the name of letters", "few,er=x", "main=y")]
    [InlineData("Both models are called 'few'", "few=x", "few=y")]
    [InlineData("Option '--gate-cc' takes a volume in cc, above 0 and finite; got 0.", "few=x", "main=y", "--gate-cc", "0")]
    [InlineData("Option '--gate-cc' takes a volume in cc, above 0 and finite; got -1.", "few=x", "main=y", "--gate-cc", "-1")]
    [InlineData("Option '--gate-cc' takes a volume in cc, above 0 and finite; got NaN.", "few=x", "main=y", "--gate-cc", "NaN")]
    [InlineData("Option '--gate-cc' takes a volume in cc, above 0 and finite; got Infinity.", "few=x", "main=y", "--gate-cc", "Infinity")]
    [InlineData("Give either --gate-cc or --choose-gate", "few=x", "main=y", "--gate-cc", "0.4", "--choose-gate", "--reference", "z")]
    [InlineData("There is no matching preset 'mine'", "few=x", "main=y", "--matching", "mine")]
    [InlineData("Option '--choose-gate' needs --reference", "few=x", "main=y", "--choose-gate")]
    [InlineData("Option '--ensemble-threshold' takes a probability", "few=x", "main=y", "--reference", "z", "--ensemble-threshold", "2")]
    [InlineData("Option '--ensemble-threshold' needs --reference", "few=x", "main=y", "--ensemble-threshold", "0.5")]
    public void A_wrong_command_line_gets_one_line_and_exit_code_two(string expected, string small, string large, params string[] more)
    {
        var result = MetsCommand.Run(["combine", "--small", small, "--large", large, "-o", folder.File("out"), .. more]);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"mets: {expected}", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    private static Volume<byte> Mask(params (int X, int Y, int Z, int Edge)[] blocks)
    {
        var mask = new Volume<byte>(Grid);
        foreach (var (x, y, z, edge) in blocks)
        {
            for (var i = 0; i < edge * edge * Math.Min(edge, 4); i++)
            {
                mask[x + (i % edge), y + (i / edge % edge), z + (i / (edge * edge))] = 1;
            }
        }

        return mask;
    }

    private static void Write(string path, Volume<byte> mask) => WriteInto(path, () => NiftiFile.Write(mask, path));

    private static void Write(string path, Volume<float> map) => WriteInto(path, () => NiftiFile.Write(map, path));

    private static void WriteInto(string path, Action write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies below the temporary folder.
        write();
    }

    private void Model(string name, string id, params (int X, int Y, int Z, int Edge)[] blocks) =>
        Write(folder.File(name, id, "segmentation.nii.gz"), Mask(blocks));

    private MetsResult Combine(params string[] more) => MetsCommand.Run(
        ["combine", "--small", $"few={folder.File("few")}", "--large", $"main={folder.File("main")}", "-o", folder.File("out"), .. more]);

    private string[] Files(string id) => [.. Directory.GetFiles(folder.File("out", id)).Select(f => Path.GetFileName(f)).Order()];

    private JsonElement Json(params string[] path) => JsonDocument.Parse(File.ReadAllText(folder.File(["out", .. path]))).RootElement;
}
