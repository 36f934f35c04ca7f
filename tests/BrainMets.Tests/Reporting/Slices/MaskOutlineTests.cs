using BrainMets.Reporting;
using CsCheck;

namespace BrainMets.Tests.Reporting;

public sealed class MaskOutlineTests
{
    [Fact]
    public void One_voxel_is_outlined_by_its_four_corners()
    {
        var outline = Assert.Single(MaskContour.Trace(5, 5, (column, row) => (column, row) == (2, 3)));

        Assert.Equal([(2, 3), (3, 3), (3, 4), (2, 4)], outline.OrderBy(c => Math.Atan2(c.Row - 3.5, c.Column - 2.5)));
    }

    [Fact]
    public void An_empty_slice_has_no_outline() => Assert.Empty(MaskContour.Trace(4, 4, (_, _) => false));

    [Fact]
    public void A_full_slice_is_outlined_by_its_border()
    {
        var outline = Assert.Single(MaskContour.Trace(4, 3, (_, _) => true));

        Assert.Equal(12, Area(outline));
        Assert.Equal(4, outline.Length);
    }

    [Fact]
    public void Voxels_that_touch_at_a_corner_get_outlines_of_their_own() =>
        Assert.Equal(2, MaskContour.Trace(2, 2, (column, row) => column == row).Count);

    [Fact]
    public void A_hole_is_outlined_the_other_way_round()
    {
        var areas = MaskContour.Trace(3, 3, (column, row) => (column, row) != (1, 1)).Select(Area).Order();

        Assert.Equal([-1, 9], areas);
    }

    [Fact]
    public void Outlines_enclose_exactly_the_voxels_of_the_mask() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool.Array[81]).Sample((columns, rows, voxels) =>
        {
            var outlines = MaskContour.Trace(columns, rows, (column, row) => voxels[(row * 9) + column]);

            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    Assert.Equal(voxels[(row * 9) + column], outlines.Sum(o => Crossings(o, column + 0.5, row + 0.5)) % 2 == 1);
                }
            }
        });

    // Shoelace; positive where the outline runs clockwise on the page (rows grow downwards).
    private static double Area((int Column, int Row)[] outline) =>
        outline.Select((a, i) => (a, b: outline[(i + 1) % outline.Length])).Sum(e => (e.a.Column * e.b.Row) - (e.b.Column * e.a.Row)) / 2.0;

    // Edges met on the way from the point to the right, out of the slice.
    private static int Crossings((int Column, int Row)[] outline, double x, double y) => outline
        .Select((a, i) => (a, b: outline[(i + 1) % outline.Length]))
        .Count(e => e.a.Column == e.b.Column && e.a.Column > x && Math.Min(e.a.Row, e.b.Row) < y && Math.Max(e.a.Row, e.b.Row) > y);
}
