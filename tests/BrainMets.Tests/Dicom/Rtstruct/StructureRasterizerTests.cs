using BrainMets.Dicom;

namespace BrainMets.Tests.Dicom;

public sealed class StructureRasterizerTests
{
    private static readonly VolumeGeometry Grid = SyntheticSeries.Oblique(20, 18, 7);

    [Fact]
    public void An_inner_contour_of_a_slice_is_a_hole()
    {
        var mask = Placed(Square(3, 10, 8, 5.4), Square(3, 10, 8, 2.4)).ToMask(Grid).Mask!;

        Assert.Equal((11 * 11) - (5 * 5), mask.Voxels.Count(v => v != 0));
        Assert.Equal((1, 0), (mask[5, 8, 3], mask[10, 8, 3]));
    }

    [Fact]
    public void A_contour_a_little_off_its_slice_is_put_on_it_and_the_distance_told()
    {
        var placed = Placed(Square(3.06, 10, 8, 2.4)).ToMask(Grid);

        Assert.Equal(25, placed.Mask!.Voxels.Count(v => v != 0));
        Assert.Contains("up to 0.09 mm off the slices", Assert.Single(placed.Remarks), StringComparison.Ordinal);   // 0.06 of 1.5 mm
    }

    [Fact]
    public void Slices_without_a_contour_between_others_stay_empty_and_are_counted()
    {
        var placed = Placed(Square(1, 10, 8, 2.4), Square(3, 10, 8, 2.4), Square(5, 10, 8, 2.4)).ToMask(Grid);

        Assert.Equal(75, placed.Mask!.Voxels.Count(v => v != 0));
        Assert.Contains(
            "2 of the 5 slices between its first and last contour have none", Assert.Single(placed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_contour_that_is_there_twice_does_not_erase_itself()
    {
        var placed = Placed(Square(3, 10, 8, 2.4), Square(3, 10, 8, 2.4)).ToMask(Grid);

        Assert.Equal(25, placed.Mask!.Voxels.Count(v => v != 0));
        Assert.Contains("1 contour(s) that are in the file twice", Assert.Single(placed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Contours_that_overlap_in_part_are_told()
    {
        var placed = Placed(Square(3, 10, 8, 2.4), Square(3, 12, 8, 2.4)).ToMask(Grid);

        Assert.Equal(25 + 25 - (2 * 15), placed.Mask!.Voxels.Count(v => v != 0));
        Assert.Contains("on 1 slice(s) its contours overlap in part", Assert.Single(placed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Contours_half_way_between_the_slices_are_resampled_as_slabs()
    {
        // Planes at 1.5, 2.5 and 3.5 slices hold 1 to 4: the centres of slices 2 and 3, and slice 1, whose centre lies on the near face of
        // the first slab.
        var placed = Placed(Square(1.5, 10, 8, 2.4), Square(2.5, 10, 8, 2.4), Square(3.5, 10, 8, 2.4)).ToMask(Grid);

        Assert.InRange(placed.Mask!.Voxels.Count(v => v != 0) / 25, 2, 4);
        Assert.Contains("tilted by 0.0 degrees, 1.5 mm apart", Assert.Single(placed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sphere_drawn_on_tilted_planes_keeps_its_volume_and_place()
    {
        var grid = new VolumeGeometry(new Size3(60, 60, 40), Affine.FromSpacing(new SpacingMm(0.5, 0.5, 0.75)));
        var (centre, radiusMm) = (new PointMm(15, 15, 15), 9.0);
        var normal = new PointMm(Math.Sin(0.35), 0, Math.Cos(0.35));
        var across = new PointMm(Math.Cos(0.35), 0, -Math.Sin(0.35));
        var contours = Enumerable.Range(-8, 17).Select(i => i + 0.3).Where(t => Math.Abs(t) < radiusMm).Select(t => Enumerable.Range(0, 90)
            .Select(k => (Radius: Math.Sqrt((radiusMm * radiusMm) - (t * t)), Angle: k * Math.PI / 45))
            .Select(p => centre + (t * normal)
                + (p.Radius * Math.Cos(p.Angle) * across) + (p.Radius * Math.Sin(p.Angle) * new PointMm(0, 1, 0))).ToArray()).ToArray();

        var placed = Structure(contours).ToMask(grid);

        var mask = placed.Mask!;
        var sphere = Enumerable.Range(0, mask.Voxels.Length).Select(i => mask.Size.Position(i))
            .Select(p => (grid.VoxelToWorld.Apply(p.X, p.Y, p.Z) - centre).Length <= radiusMm);
        Assert.Equal(4 / 3.0 * Math.PI * Math.Pow(radiusMm, 3), mask.Voxels.Count(v => v != 0) * grid.VoxelVolumeMm3, 0.02 * 3054);
        Assert.InRange(SyntheticSeries.Dice(mask.Voxels.Select(v => v != 0), sphere), 0.97, 1);
        Assert.Contains("tilted by 20.1 degrees, 1 mm apart", Assert.Single(placed.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_between_tilted_planes_stays_empty()
    {
        var placed = Placed(new[] { 0.5, 1.5, 4.5, 5.5 }.Select(z => Square(z, 10, 8, 2.4)).ToArray()).ToMask(Grid);

        Assert.Contains(placed.Remarks, remark => remark.Contains("1 gap(s)", StringComparison.Ordinal));
        Assert.Equal(0, placed.Mask![10, 8, 3]);
        Assert.Equal(1, placed.Mask[10, 8, 5]);
    }

    [Fact]
    public void What_cannot_be_placed_is_refused_with_the_reason()
    {
        Assert.Contains("lie wholly or partly beyond the image", Refusal(Square(3, 18, 8, 2.4)), StringComparison.Ordinal);
        Assert.Contains(
            "lie wholly or partly beyond the image", Refusal(Square(3, 10, 8, 2.4), Square(7.6, 10, 8, 2.4)), StringComparison.Ordinal);
        Assert.Contains("one plane does not define the thickness", Refusal(Square(3.4, 10, 8, 2.4)), StringComparison.Ordinal);
        Assert.Contains("not parallel planes", Refusal(Square(3, 10, 8, 2.4), Tilted(5)), StringComparison.Ordinal);
        Assert.Contains("enclose no voxel centre", Refusal(Square(3, 10.5, 8, 0.3)), StringComparison.Ordinal);
        Assert.Contains("no closed contours", Refusal(), StringComparison.Ordinal);
        Assert.Contains(
            "'GTV' was not used: contour 2 has", (Placed(Square(3, 10, 8, 2)) with { Fault = "contour 2 has no readable points" })
                .ToMask(Grid).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_structure_of_another_frame_of_reference_is_refused_unless_it_was_drawn_on_these_images()
    {
        var series = SyntheticSeries.On(Grid);
        var foreign = Placed(Square(3, 10, 8, 2.4)) with { FrameOfReferenceUid = "2.25.99" };

        Assert.Contains("it belongs to another scan", foreign.ToMask(series).Refusal, StringComparison.Ordinal);
        Assert.Contains("it belongs to another scan",
            (foreign with { DrawnOn = new HashSet<string> { "2.25.1003", "2.25.9" } }).ToMask(series).Refusal, StringComparison.Ordinal);

        var drawnHere = (foreign with { DrawnOn = new HashSet<string> { "2.25.1003" } }).ToMask(series);
        Assert.Equal(25, drawnHere.Mask!.Voxels.Count(v => v != 0));
        Assert.Contains("all images it was drawn on are of the series", Assert.Single(drawnHere.Remarks), StringComparison.Ordinal);
    }

    private static string Refusal(params PointMm[][] contours)
    {
        var placed = Placed(contours).ToMask(Grid);
        Assert.Null(placed.Mask);
        return placed.Refusal!;
    }

    /// <summary>A structure whose points are given in voxels of the oblique grid.</summary>
    private static Structure Placed(params PointMm[][] contours) =>
        Structure(contours.Select(c => c.Select(Grid.VoxelToWorld.Apply).ToArray()).ToArray());

    private static Structure Structure(PointMm[][] contours) =>
        new() { Number = 1, Name = "GTV", Contours = contours, FrameOfReferenceUid = SyntheticSeries.FrameOfReference };

    private static PointMm[] Square(double z, double x, double y, double half) =>
        [new(x - half, y - half, z), new(x + half, y - half, z), new(x + half, y + half, z), new(x - half, y + half, z)];

    private static PointMm[] Tilted(double z) => [new(8, 6, z - 1), new(12, 6, z + 1), new(12, 10, z + 1), new(8, 10, z - 1)];
}
