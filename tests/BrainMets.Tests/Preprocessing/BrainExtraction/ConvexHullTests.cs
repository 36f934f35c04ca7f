using BrainMets.Preprocessing;

namespace BrainMets.Tests.Preprocessing;

public sealed class ConvexHullTests
{
    private static readonly VolumeGeometry Grid = new(new Size3(41, 43, 45), Affine.FromSpacing(new SpacingMm(2, 2, 2)));

    [Fact]
    public void A_bite_out_of_a_ball_is_filled_and_nothing_beyond_the_ball()
    {
        var ball = SomeGrids.Ball(Grid, new PointMm(40, 42, 44), 36);
        var bitten = SomeGrids.Ball(Grid, new PointMm(40, 42, 44), 36);
        var bite = SomeGrids.Ball(Grid, new PointMm(40, 42, 74), 14);
        for (var i = 0; i < bitten.Voxels.Length; i++)
        {
            bitten.Voxels[i] &= (byte)(1 - bite.Voxels[i]);
        }

        ConvexHull.FillAbove(bitten, 0);

        var (missing, extra) = (0, 0);
        for (var i = 0; i < ball.Voxels.Length; i++)
        {
            missing += ball.Voxels[i] > bitten.Voxels[i] ? 1 : 0;
            extra += ball.Voxels[i] < bitten.Voxels[i] ? 1 : 0;
        }

        Assert.InRange(missing, 0, 150); // a flat lid closes the bite: the cap above it, about 1.2 mL of 195, stays open
        Assert.InRange(extra, 0, 400); // the hull of voxel centres is a little rounder than the stepped ball
    }

    [Fact]
    public void Slices_below_the_lowest_are_left_alone()
    {
        var mask = new Volume<byte>(Grid);
        mask[5, 5, 4] = 1;
        mask[30, 5, 4] = 1;
        mask[5, 5, 10] = 1;
        mask[30, 5, 10] = 1;

        ConvexHull.FillAbove(mask, 5);

        Assert.Equal(2, Enumerable.Range(0, 41).Count(x => mask[x, 5, 4] != 0));
        Assert.Equal(26, Enumerable.Range(0, 41).Count(x => mask[x, 5, 10] != 0));
    }

    [Fact]
    public void An_empty_mask_stays_empty()
    {
        var mask = new Volume<byte>(Grid);

        ConvexHull.FillAbove(mask, 0);

        Assert.DoesNotContain((byte)1, mask.Voxels);
    }
}
