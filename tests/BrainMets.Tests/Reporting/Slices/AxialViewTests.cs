using BrainMets.Reporting;
using CsCheck;

namespace BrainMets.Tests.Reporting;

public sealed class AxialViewTests
{
    private static readonly Size3 Size = new(5, 7, 4);

    // Every order and direction of axes, anisotropic, rotated by up to 0.3 rad about each world axis.
    private static readonly Gen<VolumeGeometry> Grids = Gen.Select(
        Gen.Shuffle(new[] { 0, 1, 2 }), Gen.Bool.Array[3], Gen.Double[-0.3, 0.3].Array[3], (order, flips, angles) =>
        {
            double[] spacing = [0.8, 1.1, 2.5];
            var columns = order.Select((world, axis) => Rotate((flips[axis] ? -1 : 1) * spacing[axis] * Unit(world), angles)).ToArray();
            return new VolumeGeometry(Size, new Affine(columns[0], columns[1], columns[2], new PointMm(12, -30, 41)));
        });

    [Fact]
    public void Every_display_position_shows_the_voxel_that_lies_there() => Grids.Sample(grid =>
    {
        var view = new AxialView(grid);
        var seen = new HashSet<int>();

        for (var slice = 0; slice < view.Slices; slice++)
        {
            for (var row = 0; row < view.Rows; row++)
            {
                for (var column = 0; column < view.Columns; column++)
                {
                    var index = view.Index(column, row, slice);
                    var (x, y, z) = grid.Size.Position(index);
                    Assert.True((grid.VoxelToWorld.Apply(x, y, z) - view.World(column, row, slice)).Length < 1e-9);
                    Assert.Equal((column, row, slice), view.OfSource(x, y, z));
                    seen.Add(index);
                }
            }
        }

        Assert.Equal(grid.Size.Count, seen.Count);
    });

    [Fact]
    public void Columns_run_to_the_patients_left_rows_to_the_back_and_slices_to_the_head() => Grids.Sample(grid =>
    {
        var view = new AxialView(grid);
        var here = view.World(0, 0, 0);

        Assert.True((view.World(1, 0, 0) - here).X < 0);
        Assert.True((view.World(0, 1, 0) - here).Y < 0);
        Assert.True((view.World(0, 0, 1) - here).Z > 0);
    });

    [Fact]
    public void A_scan_tilted_by_twelve_degrees_says_so()
    {
        Assert.Equal(12, new AxialView(SyntheticHead.ObliqueGrid()).TiltDegrees, 6);
        Assert.Equal(0, new AxialView(SyntheticHead.UprightGrid()).TiltDegrees, 6);
    }

    private static PointMm Unit(int world) => new(world == 0 ? 1 : 0, world == 1 ? 1 : 0, world == 2 ? 1 : 0);

    private static PointMm Rotate(PointMm p, double[] angles)
    {
        var (c, s) = (Math.Cos(angles[0]), Math.Sin(angles[0]));
        p = new PointMm(p.X, (c * p.Y) - (s * p.Z), (s * p.Y) + (c * p.Z));
        (c, s) = (Math.Cos(angles[1]), Math.Sin(angles[1]));
        p = new PointMm((c * p.X) + (s * p.Z), p.Y, (c * p.Z) - (s * p.X));
        (c, s) = (Math.Cos(angles[2]), Math.Sin(angles[2]));
        return new PointMm((c * p.X) - (s * p.Y), (s * p.X) + (c * p.Y), p.Z);
    }
}
