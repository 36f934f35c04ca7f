using BrainMets.Dicom;
using CsCheck;

namespace BrainMets.Tests.Dicom;

public sealed class VoxelOutlineTests
{
    private static readonly Gen<(int Width, int Height, byte[] Mask)> RandomMask =
        from width in Gen.Int[1, 12]
        from height in Gen.Int[1, 12]
        from share in Gen.Int[1, 9]
        from mask in Gen.Int[0, 9].Select(n => n < share ? (byte)1 : (byte)0).Array[width * height]
        select (width, height, mask);

    [Fact]
    public void A_voxel_is_outlined_along_its_edges()
    {
        var polygon = Assert.Single(VoxelContour.Trace([0, 0, 0, 0, 1, 0], 3, 2));

        Assert.Equal([new(0.5, 0.5), new(1.5, 0.5), new(1.5, 1.5), new(0.5, 1.5)], polygon);
    }

    [Fact]
    public void An_empty_slice_has_no_outline() => Assert.Empty(VoxelContour.Trace(new byte[6], 3, 2));

    [Fact]
    public void Voxels_that_touch_at_a_corner_make_two_polygons() => Assert.Equal(2, VoxelContour.Trace([1, 0, 0, 1], 2, 2).Count);

    [Fact]
    public void A_ring_is_one_polygon_with_a_keyhole()
    {
        var polygon = Assert.Single(VoxelContour.Trace([1, 1, 1, 1, 0, 1, 1, 1, 1], 3, 3));

        // Outer square (4), the channel's mouth on its left side (2: in and out), hole (4; the way back goes straight on from its upper
        // side).
        Assert.Equal(10, polygon.Length);
        Assert.Equal(8, SignedArea(polygon), 12);
    }

    [Fact]
    public void Filling_a_traced_outline_gives_the_mask_back() => RandomMask.Sample(sample =>
        Assert.Equal(sample.Mask, Filled(VoxelContour.Trace(sample.Mask, sample.Width, sample.Height), sample.Width, sample.Height)));

    [Fact]
    public void A_reader_that_unites_contours_gets_the_same_mask() => RandomMask.Sample(sample =>
    {
        var united = new byte[sample.Mask.Length];
        foreach (var polygon in VoxelContour.Trace(sample.Mask, sample.Width, sample.Height))
        {
            var one = Filled([polygon], sample.Width, sample.Height);
            for (var i = 0; i < united.Length; i++)
            {
                united[i] |= one[i];
            }
        }

        Assert.Equal(sample.Mask, united);
    });

    [Fact]
    public void A_reader_that_counts_windings_gets_the_same_mask() => RandomMask.Sample(sample =>
    {
        var polygons = VoxelContour.Trace(sample.Mask, sample.Width, sample.Height);
        for (var i = 0; i < sample.Mask.Length; i++)
        {
            var windings = polygons.Sum(polygon => Windings(polygon, i % sample.Width, i / sample.Width));
            Assert.Equal(sample.Mask[i], windings);
        }
    });

    [Fact]
    public void The_area_of_the_polygons_is_the_area_of_the_voxels() => RandomMask.Sample(sample =>
        Assert.Equal(sample.Mask.Count(v => v != 0), VoxelContour.Trace(sample.Mask, sample.Width, sample.Height).Sum(SignedArea), 9));

    [Fact]
    public void Polygons_cut_to_a_number_of_points_hold_the_same_voxels() =>
        Gen.Select(RandomMask, Gen.Int[4, 12]).Sample((sample, mostPoints) =>
    {
        var polygons = VoxelContour.Trace(sample.Mask, sample.Width, sample.Height, mostPoints);

        Assert.All(polygons, polygon => Assert.InRange(polygon.Length, 4, mostPoints));
        Assert.Equal(sample.Mask, Filled(polygons, sample.Width, sample.Height));
    });

    [Fact]
    public void No_point_lies_on_a_straight_line_between_its_neighbours() => RandomMask.Sample(sample =>
        Assert.All(VoxelContour.Trace(sample.Mask, sample.Width, sample.Height), polygon =>
        {
            for (var i = 0; i < polygon.Length; i++)
            {
                var (a, b, c) = (polygon[(i + polygon.Length - 1) % polygon.Length], polygon[i], polygon[(i + 1) % polygon.Length]);
                var straight = ((b.X - a.X) * (c.X - b.X)) + ((b.Y - a.Y) * (c.Y - b.Y)) > 0;
                Assert.False(straight);
            }
        }));

    private static byte[] Filled(IEnumerable<IReadOnlyList<PixelPoint>> polygons, int width, int height)
    {
        var mask = new byte[width * height];
        PolygonRaster.Fill(polygons, width, height, mask);
        return mask;
    }

    private static double SignedArea(PixelPoint[] polygon) =>
        polygon.Select((p, i) => (p, q: polygon[(i + 1) % polygon.Length])).Sum(edge => (edge.p.X * edge.q.Y) - (edge.q.X * edge.p.Y)) / 2;

    /// <summary>Edges that pass to the left of a point, upward ones counted against downward ones.</summary>
    private static int Windings(PixelPoint[] polygon, double x, double y)
    {
        var windings = 0;
        for (var i = 0; i < polygon.Length; i++)
        {
            var (a, b) = (polygon[i], polygon[(i + 1) % polygon.Length]);
            if (a.X < x && (a.Y < y) != (b.Y < y))                  // all edges lie along the axes
            {
                windings += b.Y < a.Y ? 1 : -1;
            }
        }

        return windings;
    }
}
