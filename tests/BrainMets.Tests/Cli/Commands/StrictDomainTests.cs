using BrainMets.Nifti;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Cli;

[Slow(14)]
public sealed class StrictDomainTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public StrictDomainTests()
    {
        var (random, grid) = (new Random(1), new VolumeGeometry(new Size3(80, 90, 80), Affine.FromSpacing(new SpacingMm(2, 2, 2))));
        var box = new Volume<float>(grid);
        for (var i = 0; i < box.Voxels.Length; i++)
        {
            var (x, y, z) = grid.Size.Position(i);
            box.Voxels[i] = x is > 20 and < 60 && y is > 20 and < 70 && z is > 15 and < 60 ? 100 + (20 * random.NextSingle()) : 0;
        }

        NiftiFile.Write(box, folder.File("box.nii.gz"));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_box_is_predicted_with_a_warning_that_says_what_it_is()
    {
        var result = Predict();

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("box: domain red: Share of its box that the brain mask fills 0.999, trained for 0.33 to 0.62", result.Error,
            StringComparison.Ordinal);
        Assert.Contains("\"level\": \"red\"", File.ReadAllText(folder.File("out", "box", "manifest.json")), StringComparison.Ordinal);
        Assert.Contains("Red: this scan is outside the training range of the model",
            File.ReadAllText(folder.File("out", "box", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void With_strict_domain_it_is_refused_and_nothing_is_written()
    {
        var result = Predict("--strict-domain");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("not of the kind the model was trained for", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("out", "box")));
    }

    private MetsResult Predict(params string[] more) =>
        MetsProcess.Run(["predict", "-i", folder.File("box.nii.gz"), "-o", folder.File("out"), "--no-progress", "--threads", "1", .. more]);
}
