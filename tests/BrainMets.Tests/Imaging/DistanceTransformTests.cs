using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class DistanceTransformTests
{
    [Fact]
    public void Distances_equal_the_smallest_over_all_mask_voxels() =>
        Random3.MaskOn(Random3.ObliqueGrid).Sample(mask =>
        {
            var squared = DistanceTransform.SquaredMm(mask);

            var set = mask.Voxels.Index().Where(v => v.Item != 0).Select(v => mask.Size.Position(v.Index)).ToList();
            Grids.ForEach(mask.Size, (x, y, z) =>
            {
                // In the world, so that the spacing is seen to come from the affine.
                var here = mask.Geometry.VoxelToWorld.Apply(x, y, z);
                var nearest = set.Count == 0
                    ? double.PositiveInfinity
                    : set.Min(p => (mask.Geometry.VoxelToWorld.Apply(p.X, p.Y, p.Z) - here).Length);
                Assert.Equal(nearest, Math.Sqrt(squared[x, y, z]), 9);
            });
        });

    [Fact]
    public void Of_an_empty_mask_every_distance_is_infinite()
    {
        var squared = DistanceTransform.SquaredMm(new Volume<byte>(Grids.Oblique(new Size3(3, 4, 5))));

        Assert.All(squared.Voxels, d => Assert.Equal(double.PositiveInfinity, d));
    }

    [Fact]
    public void Steps_along_each_axis_have_the_length_of_its_spacing()
    {
        var mask = Grids.Mask(Grids.Upright(new Size3(5, 5, 5), new SpacingMm(0.5, 1, 3)), (x, y, z) => (x, y, z) == (0, 0, 0));

        var squared = DistanceTransform.SquaredMm(mask);

        Assert.Equal(4, squared[4, 0, 0], 12); // (4 · 0.5)²
        Assert.Equal(16, squared[0, 4, 0], 12); // (4 · 1)²
        Assert.Equal(144, squared[0, 0, 4], 12); // (4 · 3)²
        Assert.Equal(164, squared[4, 4, 4], 12);
    }
}
