using BrainMets.Preprocessing;
using CsCheck;

namespace BrainMets.Tests.Preprocessing;

public sealed class MaskResamplingTests
{
    private static readonly SpacingMm Spacing = new(1, 1, 1.5);

    [Theory]
    [InlineData(0.5, 0.5, 1.0, 6)]
    [InlineData(0.9, 0.8, 1.2, 4)]
    [InlineData(0.5, 0.5, 0.5, 2)]
    [InlineData(1.0, 1.0, 3.0, 9)]
    public void A_sphere_keeps_its_place_and_volume(double x, double y, double z, double radiusMm)
    {
        var source = SomeGrids.ObliqueSagittal(new Size3((int)(40 / x), (int)(36 / y), (int)(44 / z)), new SpacingMm(x, y, z));
        var drawn = SomeGrids.Ball(source, SomeGrids.Middle(source) + new PointMm(1.3, -0.7, 0.4), radiusMm);

        var resampled = MaskResampling.Lesions(drawn, WorkingGrid.Covering(source, Spacing));

        var (before, after) = (SomeGrids.Measure(drawn), SomeGrids.Measure(resampled));
        Assert.InRange((after.Centroid - before.Centroid).Length, 0, 0.3);
        Assert.InRange(after.VolumeMm3, before.VolumeMm3 - 1, before.VolumeMm3 + 1); // half a working voxel is 0.75 mm³
    }

    [Fact]
    public void A_lesion_of_one_voxel_is_never_lost() =>
        Gen.Select(Gen.Double[0.3, 4], Gen.Double[0.3, 4], Gen.Double[0.3, 8], Gen.Int[0, 15], Gen.Int[0, 11], Gen.Int[0, 9])
            .Sample((sx, sy, sz, x, y, z) =>
        {
            var source = SomeGrids.ObliqueSagittal(new Size3(16, 12, 10), new SpacingMm(sx, sy, sz));
            var drawn = new Volume<byte>(source);
            drawn[x, y, z] = 1;

            var resampled = MaskResampling.Lesions(drawn, WorkingGrid.Covering(source, Spacing));

            // a tie such as 34.5 falls either way in floating point
            var most = Math.Max(1, Math.Floor((source.VoxelVolumeMm3 / 1.5) + 0.5 + 1e-9));
            Assert.InRange(resampled.Voxels.Count(v => v != 0), 1, most);
            var away = SomeGrids.Measure(resampled).Centroid - source.VoxelToWorld.Apply(x, y, z);
            // never farther than the corner of its own voxel and half a working one
            Assert.InRange(away.Length, 0, 0.5 * (sx + sy + sz) + 1.1);
        }, iter: 200, threads: 1);

    [Fact]
    public void Many_scattered_lesions_each_leave_a_trace_near_themselves()
    {
        var random = new Random(11);
        var source = SomeGrids.ObliqueSagittal(new Size3(64, 64, 30), new SpacingMm(0.5, 0.5, 1));
        var drawn = new Volume<byte>(source);
        for (var i = 0; i < 40; i++)
        {
            drawn[random.Next(64), random.Next(64), random.Next(30)] = 3; // any value but 0 is lesion
        }

        var resampled = MaskResampling.Lesions(drawn, WorkingGrid.Covering(source, Spacing));

        var reach = DistanceTransform.SquaredMm(resampled);
        var toWorking = resampled.Geometry.VoxelToWorld.Inverse().After(source.VoxelToWorld);
        for (var i = 0; i < drawn.Voxels.Length; i++)
        {
            if (drawn.Voxels[i] != 0)
            {
                var (x, y, z) = drawn.Size.Position(i);
                var p = toWorking.Apply(x, y, z);
                Assert.InRange(
                    reach[Math.Clamp((int)Math.Round(p.X), 0, reach.Size.X - 1), Math.Clamp((int)Math.Round(p.Y), 0, reach.Size.Y - 1),
                        Math.Clamp((int)Math.Round(p.Z), 0, reach.Size.Z - 1)],
                    0,
                    4);
            }
        }
    }

    [Fact]
    public void An_empty_mask_stays_empty()
    {
        var source = SomeGrids.ObliqueSagittal(new Size3(8, 8, 8), new SpacingMm(1, 1, 1));

        var resampled = MaskResampling.Lesions(new Volume<byte>(source), WorkingGrid.Covering(source, Spacing));

        Assert.DoesNotContain((byte)1, resampled.Voxels);
    }

    [Fact]
    public void Touching_lesions_of_different_labels_are_one_lesion_and_keep_their_common_volume()
    {
        var source = SomeGrids.ObliqueSagittal(new Size3(30, 30, 30), new SpacingMm(1, 1, 1));
        var drawn = new Volume<byte>(source);
        for (var x = 5; x < 25; x++)
        {
            drawn[x, 14, 14] = (byte)(x < 15 ? 1 : 2);
        }

        var resampled = MaskResampling.Lesions(drawn, WorkingGrid.Covering(source, Spacing));

        Assert.Equal(13, resampled.Voxels.Count(v => v != 0)); // 20 mm³ of 1.5 mm³ each
        Assert.Equal(1, ConnectedComponents.Label(resampled, Connectivity.Corners26).Count);
    }
}
