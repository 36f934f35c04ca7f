using System.Text.Json;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>Which masks are compared with which, and what the user gets to see and to keep.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly VolumeGeometry Grid = new(
        new Size3(20, 18, 12),
            new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mask_against_itself_is_perfect()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));

        var result = Evaluate(reference, reference);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"Sensitivity\s+1\.000", result.Output);
        var summary = Json().GetProperty("summary");
        Assert.Equal(1, summary.GetProperty("f1").GetProperty("value").GetDouble());
        Assert.Equal(1, summary.GetProperty("dice").GetProperty("value").GetDouble());
        Assert.True(File.Exists(folder.File("out", "evaluation.csv")));
    }

    [Fact]
    public void A_missed_and_an_invented_lesion_are_counted()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));
        var prediction = WriteMask("prediction.nii.gz", (4, 4, 4), (14, 4, 8));

        Evaluate(reference, prediction);

        var one = Json().GetProperty("cases")[0];
        Assert.Equal(
            (1, 1, 1), (one.GetProperty("truePositives").GetInt32(), one.GetProperty("falsePositives").GetInt32(),
                one.GetProperty("falseNegatives").GetInt32()));
    }

    [Fact]
    public void Folders_are_paired_by_name_and_a_case_on_one_side_only_is_named()
    {
        WriteMask("reference/a.nii.gz", (4, 4, 4));
        WriteMask("reference/b.nii.gz", (4, 4, 4));
        WriteMask("prediction/a.nii.gz", (4, 4, 4));
        WriteMask("prediction/c.nii.gz", (4, 4, 4));

        var refused = Evaluate(folder.File("reference"), folder.File("prediction"));
        var allowed = Evaluate(folder.File("reference"), folder.File("prediction"), "--allow-missing");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "1 with a reference but no prediction: b; 1 with a prediction but no reference: c", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, allowed.ExitCode);
        Assert.Contains("2 cases are on one side only and left out; 1 are judged", allowed.Error, StringComparison.Ordinal);
        Assert.Equal("a", Json().GetProperty("cases")[0].GetProperty("case").GetString());
    }

    [Fact]
    public void A_folder_of_predictions_is_read_case_by_case()
    {
        WriteMask("reference/a.nii.gz", (4, 4, 4));
        WriteMask("prediction/a/segmentation.nii.gz", (4, 4, 4));
        WriteMask("prediction/a/lesions.nii.gz", (9, 9, 9));

        Assert.Equal(0, Evaluate(folder.File("reference"), folder.File("prediction")).ExitCode);
        Assert.Equal(1, Json().GetProperty("cases")[0].GetProperty("truePositives").GetInt32());
    }

    [Fact]
    public void A_probability_map_needs_a_threshold()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        var map = new Volume<float>(Grid, [.. Mask((4, 4, 4)).Voxels.Select(v => v == 1 ? 0.7f : 0.2f)]);
        NiftiFile.Write(map, folder.File("probability.nii.gz"));

        var without = Evaluate(reference, folder.File("probability.nii.gz"));
        var low = Evaluate(reference, folder.File("probability.nii.gz"), "--threshold", "0.5", "--overwrite");
        var found = Json().GetProperty("cases")[0].GetProperty("truePositives").GetInt32();
        var high = Evaluate(reference, folder.File("probability.nii.gz"), "--threshold", "0.8", "--overwrite");
        var missed = Json().GetProperty("cases")[0].GetProperty("falseNegatives").GetInt32();

        Assert.Equal((1, 0, 0), (without.ExitCode, low.ExitCode, high.ExitCode));
        Assert.Equal((1, 1), (found, missed));
    }

    [Fact]
    public void One_bad_case_of_two_is_recorded_and_the_other_judged()
    {
        WriteMask("reference/good.nii.gz", (4, 4, 4));
        WriteMask("reference/bad.nii.gz", (4, 4, 4));
        WriteMask("prediction/good.nii.gz", (4, 4, 4));
        NiftiFile.Write(new Volume<byte>(new VolumeGeometry(new Size3(4, 4, 4), Affine.Identity)), folder.File("prediction", "bad.nii.gz"));

        var result = Evaluate(folder.File("reference"), folder.File("prediction"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("4 x 4 x 4", result.Error, StringComparison.Ordinal); // Both grids are printed.
        Assert.Contains("20 x 18 x 12", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"bad\"", File.ReadAllText(folder.File("out", "failures.json")), StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(Json().GetProperty("cases").EnumerateArray()).GetProperty("case").GetString());
    }

    [Fact]
    public void A_report_can_be_made_of_an_evaluation_wherever_it_lies_now()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        Evaluate(reference, reference);
        Directory.Move(folder.File("out"), folder.File("moved"));

        var result = MetsProcess.Run("report", folder.File("moved"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Sensitivity", File.ReadAllText(folder.File("moved", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_preset_and_a_changed_value_show_in_the_result()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));

        var changed = Evaluate(
            reference, reference, "--matching", "brats2023", "--min-volume", "100", "--assignment", "most-pairs", "--connectivity", "18");
        var matching = Json().GetProperty("matching");
        var unknown = Evaluate(reference, reference, "--matching", "brats2025", "--overwrite");
        var impossible = Evaluate(reference, reference, "--min-iou", "1.5", "--overwrite");

        Assert.Equal(0, changed.ExitCode);
        Assert.Equal("brats2023, changed", matching.GetProperty("name").GetString());
        Assert.Equal(
            ("mostPairs", "edges18"), (matching.GetProperty("pairing").GetString(), matching.GetProperty("connectivity").GetString()));
        Assert.Equal(100, matching.GetProperty("minVolumeMm3").GetDouble());
        Assert.Contains(
            "Lesions below 100 mm³ are ignored on both sides", changed.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("there are default, any-overlap, brats2023", unknown.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("must be 0 to 1", impossible.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_with_penalties_stands_apart_and_counts_them()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));
        var prediction = WriteMask("prediction.nii.gz", (4, 4, 4));

        var result = Evaluate(reference, prediction, "--matching", "brats2023");

        var score = Json().GetProperty("score");
        Assert.Equal((374 + 0) / 2.0, score.GetProperty("hd95").GetProperty("value").GetDouble());
        Assert.Equal((2, 1), (score.GetProperty("terms").GetInt32(), score.GetProperty("penalised").GetInt32()));
        Assert.Equal(0, Json().GetProperty("summary").GetProperty("hd95Mm").GetProperty("value").GetDouble());
        Assert.Contains("1 of 2 values behind the score are penalties", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prediction_on_another_grid_is_refused_with_both_or_aligned_when_asked()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));
        var flipped = new Volume<byte>(Flipped(Grid));
        for (var i = 0; i < flipped.Voxels.Length; i++)
        {
            var (x, y, z) = Grid.Size.Position(i);
            flipped[Grid.Size.X - 1 - x, y, z] = Mask((4, 4, 4), (14, 12, 8))[x, y, z];
        }

        NiftiFile.Write(flipped, folder.File("flipped.nii.gz"));
        var refused = Evaluate(reference, folder.File("flipped.nii.gz"));
        var aligned = Evaluate(reference, folder.File("flipped.nii.gz"), "--align", "--overwrite");

        Assert.Equal(1, refused.ExitCode);
        var message = refused.Error.ReplaceLineEndings(" ");
        Assert.Contains("--align", message, StringComparison.Ordinal);
        Assert.Contains($"Reference: {Grid}", message, StringComparison.Ordinal);
        Assert.Equal(0, aligned.ExitCode);
        var one = Json().GetProperty("cases")[0];
        Assert.Equal("nearest", one.GetProperty("alignment").GetProperty("method").GetString());
        Assert.Equal(1, one.GetProperty("dice").GetDouble()); // the same voxels of space
        Assert.Equal(
            one.GetProperty("predictedVolumeMm3").GetDouble(), one.GetProperty("alignment").GetProperty("volumeBeforeMm3").GetDouble(), 6);
        Assert.Contains("1 predictions lay on another grid", aligned.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "another grid")] // spacing doubled
    [InlineData(0.0, "another grid")] // moved by half a voxel
    public void Another_spacing_or_place_is_another_grid(double stretch, string expected)
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        var affine = Grid.VoxelToWorld;
        var other = stretch > 0
            ? affine with { ColumnZ = 2 * affine.ColumnZ }
            : affine with { Origin = affine.Origin + (0.5 * affine.ColumnX) };
        NiftiFile.Write(new Volume<byte>(Grid with { VoxelToWorld = other }, Mask((4, 4, 4)).Voxels), folder.File("other.nii.gz"));

        var result = Evaluate(reference, folder.File("other.nii.gz"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probability_map_on_another_grid_is_aligned_linearly()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        var affine = Grid.VoxelToWorld;
        var map = new Volume<float>(
            Grid with { VoxelToWorld = affine with { Origin = affine.Origin + (0.25 * affine.ColumnX) } },
            [.. Mask((4, 4, 4)).Voxels.Select(v => (float)v)]);
        NiftiFile.Write(map, folder.File("probability.nii.gz"));

        Evaluate(reference, folder.File("probability.nii.gz"), "--threshold", "0.5", "--align");

        var one = Json().GetProperty("cases")[0];
        Assert.Equal("linear", one.GetProperty("alignment").GetProperty("method").GetString());
        Assert.Equal(JsonValueKind.Null, one.GetProperty("alignment").GetProperty("volumeBeforeMm3").ValueKind);
        Assert.Equal(1, one.GetProperty("dice").GetDouble()); // a quarter of a voxel moves no voxel across 0.5
    }

    [Fact]
    public void A_label_map_needs_a_word_on_which_labels_are_lesion()
    {
        var labels = Mask((4, 4, 4)).Map(v => (short)(v * 3));
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            labels.Voxels[i] = (short)(Mask((14, 12, 8)).Voxels[i] == 1 ? 2 : labels.Voxels[i]);
        }

        NiftiFile.Write(labels, folder.File("labels.nii.gz"));
        var prediction = WriteMask("prediction.nii.gz", (4, 4, 4));

        var refused = Evaluate(folder.File("labels.nii.gz"), prediction);
        Evaluate(folder.File("labels.nii.gz"), prediction, "--reference-labels", "3", "--overwrite");
        var some = (Json().GetProperty("cases")[0].GetProperty("referenceLesions").GetInt32(),
            Json().GetProperty("labelsRead").GetProperty("reference").GetString());
        Evaluate(folder.File("labels.nii.gz"), prediction, "--reference-labels", "each", "--overwrite");
        var each = Json().GetProperty("cases")[0].GetProperty("referenceLesions").GetInt32();
        var wrong = Evaluate(folder.File("labels.nii.gz"), prediction, "--reference-labels", "0", "--overwrite");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("holds the labels 2, 3", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--reference-labels", refused.Error, StringComparison.Ordinal);
        Assert.Equal((1, "3"), some);
        Assert.Equal(2, each);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public void A_mask_of_another_value_than_one_is_a_mask()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        NiftiFile.Write(Mask((4, 4, 4)).Map(v => (byte)(v * 255)), folder.File("white.nii.gz"));

        Assert.Equal(0, Evaluate(reference, folder.File("white.nii.gz")).ExitCode);
        Assert.Equal(1, Json().GetProperty("cases")[0].GetProperty("dice").GetDouble());
    }

    [Theory]
    [InlineData(float.NaN, "not finite")]
    [InlineData(1.5f, "a probability lies in 0..1")]
    public void A_probability_that_is_none_is_refused_with_its_voxel(float value, string expected)
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4));
        var map = new Volume<float>(Grid) { [3, 2, 1] = value };
        NiftiFile.Write(map, folder.File("probability.nii.gz"));

        var result = Evaluate(reference, folder.File("probability.nii.gz"), "--threshold", "0.5");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("(3, 2, 1)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var result = Evaluate(WriteMask("reference.nii.gz", (4, 4, 4)), folder.File("nowhere.nii.gz"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nowhere.nii.gz", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Definitions_tolerances_and_empty_cases_are_kept()
    {
        WriteMask("reference/a.nii.gz", (4, 4, 4));
        WriteMask("reference/b.nii.gz");
        WriteMask("prediction/a.nii.gz", (4, 4, 4));
        WriteMask("prediction/b.nii.gz", (4, 4, 4));

        var result = Evaluate(folder.File("reference"), folder.File("prediction"), "--definitions", "--tolerance", "0.5");

        Assert.Equal(8, Json().GetProperty("definitionSensitivity").GetArrayLength());
        Assert.Equal(0.5,
            Json().GetProperty("cases")[0].GetProperty("lesions")[0].GetProperty("surfaceDice")[0].GetProperty("toleranceMm").GetDouble());
        var empty = Json().GetProperty("emptyCases").GetProperty("referenceEmpty");
        Assert.Equal((1, 1), (empty.GetProperty("cases").GetInt32(), empty.GetProperty("falsePositives").GetInt32()));
        Assert.Contains("surface_dice_area_0.5mm", File.ReadAllText(folder.File("out", "evaluation.csv")), StringComparison.Ordinal);
        Assert.Contains("brats2026-as-published", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_lists_the_presets_with_all_their_values()
    {
        var presets = JsonDocument.Parse(MetsProcess.Run("info", "--json").Output).RootElement.GetProperty("matchingPresets");

        var brats = presets.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "brats2024");
        Assert.Equal(2, brats.GetProperty("ignorePredictionUpToVoxels").GetInt32());
        Assert.Equal("diagonalInVoxels", brats.GetProperty("score").GetProperty("hd95Penalty").GetString());
    }

    /// <summary>The same place in space, x running the other way.</summary>
    private static VolumeGeometry Flipped(VolumeGeometry grid)
    {
        var affine = grid.VoxelToWorld;
        return grid with { VoxelToWorld = affine with { ColumnX = -1 * affine.ColumnX, Origin = affine.Apply(grid.Size.X - 1, 0, 0) } };
    }

    private static Volume<byte> Mask(params (int X, int Y, int Z)[] corners)
    {
        var mask = new Volume<byte>(Grid);
        foreach (var (x, y, z) in corners)
        {
            for (var i = 0; i < 27; i++)
            {
                mask[x + (i % 3), y + (i / 3 % 3), z + (i / 9)] = 1;
            }
        }

        return mask;
    }

    private string WriteMask(string file, params (int X, int Y, int Z)[] corners)
    {
        var path = folder.File(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies below the temporary folder.
        NiftiFile.Write(Mask(corners), path);
        return path;
    }

    private MetsResult Evaluate(string reference, string prediction, params string[] more) =>
        MetsProcess.Run(["evaluate", "--reference", reference, "--prediction", prediction, "-o", folder.File("out"), .. more]);

    private JsonElement Json() => JsonDocument.Parse(File.ReadAllText(folder.File("out", "evaluation.json"))).RootElement;
}
