using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Reporting;
using BrainMets.Tests.Support;
using SkiaSharp;

namespace BrainMets.Tests.Reporting;

[Slow(4)]
public sealed class PreviewTests : IDisposable
{
    private static readonly Ball Lesion = new(new PointMm(-30, 40, 10), 9);

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_outline_lies_where_the_lesion_is(bool oblique)
    {
        var grid = oblique ? SyntheticHead.ObliqueGrid() : SyntheticHead.UprightGrid();
        using var picture = Write(grid, [Lesion]);

        var blue = Pixels(picture, 64).Where(p => p.Y < 530 && Near(p.Color, ContourStyle.Prediction.Color)).ToList();

        // One whole slice, 460 pixels square, from (6, 64); the middle of the grid is the origin of the world.
        var view = new AxialView(grid);
        var pixelsPerMm = 460 / Math.Max(view.Columns * view.ColumnMm, view.Rows * view.RowMm);
        var cosine = oblique ? Math.Cos(12 * Math.PI / 180) : 1;
        Assert.NotEmpty(blue);
        // The patient's left is on the right of the image, the front at the top. An oblique grid sees 40 mm forward and 10 mm up along its
        // own axes.
        Assert.Equal(236 + (30 * pixelsPerMm), (blue.Min(p => p.X) + blue.Max(p => p.X)) / 2.0, 4.0);
        var forwardMm = oblique ? (40 * cosine) + (10 * Math.Sin(12 * Math.PI / 180)) : 40;
        Assert.Equal(294 - (forwardMm * pixelsPerMm), (blue.Min(p => p.Y) + blue.Max(p => p.Y)) / 2.0, 6.0);
        Assert.Equal(18 * pixelsPerMm, blue.Max(p => p.X) - blue.Min(p => p.X), 8.0);
    }

    [Fact]
    public void A_scan_without_findings_shows_twelve_slices_and_no_outline()
    {
        using var picture = Write(SyntheticHead.UprightGrid(), []);

        Assert.DoesNotContain(Pixels(picture, 0), p => Near(p.Color, ContourStyle.Prediction.Color));
        Assert.Equal(64 + (3 * 306), picture.Height);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thumbnails_show_the_finding_and_then_the_candidate_in_the_middle(bool oblique)
    {
        var grid = oblique ? SyntheticHead.ObliqueGrid() : SyntheticHead.UprightGrid();
        var other = new Ball(new PointMm(25, -30, -20), 6);
        var probability = SyntheticHead.Mask(grid, [Lesion]).Map(v => v * 0.9f);
        var mask = SyntheticHead.Mask(grid, [other]);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            probability.Voxels[i] += mask.Voxels[i] * 0.3f;
        }

        var map = new ProbabilityMap("case-1", "case-1", probability);
        var lesions = LesionFinder.Find(map, new LesionOptions());
        lesions = lesions with { Candidates = CandidateFinder.Find(map, lesions, new LesionOptions { Threshold = 0.25 }) };
        Preview.Write(SyntheticHead.T1c(grid, [Lesion, other], 1), lesions, folder.File("preview.png"));
        using var picture = SKBitmap.Decode(folder.File("preview.png"));

        // One slice of 460 pixels; thumbnails of 149 pixels and 40 mm from (6, 560) and (161, 560).
        Assert.Equal(64 + 466 + 30 + 149 + 36, picture.Height);
        var blue = Pixels(picture, 560).Where(p => Near(p.Color, ContourStyle.Prediction.Color)).ToList();
        var red = Pixels(picture, 64).Where(p => Near(p.Color, ContourStyle.Candidate.Color)).ToList();
        Assert.Equal(6 + 74.5, (blue.Min(p => p.X) + blue.Max(p => p.X)) / 2.0, 4.0);
        Assert.Equal(161 + 74.5, (red.Min(p => p.X) + red.Max(p => p.X)) / 2.0, 4.0);
        Assert.Equal(560 + 74.5, (red.Min(p => p.Y) + red.Max(p => p.Y)) / 2.0, 4.0);
        Assert.Equal(12 * 149 / 40.0, red.Max(p => p.X) - red.Min(p => p.X), 10.0);
        // What is shown in the middle is the bright ball itself.
        Assert.True(picture.GetPixel(235, 634).Red > 200);
        Assert.True(picture.GetPixel(80, 634).Red > 200);
    }

    [Fact]
    public void The_header_carries_its_text()
    {
        using var picture = Write(SyntheticHead.UprightGrid(), [Lesion]);

        var ink = Pixels(picture, 0).Where(p => p.Y < 32 && p.Color.Red < 100).ToList();
        Assert.InRange(ink.Count, 300, 6000);
        Assert.True(ink.Max(p => p.X) - ink.Min(p => p.X) > 200);
    }

    [Fact]
    public void Lesions_of_another_grid_are_refused_with_both_geometries()
    {
        var lesions = LesionFinder.Find("a", "a", SyntheticHead.Mask(SyntheticHead.ObliqueGrid(), [Lesion]), new LesionOptions());

        var error = Assert.Throws<ArgumentException>(() =>
            Preview.Write(SyntheticHead.T1c(SyntheticHead.UprightGrid(), [], 1), lesions, folder.File("preview.png")));

        Assert.Contains("104 x 120 x 60", error.Message);
        Assert.Contains("120 x 110 x 70", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private SKBitmap Write(VolumeGeometry grid, IReadOnlyList<Ball> balls)
    {
        var lesions = LesionFinder.Find("case-1", "case-1", SyntheticHead.Mask(grid, balls), new LesionOptions());
        Preview.Write(SyntheticHead.T1c(grid, balls, 1), lesions, folder.File("preview.png"));
        return SKBitmap.Decode(folder.File("preview.png"));
    }

    private static IEnumerable<(int X, int Y, SKColor Color)> Pixels(SKBitmap picture, int fromRow) =>
        from y in Enumerable.Range(fromRow, picture.Height - fromRow)
        from x in Enumerable.Range(0, picture.Width)
        select (x, y, picture.GetPixel(x, y));

    private static bool Near(SKColor a, SKColor b) =>
        Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue) < 40;
}
