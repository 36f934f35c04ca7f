using System.Text.Json;
using BrainMets.Imaging;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>Which masks are compared with which, and what the user gets to see and to keep.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly VolumeGeometry Grid = new(
        new Size3(20, 18, 12), new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_mask_against_itself_is_perfect()
    {
        var reference = WriteMask("reference.nii.gz", (4, 4, 4), (14, 12, 8));

        var result = Evaluate(reference, reference);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"sensitivity\s+1\.000", result.Output);
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
        Assert.Equal((1, 1, 1), (one.GetProperty("truePositives").GetInt32(), one.GetProperty("falsePositives").GetInt32(), one.GetProperty("falseNegatives").GetInt32()));
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
        Assert.Contains("1 with a reference but no prediction: b; 1 with a prediction but no reference: c", refused.Error, StringComparison.Ordinal);
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
