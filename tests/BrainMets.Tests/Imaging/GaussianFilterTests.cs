using CsCheck;

namespace BrainMets.Tests.Imaging;

public sealed class GaussianFilterTests
{
    [Fact]
    public void Smoothing_equals_a_direct_convolution_in_three_dimensions() =>
        Gen.Select(Random3.ImageOn(Random3.ObliqueGrid), Gen.Double[0.2, 2], Gen.Double[0.2, 2], Gen.Double[0.2, 2]).Sample(
            (image, sigmaX, sigmaY, sigmaZ) =>
            {
                var smooth = GaussianFilter.Smooth(image, sigmaX, sigmaY, sigmaZ);

                Grids.ForEach(image.Size, (x, y, z) =>
                    Assert.Equal(Direct(image, (x, y, z), (sigmaX, sigmaY, sigmaZ)), smooth[x, y, z], 1e-3));
            },
            iter: 30);

    [Fact]
    public void Sigma_zero_leaves_an_axis_alone()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(5, 6, 7)), (x, _, _) => x * x);

        // Values change along x only, so smoothing along y and z must not be seen, and none at all is a copy.
        Assert.Equal(image.Voxels, GaussianFilter.Smooth(image, 0, 0, 0).Voxels);
        Grids.ForEach(image.Size, (x, y, z) => Assert.Equal(x * x, GaussianFilter.Smooth(image, 0, 1.5, 2.5)[x, y, z], 1e-4));
    }

    [Fact]
    public void A_constant_stays_constant_up_to_the_border()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(5, 6, 7)), (_, _, _) => 42);

        Assert.All(GaussianFilter.SmoothMm(image, 3).Voxels, v => Assert.Equal(42, v, 1e-4));
    }

    [Fact]
    public void A_width_in_millimetres_is_divided_by_the_spacing_of_each_axis()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(6, 5, 4)), (x, y, z) => (x * 3) + (y * y) - (z * z * z));

        var smooth = GaussianFilter.SmoothMm(image, 2);

        var inVoxels = GaussianFilter.Smooth(image, 2 / 0.7, 2 / 1.1, 2 / 2.5); // the grid's spacing is 0.7 x 1.1 x 2.5 mm
        Assert.All(smooth.Voxels.Index(), v => Assert.Equal(inVoxels.Voxels[v.Index], v.Item, 1e-3));
    }

    [Fact]
    public void The_input_is_not_changed()
    {
        var image = Grids.Image(Grids.Oblique(new Size3(6, 5, 4)), (x, y, z) => x + y + z);
        var before = image.Voxels.ToArray();

        GaussianFilter.Smooth(image, 1, 1, 1);

        Assert.Equal(before, image.Voxels);
    }

    /// <summary>Weights of three standard deviations each way, normalised, edges repeated: the definition, voxel by voxel.</summary>
    private static double Direct(Volume<float> image, (int X, int Y, int Z) at, (double X, double Y, double Z) sigma)
    {
        static (int Offset, double Weight)[] Weights(double sigma)
        {
            var radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
            var raw = Enumerable.Range(-radius, (2 * radius) + 1).Select(k => (k, w: Math.Exp(-k * k / (2 * sigma * sigma)))).ToList();
            return [.. raw.Select(r => (r.k, r.w / raw.Sum(s => s.w)))];
        }

        return (
            from kx in Weights(sigma.X)
            from ky in Weights(sigma.Y)
            from kz in Weights(sigma.Z)
            select kx.Weight * ky.Weight * kz.Weight * image[
                Math.Clamp(at.X + kx.Offset, 0, image.Size.X - 1),
                Math.Clamp(at.Y + ky.Offset, 0, image.Size.Y - 1),
                Math.Clamp(at.Z + kz.Offset, 0, image.Size.Z - 1)]).Sum();
    }
}
