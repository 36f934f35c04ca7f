using System.Text.Json;
using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

/// <summary>Who is compared with whom, and what a user who asks wrongly is told.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private static readonly VolumeGeometry Grid = new(
        new Size3(20, 18, 12),
            new Affine(new PointMm(-0.9, 0.1, 0), new PointMm(0.1, 0.9, 0), new PointMm(0, 0, 2), new PointMm(10, -20, 30)));

    private readonly TemporaryFolder folder = new();

    public CompareCommandTests()
    {
        foreach (var id in new[] { "a", "b", "c" })
        {
            WriteMask($"reference/{id}.nii.gz", (4, 4, 4), (14, 12, 8));
            WriteMask($"anna/{id}.nii.gz", (4, 4, 4));
            WriteMask($"ben/{id}.nii.gz", (4, 4, 4), (14, 4, 8));
        }
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_readers_are_judged_compared_and_reported()
    {
        var result = Compare("--reference", folder.File("reference"), "--reader", Reader("anna"), "--reader", Reader("ben"));
        var report = MetsCommand.Run("report", folder.File("out"));

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("anna minus ben", result.Output, StringComparison.Ordinal);
        var precision = Json().GetProperty("pairs")[0]
            .GetProperty("metrics").EnumerateArray().Single(m => m.GetProperty("metric").GetString() == "precision");
        Assert.Equal(0.5, precision.GetProperty("difference").GetDouble()); // anna: 3 of 3 right, ben: 3 of 6
        Assert.Equal(3, Json().GetProperty("undisputed").GetInt32());
        // in each scan the lesion both missed and the one ben invented
        Assert.Equal(1 + 6, File.ReadAllLines(folder.File("out", "disputed.csv")).Length);
        Assert.Equal(0, report.ExitCode);
        Assert.Contains("anna minus ben", File.ReadAllText(folder.File("out", "report.html")), StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out", "figures", "difference-1.png")));
    }

    [Theory]
    [InlineData("majority")]
    [InlineData("staple")]
    public void The_readers_may_be_judged_by_their_consensus(string method)
    {
        var result = Compare("--consensus", method, "--reader", Reader("reference"), "--reader", Reader("anna"), "--reader", Reader("ben"));

        Assert.True(result.ExitCode == 2, "a reader cannot be called reference");
        var renamed = Compare(
            "--consensus", method, "--reader", $"rita={folder.File("reference")}", "--reader", Reader("anna"), "--reader", Reader("ben"));
        Assert.True(renamed.ExitCode == 0, renamed.Error);
        Assert.Equal(method, Json().GetProperty("consensus").GetString());
        Assert.Equal(3, Json().GetProperty("pairs").GetArrayLength());
        Assert.Contains("the consensus of rita, ben", renamed.Output, StringComparison.Ordinal);
        var anna = Json().GetProperty("leaveOneOut").EnumerateArray().Single(r => r.GetProperty("name").GetString() == "anna");
        Assert.Equal("the consensus of rita, ben", anna.GetProperty("judgedBy").GetString());
        Assert.Equal(0, MetsCommand.Run("report", folder.File("out")).ExitCode);
        Assert.Contains("the consensus of rita, ben", File.ReadAllText(folder.File("out", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_readers_it_is_said_that_leaving_one_out_leaves_one()
    {
        var result = Compare("--consensus", "majority", "--reader", Reader("anna"), "--reader", Reader("ben"));
        MetsCommand.Run("report", folder.File("out"));

        const string told = "makes no consensus";
        Assert.Contains(told, result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(told, File.ReadAllText(folder.File("out", "report.html")), StringComparison.Ordinal);
        var anna = Json().GetProperty("leaveOneOut")[0];
        Assert.Equal("ben", Assert.Single(anna.GetProperty("others").EnumerateArray()).GetString());
        // of ben's two lesions she has one
        Assert.Equal(0.5, anna.GetProperty("summary").GetProperty("sensitivity").GetProperty("value").GetDouble());
        Assert.Equal(
            1, Json().GetProperty("readers")[0].GetProperty("summary").GetProperty("sensitivity").GetProperty("value").GetDouble());
    }

    [Fact]
    public void A_reader_who_lacks_a_case_is_named_unless_that_is_allowed()
    {
        File.Delete(folder.File("ben", "b.nii.gz"));
        string[] arguments = ["--reference", folder.File("reference"), "--reader", Reader("anna"), "--reader", Reader("ben")];

        var refused = Compare(arguments);
        var allowed = Compare([.. arguments, "--allow-missing"]);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("ben lacks 1: b", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, allowed.ExitCode);
        Assert.Contains("1 cases are missing for at least one reader", allowed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected NAME=PATH", "--reference", "reference", "--reader", "anna", "--reader", "ben=ben")]
    [InlineData("--reader is needed at least twice", "--reference", "reference", "--reader", "anna=anna")]
    [InlineData("either --reference PATH or --consensus", "--reader", "anna=anna", "--reader", "ben=ben")]
    [InlineData("no such metric", "--reference", "reference", "--reader", "anna=anna", "--reader", "ben=ben", "--margin", "kappa=0.1")]
    [InlineData("above 0", "--reference", "reference", "--reader", "anna=anna", "--reader", "ben=ben", "--margin", "f1=0")]
    [InlineData("there is no reader 'carl'", "--reference", "reference", "--reader", "anna=anna", "--reader", "ben=ben", "--threshold",
        "carl=0.5")]
    public void Wrong_usage_is_told_in_one_line(string told, params string[] arguments)
    {
        var result = Compare(
            [.. arguments.Select(
                a => a == "reference" ? folder.File(a) : a.Replace("=anna", $"={folder.File("anna")}", StringComparison.Ordinal)
                    .Replace("=ben", $"={folder.File("ben")}", StringComparison.Ordinal))]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_on_another_grid_is_named_with_both_geometries()
    {
        NiftiFile.Write(new Volume<byte>(new VolumeGeometry(Grid.Size, Affine.Identity)), folder.File("ben", "b.nii.gz"));

        var result = Compare("--reference", folder.File("reference"), "--reader", Reader("anna"), "--reader", Reader("ben"));

        Assert.Equal(3, result.ExitCode);                                   // the other cases are compared
        Assert.Contains("different grids", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"b\"", File.ReadAllText(folder.File("out", "failures.json")), StringComparison.Ordinal);
    }

    private string Reader(string name) => $"{name}={folder.File(name)}";

    private MetsResult Compare(params string[] arguments) =>
        MetsCommand.Run(["compare", .. arguments, "-o", folder.File("out"), "--overwrite", "--no-progress"]);

    private JsonElement Json() => JsonDocument.Parse(File.ReadAllText(folder.File("out", "comparison.json"))).RootElement;

    /// <summary>Cubes of 3 voxels at the given lowest corners.</summary>
    private void WriteMask(string name, params (int X, int Y, int Z)[] corners)
    {
        var mask = new Volume<byte>(Grid);
        foreach (var (x, y, z) in corners)
        {
            for (var i = 0; i < 27; i++)
            {
                mask[x + (i % 3), y + (i / 3 % 3), z + (i / 9)] = 1;
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        NiftiFile.Write(mask, folder.File(name));
    }
}
