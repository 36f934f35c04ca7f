using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class ResamplerTests
{
    private const float Outside = -1234;

    private static Gen<(Size3 Size, double Turn, double Zoom)> AnyTarget { get; } =
        Gen.Select(Random3.Size, Gen.Double[-1, 1], Gen.Double[0.6, 1.7]);

    [Fact]
    public void Linear_equals_the_sum_over_all_voxels_of_value_times_hat() =>
        Gen.Select(Random3.ImageOn(Random3.ObliqueGrid), AnyTarget).Sample((source, any) =>
        {
            var (size, turn, zoom) = any;
            var target = TargetOver(source.Geometry, size, turn, zoom);

            var resampled = Resampler.Linear(source, target, Outside);

            Grids.ForEach(size, (x, y, z) =>
            {
                var voxel = VoxelOf(source.Geometry, target.VoxelToWorld.Apply(x, y, z));
                if (DistanceFromBorder(voxel, source.Size) > 1e-6)
                {
                    var expected = IsWithin(voxel, source.Size) ? SumOfHats(source, voxel) : Outside;
                    Assert.Equal(expected, resampled[x, y, z], 1e-3);
                }
            });
        });

    [Fact]
    public void Nearest_takes_a_voxel_that_no_other_is_nearer_than() =>
        Gen.Select(Random3.ObliqueGrid, AnyTarget).Sample((grid, any) =>
        {
            var (size, turn, zoom) = any;
            var source = new Volume<int>(grid, [.. Enumerable.Range(1, (int)grid.Size.Count)]);
            var target = TargetOver(grid, size, turn, zoom);

            var resampled = Resampler.Nearest(source, target);

            Grids.ForEach(size, (x, y, z) =>
            {
                var voxel = VoxelOf(grid, target.VoxelToWorld.Apply(x, y, z));
                if (resampled[x, y, z] == 0)
                {
                    Assert.False(IsWithin(voxel, grid.Size) && DistanceFromBorder(voxel, grid.Size) > 1e-6);
                    return;
                }

                var (i, j, k) = grid.Size.Position(resampled[x, y, z] - 1);
                Assert.True(Math.Max(Math.Abs(voxel.X - i), Math.Max(Math.Abs(voxel.Y - j), Math.Abs(voxel.Z - k))) <= 0.5 + 1e-9);
            });
        });

    [Fact]
    public void A_linear_ramp_in_the_world_stays_that_ramp_between_any_two_grids()
    {
        static double Ramp(PointMm p) => (2 * p.X) - (3 * p.Y) + (0.5 * p.Z) + 7;
        var source = Grids.Oblique(new Size3(20, 16, 12));
        var image = Grids.Image(source, (x, y, z) => Ramp(source.VoxelToWorld.Apply(x, y, z)));
        var centre = source.VoxelToWorld.Apply(9.5, 7.5, 5.5);
        var target = new VolumeGeometry(
            new Size3(5, 5, 5), Affine.FromSpacing(new SpacingMm(0.8, 0.9, 1), centre - new PointMm(1.6, 1.8, 2)));

        var resampled = Resampler.Linear(image, target, Outside);

        Grids.ForEach(target.Size, (x, y, z) => Assert.Equal(Ramp(target.VoxelToWorld.Apply(x, y, z)), resampled[x, y, z], 1e-3));
    }

    [Fact]
    public void A_flipped_grid_gives_the_same_voxels_in_reverse()
    {
        var grid = Grids.Oblique(new Size3(6, 5, 4));
        var image = Grids.Image(grid, (x, y, z) => (100 * x) + (10 * y) + z);
        var a = grid.VoxelToWorld;
        var flipped = grid with { VoxelToWorld = a with { ColumnX = -1 * a.ColumnX, Origin = a.Apply(5, 0, 0) } };

        var linear = Resampler.Linear(image, flipped, Outside);
        var nearest = Resampler.Nearest(image, flipped);

        Grids.ForEach(grid.Size, (x, y, z) =>
        {
            Assert.Equal(image[5 - x, y, z], linear[x, y, z], 1e-3);
            Assert.Equal(image[5 - x, y, z], nearest[x, y, z]);
        });
    }

    [Fact]
    public void Half_a_voxel_beyond_the_edge_takes_the_edge_and_farther_takes_the_outside()
    {
        var image = new Volume<float>(Grids.Upright(new Size3(2, 1, 1), new SpacingMm(2, 1, 1)), [10, 20]);

        Assert.Equal(10, Resampler.LinearAt(image, new PointMm(-0.5, 0, 0), Outside));
        Assert.Equal(15, Resampler.LinearAt(image, new PointMm(0.5, 0.5, -0.5), Outside));
        Assert.Equal(20, Resampler.LinearAt(image, new PointMm(1.5, 0, 0), Outside));
        Assert.Equal(Outside, Resampler.LinearAt(image, new PointMm(1.51, 0, 0), Outside));
        Assert.Equal(Outside, Resampler.LinearAt(image, new PointMm(0, -0.51, 0), Outside));
        Assert.Equal(Outside, Resampler.LinearAt(image, new PointMm(0, 0, double.NaN), Outside));
    }

    /// <summary>A grid turned and zoomed about the middle of the source, so that it covers inside, border and outside.</summary>
    private static VolumeGeometry TargetOver(VolumeGeometry source, Size3 size, double turn, double zoom)
    {
        var s = source.Spacing;
        var affine = Grids.Turned(new SpacingMm(zoom * s.X, zoom * s.Y, zoom * s.Z), (turn, -turn, 2 * turn), default);
        var middle = source.VoxelToWorld.Apply((source.Size.X - 1) / 2.0, (source.Size.Y - 1) / 2.0, (source.Size.Z - 1) / 2.0);
        return new VolumeGeometry(
            size, affine with { Origin = middle - affine.Apply((size.X - 1) / 2.0, (size.Y - 1) / 2.0, (size.Z - 1) / 2.0) });
    }

    /// <summary>By Cramer's rule, so that the tested inverse is not used to test itself.</summary>
    private static PointMm VoxelOf(VolumeGeometry grid, PointMm world)
    {
        var a = grid.VoxelToWorld;
        var d = world - a.Origin;
        return (1 / a.Determinant) * new PointMm(
            (a with { ColumnX = d }).Determinant, (a with { ColumnY = d }).Determinant, (a with { ColumnZ = d }).Determinant);
    }

    private static double SumOfHats(Volume<float> source, PointMm voxel)
    {
        static double Hat(double distance) => Math.Max(0, 1 - Math.Abs(distance));
        var (px, py, pz) = (
            Math.Clamp(voxel.X, 0, source.Size.X - 1),
            Math.Clamp(voxel.Y, 0, source.Size.Y - 1),
            Math.Clamp(voxel.Z, 0, source.Size.Z - 1));
        var sum = 0.0;
        Grids.ForEach(source.Size, (x, y, z) => sum += Hat(px - x) * Hat(py - y) * Hat(pz - z) * source[x, y, z]);
        return sum;
    }

    private static bool IsWithin(PointMm v, Size3 size) =>
        v.X > -0.5 && v.Y > -0.5 && v.Z > -0.5 && v.X < size.X - 0.5 && v.Y < size.Y - 0.5 && v.Z < size.Z - 0.5;

    /// <summary>How far, in voxels, the nearest of the six planes is where inside turns to outside.</summary>
    private static double DistanceFromBorder(PointMm v, Size3 size) => new[]
    {
        v.X + 0.5, v.Y + 0.5, v.Z + 0.5, v.X - size.X + 0.5, v.Y - size.Y + 0.5, v.Z - size.Z + 0.5,
    }.Min(Math.Abs);
}
