using CsCheck;

namespace BrainMets.Tests.Imaging;

/// <summary>
/// Whatever is done by rows, blocks, boxes and threads equals the plain way to the last bit, so that no result depends on the machine.
/// Grids are larger than elsewhere, for a row must hold more than a vector and a block.
/// </summary>
public sealed class FastEqualsPlainTests
{
    private static Gen<Size3> Size { get; } = Gen.Select(Gen.Int[1, 41], Gen.Int[1, 9], Gen.Int[1, 9], (x, y, z) => new Size3(x, y, z));

    private static Gen<VolumeGeometry> ObliqueGrid { get; } =
        Gen.Select(Size, Random3.ObliqueAffine, (size, affine) => new VolumeGeometry(size, affine));

    private static Gen<VolumeGeometry> UprightGrid { get; } = Gen.Select(Size, Random3.Spacing, Grids.Upright);

    [Fact]
    public void Distances_are_those_of_the_plain_transform() =>
        Random3.MaskOn(ObliqueGrid)
            .Sample(mask => Assert.Equal(PlainDistances.SquaredMm(mask), DistanceTransform.SquaredMm(mask).Voxels), iter: 300);

    [Fact]
    public void Dilation_and_erosion_in_a_box_are_cuts_of_the_plain_distances() =>
        Gen.Select(Random3.MaskOn(Gen.OneOf(ObliqueGrid, Millimetres)), Gen.Double[0, 8]).Sample(
            (mask, radius) =>
            {
                var limit = radius * radius * (1 + 1e-6);
                var complement = new Volume<byte>(mask.Geometry, [.. mask.Voxels.Select(m => (byte)(m == 0 ? 1 : 0))]);

                Assert.Equal(
                    PlainDistances.SquaredMm(mask).Select(d => (byte)(d <= limit ? 1 : 0)), Morphology.Dilate(mask, radius).Voxels);
                Assert.Equal(
                    PlainDistances.SquaredMm(complement).Select(d => (byte)(d > limit ? 1 : 0)), Morphology.Erode(mask, radius).Voxels);
                Assert.Equal(complement.Voxels, Morphology.Complement(mask).Voxels);
            },
            iter: 300);

    [Fact]
    public void Holes_are_the_background_that_no_walk_from_the_border_reaches() =>
        Random3.MaskOn(ObliqueGrid).Sample(
            mask =>
            {
                var (labels, _) = ConnectedComponents.Label(Morphology.Complement(mask), Connectivity.Faces6);
                var open = new HashSet<int>();
                Grids.ForEach(mask.Size, (x, y, z) =>
                {
                    if (x == 0 || y == 0 || z == 0 || x == mask.Size.X - 1 || y == mask.Size.Y - 1 || z == mask.Size.Z - 1)
                    {
                        open.Add(labels[x, y, z]);
                    }
                });

                Assert.Equal(labels.Voxels.Select(l => (byte)(l == 0 || !open.Contains(l) ? 1 : 0)), Morphology.FillHoles(mask).Voxels);
            },
            iter: 300);

    [Fact]
    public void The_largest_component_is_that_of_the_labels() =>
        Random3.MaskOn(ObliqueGrid).Sample(
            mask =>
            {
                var (labels, count) = ConnectedComponents.Label(mask, Connectivity.Corners26);
                var sizes = ConnectedComponents.Sizes(labels, count);
                var largest = Array.IndexOf(sizes, sizes.Max()) + 1;

                Assert.Equal(labels.Voxels.Select(l => (byte)(l == largest ? 1 : 0)), ConnectedComponents.Largest(mask).Voxels);
            },
            iter: 300);

    [Fact]
    public void Smoothing_adds_the_same_products_in_the_same_order() =>
        Gen.Select(Random3.ImageOn(UprightGrid), Gen.OneOf(Gen.Const(0.0), Gen.Double[0.2, 7]).Array[3]).Sample(
            (image, sigmas) =>
            {
                var expected = image;
                for (var axis = 0; axis < 3; axis++)
                {
                    expected = sigmas[axis] > 0 ? SmoothPlainly(expected, axis, sigmas[axis]) : expected;
                }

                Assert.Equal(expected.Voxels, GaussianFilter.Smooth(image, sigmas[0], sigmas[1], sigmas[2]).Voxels);
            },
            iter: 200);

    [Fact]
    public void Interpolation_by_rows_is_that_of_single_points() =>
        Gen.Select(Random3.ImageOn(Gen.OneOf(UprightGrid, ObliqueGrid)), Size, Gen.Double[0.3, 2.5].Array[3], Gen.Double[-6, 6].Array[3])
            .Sample(
            (image, size, zoom, shift) =>
            {
                var map = image.Geometry.VoxelToWorld;
                var target = new VolumeGeometry(
                    size, new Affine(
                        zoom[0] * map.ColumnX, zoom[1] * map.ColumnY, zoom[2] * map.ColumnZ, map.Apply(shift[0], shift[1], shift[2])));
                var toSource = map.Inverse().After(target.VoxelToWorld);

                var actual = Resampler.Linear(image, target, outside: -7);

                Grids.ForEach(size, (x, y, z) => Assert.Equal(Resampler.LinearAt(image, toSource.Apply(x, y, z), -7), actual[x, y, z]));
            },
            iter: 300);

    /// <summary>Spacing as in files, where many distances are equal but for their rounding.</summary>
    private static Gen<VolumeGeometry> Millimetres { get; } =
        Gen.Select(Size, Gen.Int[1, 3], (size, mm) => Grids.Upright(size, new SpacingMm(mm, mm, mm)));

    private static Volume<float> SmoothPlainly(Volume<float> image, int axis, double sigma)
    {
        var radius = Math.Max(1, (int)Math.Ceiling(3 * sigma));
        var kernel = Enumerable.Range(-radius, (2 * radius) + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma))).ToArray();
        var weights = kernel.Select(k => (float)(k / kernel.Sum())).ToArray();
        var result = new Volume<float>(image.Geometry);
        Grids.ForEach(image.Size, (x, y, z) =>
        {
            for (var k = -radius; k <= radius; k++)
            {
                var from = axis switch
                {
                    0 => image[Math.Clamp(x + k, 0, image.Size.X - 1), y, z],
                    1 => image[x, Math.Clamp(y + k, 0, image.Size.Y - 1), z],
                    _ => image[x, y, Math.Clamp(z + k, 0, image.Size.Z - 1)],
                };
                result[x, y, z] += weights[k + radius] * from;
            }
        });
        return result;
    }
}
