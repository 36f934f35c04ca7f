using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class AffineTests
{
    [Fact]
    public void Voxel_zero_lies_at_the_origin_and_each_step_adds_its_column()
    {
        var affine = new Affine(new PointMm(0, 2, 0), new PointMm(-3, 0, 0), new PointMm(0, 0, 4), new PointMm(10, 20, 30));

        Assert.Equal(new PointMm(10, 20, 30), affine.Apply(0, 0, 0));
        Assert.Equal(new PointMm(10 - (3 * 5), 20 + (2 * 1), 30 + (4 * 7)), affine.Apply(1, 5, 7));
        Assert.Equal(new SpacingMm(2, 3, 4), affine.Spacing);
        Assert.Equal(24, affine.Determinant);
    }

    [Fact]
    public void Inverse_takes_the_world_back_to_the_voxel() =>
        Gen.Select(Random3.ObliqueAffine, Gen.Double[-50, 50], Gen.Double[-50, 50], Gen.Double[-50, 50]).Sample(
            (affine, x, y, z) => AssertClose(new PointMm(x, y, z), affine.Inverse().Apply(affine.Apply(x, y, z))));

    [Fact]
    public void After_applies_the_first_map_first() =>
        Gen.Select(Random3.ObliqueAffine, Random3.ObliqueAffine, Gen.Double[-50, 50]).Sample((second, first, x) =>
            AssertClose(second.Apply(first.Apply(x, 3, -7)), second.After(first).Apply(x, 3, -7)));

    [Fact]
    public void Voxel_volume_of_turned_axes_is_the_product_of_the_spacing() =>
        Random3.ObliqueAffine.Sample(affine =>
        {
            Assert.Equal(affine.Spacing.VoxelVolumeMm3, -affine.Determinant, 9); // negative: x is flipped
        });

    [Fact]
    public void Voxel_volume_of_sheared_axes_is_the_determinant()
    {
        var sheared = new Affine(new PointMm(1, 0, 0), new PointMm(1, 1, 0), new PointMm(0, 0, 2), default);

        var geometry = new VolumeGeometry(new Size3(2, 2, 2), sheared);

        Assert.Equal(2, geometry.VoxelVolumeMm3, 12); // not 1 · √2 · 2
    }

    [Fact]
    public void A_singular_map_has_no_inverse()
    {
        var flat = new Affine(new PointMm(1, 0, 0), new PointMm(2, 0, 0), new PointMm(0, 0, 1), default);

        var error = Assert.Throws<InvalidOperationException>(() => flat.Inverse());

        Assert.Contains("determinant 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_map_with_a_value_that_is_not_finite_says_so(double value)
    {
        Assert.True(Affine.Identity.IsFinite);
        Assert.False((Affine.Identity with { ColumnY = new PointMm(0, value, 0) }).IsFinite);
        Assert.False((Affine.Identity with { Origin = new PointMm(0, 0, value) }).IsFinite);
    }

    [Fact]
    public void Largest_corner_distance_finds_the_corner_that_moves_most()
    {
        var stretched = Affine.FromSpacing(new SpacingMm(1.5, 1, 1));

        // Only x grows: the far side of 11 voxels moves by 10 · 0.5 mm.
        Assert.Equal(5, Affine.Identity.LargestCornerDistanceMm(stretched, new Size3(11, 4, 4)), 12);
    }

    private static void AssertClose(PointMm expected, PointMm actual) =>
        Assert.True((expected - actual).Length < 1e-9, $"{expected} expected, {actual} found");
}
