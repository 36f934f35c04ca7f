using BrainMets.Dicom;
using CsCheck;

namespace BrainMets.Tests.Dicom;

public sealed class PolygonRasterTests
{
    private static readonly Gen<PixelPoint[]> RandomPolygon =
        Gen.Select(Gen.Int[-4, 40], Gen.Int[-4, 40], (x, y) => new PixelPoint(x / 4.0, y / 4.0)).Array[3, 9];

    [Fact]
    public void Voxels_whose_centres_lie_inside_are_set()
    {
        var mask = new byte[12];

        PolygonRaster.Fill([[new(0.9, 0.2), new(3.1, 0.2), new(3.1, 1.4), new(0.9, 1.4)]], 4, 3, mask);

        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0], mask);
    }

    [Fact]
    public void An_inner_contour_is_a_hole_and_one_within_it_is_solid_again()
    {
        PixelPoint[] Square(double half) =>
            [new(2 - half, 2 - half), new(2 + half, 2 - half), new(2 + half, 2 + half), new(2 - half, 2 + half)];
        var mask = new byte[25];

        PolygonRaster.Fill([Square(2.4), Square(1.4), Square(0.4)], 5, 5, mask);

        Assert.Equal(25 - 9 + 1, mask.Count(v => v != 0));
        Assert.Equal((1, 0, 1), (mask[0], mask[6], mask[12]));
    }

    [Fact]
    public void Of_two_polygons_that_share_an_edge_through_centres_exactly_one_gets_them() => RandomPolygon.Sample(polygon =>
    {
        // A polygon and the rest of a square around it share all its edges, many of which pass through centres of voxels.
        PixelPoint[] square = [new(-5, -5), new(15, -5), new(15, 15), new(-5, 15)];
        var inside = new byte[121];
        var outside = new byte[121];

        PolygonRaster.Fill([polygon], 11, 11, inside);
        PolygonRaster.Fill([square, polygon], 11, 11, outside);

        Assert.Equal(Enumerable.Repeat(1, 121), inside.Zip(outside, (a, b) => a + b));
    });

    [Fact]
    public void A_point_is_judged_as_a_voxel_is() => Gen.Select(RandomPolygon, RandomPolygon).Sample((first, second) =>
    {
        var mask = new byte[121];

        PolygonRaster.Fill([first, second], 11, 11, mask);

        Assert.Equal(mask, Enumerable.Range(0, 121)
            .Select(i => PolygonRaster.Contains([first, second], new PixelPoint(i % 11, i / 11)) ? (byte)1 : (byte)0));
    });

    [Fact]
    public void A_triangle_fills_half_of_its_box_on_a_fine_grid()
    {
        var mask = new byte[1000 * 1000];

        PolygonRaster.Fill([[new(0.1, 0.2), new(900.1, 0.2), new(0.1, 800.2)]], 1000, 1000, mask);

        Assert.InRange(mask.Sum(v => (long)v), 359_000, 361_000);   // 900 x 800 / 2
    }
}
