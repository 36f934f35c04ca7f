using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class Box3Tests
{
    [Fact]
    public void Around_an_empty_mask_there_is_no_box() =>
        Assert.Null(Box3.Around(new Volume<byte>(Grids.Oblique(new Size3(3, 4, 5)))));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 3, 4)]
    [InlineData(1, 0, 4)]
    public void Around_one_voxel_the_box_is_that_voxel(int x, int y, int z)
    {
        var mask = Grids.Mask(Grids.Oblique(new Size3(3, 4, 5)), (i, j, k) => (i, j, k) == (x, y, z));

        Assert.Equal(new Box3(x, y, z, new Size3(1, 1, 1)), Box3.Around(mask));
    }

    [Fact]
    public void Around_holds_every_voxel_and_touches_one_on_each_side() =>
        Random3.MaskOn(Random3.ObliqueGrid).Where(mask => mask.Voxels.Any(v => v != 0)).Sample(mask =>
        {
            var set = mask.Voxels.Index().Where(v => v.Item != 0).Select(v => mask.Size.Position(v.Index)).ToList();

            var box = Box3.Around(mask)!.Value; // not empty

            Assert.Equal((set.Min(p => p.X), set.Min(p => p.Y), set.Min(p => p.Z)), (box.X, box.Y, box.Z));
            Assert.Equal((set.Max(p => p.X) + 1, set.Max(p => p.Y) + 1, set.Max(p => p.Z) + 1), (box.EndX, box.EndY, box.EndZ));
        });

    [Fact]
    public void Grow_stops_at_the_grid()
    {
        var grown = new Box3(1, 2, 3, new Size3(2, 2, 2)).Grow(2, 1, 9, new Size3(4, 10, 8));

        Assert.Equal(new Box3(0, 1, 0, new Size3(4, 4, 8)), grown);
    }

    [Fact]
    public void Union_holds_both()
    {
        var union = new Box3(1, 5, 3, new Size3(2, 2, 2)).Union(new Box3(0, 6, 9, new Size3(1, 4, 1)));

        Assert.Equal(new Box3(0, 5, 3, new Size3(3, 5, 7)), union);
    }

    [Fact]
    public void A_crop_keeps_every_voxel_where_it_was_in_the_world()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(6, 5, 4)), (x, y, z) => (100 * x) + (10 * y) + z);
        var box = new Box3(2, 1, 1, new Size3(3, 2, 3));

        var crop = image.Crop(box);

        Grids.ForEach(box.Size, (x, y, z) =>
        {
            Assert.Equal(image[x + 2, y + 1, z + 1], crop[x, y, z]);
            var apart = crop.Geometry.VoxelToWorld.Apply(x, y, z) - image.Geometry.VoxelToWorld.Apply(x + 2, y + 1, z + 1);
            Assert.True(apart.Length < 1e-12);
        });
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(4, 0, 0)]
    [InlineData(0, 3, 0)]
    [InlineData(0, 0, 2)]
    public void A_crop_beyond_the_grid_is_refused(int x, int y, int z)
    {
        var image = new Volume<float>(Grids.Oblique(new Size3(6, 5, 4)));

        var error = Assert.Throws<ArgumentException>(() => image.Crop(new Box3(x, y, z, new Size3(3, 3, 3))));

        Assert.Contains("does not lie within the grid of 6 x 5 x 4", error.Message, StringComparison.Ordinal);
    }
}
