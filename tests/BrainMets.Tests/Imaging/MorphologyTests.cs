using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class MorphologyTests
{
    private static readonly VolumeGeometry Thick = Grids.Upright(new Size3(7, 7, 7), new SpacingMm(1, 1, 3));

    [Theory]
    [InlineData(Connectivity.Faces6, 1, 7)]
    [InlineData(Connectivity.Edges18, 1, 19)]
    [InlineData(Connectivity.Corners26, 2, 125)]
    [InlineData(Connectivity.Edges18, 0, 1)]
    public void Dilation_by_steps_reaches_the_neighbours_whatever_the_spacing(Connectivity neighbours, int steps, int voxels)
    {
        var mask = new Volume<byte>(new VolumeGeometry(new Size3(5, 5, 5), Affine.FromSpacing(new SpacingMm(0.5, 1, 4)))) { [2, 2, 2] = 1 };

        Assert.Equal(voxels, Morphology.DilateBySteps(mask, neighbours, steps).Voxels.Count(v => v == 1));
        Assert.Equal(1, mask.Voxels.Count(v => v == 1)); // the given one stays as it is
    }

    [Fact]
    public void Dilation_by_steps_ends_at_the_grid()
    {
        var mask = new Volume<byte>(new VolumeGeometry(new Size3(3, 3, 3), Affine.Identity)) { [0, 0, 0] = 1 };

        Assert.Equal(7, Morphology.DilateBySteps(mask, Connectivity.Edges18, 1).Voxels.Count(v => v == 1)); // a cube of 8 less its corner
    }

    [Fact]
    public void Dilation_of_one_voxel_is_a_ball_in_millimetres()
    {
        var point = Grids.Mask(Thick, (x, y, z) => (x, y, z) == (3, 3, 3));

        var ball = Morphology.Dilate(point, 2);

        Grids.ForEach(Thick.Size, (x, y, z) =>
        {
            var squaredMm2 = ((x - 3) * (x - 3)) + ((y - 3) * (y - 3)) + (9 * (z - 3) * (z - 3));
            Assert.Equal(squaredMm2 <= 4 ? 1 : 0, ball[x, y, z]);
        });
    }

    [Fact]
    public void Erosion_is_dilation_of_the_background() =>
        Gen.Select(Random3.MaskOn(Random3.UprightGrid), Gen.Double[0.3, 4]).Sample((mask, radiusMm) =>
        {
            var eroded = Morphology.Erode(mask, radiusMm);

            var background = mask.Map(v => (byte)(1 - v));
            Assert.Equal(Morphology.Dilate(background, radiusMm).Map(v => (byte)(1 - v)).Voxels, eroded.Voxels);
        });

    [Fact]
    public void A_radius_of_whole_steps_reaches_the_last_step_in_the_spacing_of_a_file()
    {
        // 1.1 as float32 is 1.10000002: three steps are a trace more than 3.3 mm.
        var row = Grids.Mask(Grids.Upright(new Size3(8, 1, 1), new SpacingMm(1.1f, 1, 1)), (x, _, _) => x == 0);

        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0], Morphology.Dilate(row, 3.3).Voxels);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], Morphology.Erode(Morphology.Dilate(row, 100), 3.3).Voxels);
    }

    [Fact]
    public void Beyond_the_grid_counts_as_mask_when_eroding()
    {
        var full = Grids.Mask(Thick, (_, _, _) => true);

        Assert.All(Morphology.Erode(full, 5).Voxels, v => Assert.Equal(1, v));
    }

    [Fact]
    public void An_empty_mask_stays_empty()
    {
        var empty = new Volume<byte>(Thick);

        Assert.All(Morphology.Dilate(empty, 5).Voxels, v => Assert.Equal(0, v));
        Assert.All(Morphology.Erode(empty, 5).Voxels, v => Assert.Equal(0, v));
        Assert.All(Morphology.FillHoles(empty).Voxels, v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_closed_hole_is_filled_and_an_open_one_is_not()
    {
        static bool InShell(int x, int y, int z) => Math.Max(Math.Abs(x - 3), Math.Max(Math.Abs(y - 3), Math.Abs(z - 3))) == 2;
        var closed = Grids.Mask(Thick, InShell);
        var open = Grids.Mask(Thick, (x, y, z) => InShell(x, y, z) && (x, y, z) != (3, 3, 5));

        var filled = Morphology.FillHoles(closed);

        Grids.ForEach(Thick.Size, (x, y, z) => Assert.Equal(
            Math.Max(Math.Abs(x - 3), Math.Max(Math.Abs(y - 3), Math.Abs(z - 3))) <= 2 ? 1 : 0, filled[x, y, z]));
        Assert.Equal(open.Voxels, Morphology.FillHoles(open).Voxels);
    }
}
