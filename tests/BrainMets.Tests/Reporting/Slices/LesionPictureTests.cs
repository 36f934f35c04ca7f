using BrainMets.Lesions;
using BrainMets.Reporting;
using BrainMets.Tests.Support;
using SkiaSharp;

namespace BrainMets.Tests.Reporting;

/// <summary>
/// A picture is three panels of 400 pixels from (10, 40), (420, 40) and (830, 40): whole slice, part, part with outlines.
/// </summary>
[Slow(3)]
public sealed class LesionPictureTests
{
    private static readonly Ball Reference = new(new PointMm(35, -25, 14), 8);
    private static readonly Ball Prediction = new(new PointMm(35, -25, 14), 4);

    [Theory]
    [InlineData(false, 10)] // 16 mm of lesion and twice 12 mm of margin: 400 pixels show 40 mm
    [InlineData(true, 8)] // 7 voxels of 2.4 mm and the margin make more than 40 mm, hence 50
    public void The_lesion_stands_in_the_middle_with_both_outlines_to_scale(bool oblique, int pixelsPerMm)
    {
        using var picture = Paint(oblique ? SyntheticHead.ObliqueGrid() : SyntheticHead.UprightGrid());

        AssertCentred(picture, ContourStyle.Reference, (1030, 240), 16 * pixelsPerMm);
        AssertCentred(picture, ContourStyle.Prediction, (1030, 240), 8 * pixelsPerMm);
        Assert.True(picture.GetPixel(620, 240).Red > 240);
        Assert.True(picture.GetPixel(430, 50).Red < 200);
    }

    [Fact]
    public void The_frame_on_the_whole_slice_lies_around_the_lesion()
    {
        var grid = SyntheticHead.UprightGrid();
        using var picture = Paint(grid);

        // 120 rows of 1.6 mm fill 400 pixels. Right is left: x = +35 mm lies left of the middle, y = -25 mm below it.
        var pixelsPerMm = 400 / 192.0;
        var (x, y, half) = (210 - (35 * pixelsPerMm), 240 + (25 * pixelsPerMm), 20 * pixelsPerMm);

        Assert.True(IsWhiteNear(picture, x - half, y) && IsWhiteNear(picture, x + half, y));
        Assert.True(IsWhiteNear(picture, x, y - half) && IsWhiteNear(picture, x, y + half));
    }

    private static SKBitmap Paint(VolumeGeometry grid)
    {
        var view = new AxialView(grid);
        LesionSet Lesions(Ball ball) => LesionFinder.Find("a", "a", SyntheticHead.Mask(grid, [ball]), new LesionOptions());
        var shown = new PicturedCase(
            new SlicePainter(view, SyntheticHead.T1c(grid, [Reference], 1)), Lesions(Reference), [Lesions(Prediction)]);
        return SKBitmap.Decode(LesionPicture.Paint(shown, LesionPlace.Of(view, shown.Reference, 1), "title"));
    }

    private static void AssertCentred(SKBitmap picture, ContourStyle style, (int X, int Y) middle, double diameterPixels)
    {
        var line = (from y in Enumerable.Range(40, 400)
                    from x in Enumerable.Range(830, 400)
                    let c = picture.GetPixel(x, y)
                    where Math.Abs(c.Red - style.Color.Red)
                        + Math.Abs(c.Green - style.Color.Green) + Math.Abs(c.Blue - style.Color.Blue) < 60
                    select (x, y)).ToList();

        // Voxels of up to 2.4 mm shift an outline by up to half of that, 12 pixels, and its width by one voxel.
        Assert.NotEmpty(line);
        Assert.Equal(middle.X, (line.Min(p => p.x) + line.Max(p => p.x)) / 2.0, 13.0);
        Assert.Equal(middle.Y, (line.Min(p => p.y) + line.Max(p => p.y)) / 2.0, 13.0);
        Assert.Equal(diameterPixels, line.Max(p => p.x) - line.Min(p => p.x), 25.0);
        Assert.Equal(diameterPixels, line.Max(p => p.y) - line.Min(p => p.y), 25.0);
    }

    private static bool IsWhiteNear(SKBitmap picture, double x, double y) =>
        (from dx in Enumerable.Range(-2, 5) from dy in Enumerable.Range(-2, 5) select picture.GetPixel((int)x + dx, (int)y + dy))
            .Any(c => c.Red > 230);
}
