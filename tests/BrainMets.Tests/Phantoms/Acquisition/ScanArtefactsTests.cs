using BrainMets.Phantoms;

namespace BrainMets.Tests.Phantoms;

public sealed class ScanArtefactsTests
{
    private static readonly Size3 Size = new(24, 32, 2);

    [Fact]
    public void A_complete_scan_of_a_still_head_is_left_as_it_is()
    {
        var (image, before) = (Block(), Block());

        new ScanArtefacts().Apply(image, new Random(1));

        Assert.Equal(before.Voxels, image.Voxels);
    }

    [Fact]
    public void Cutting_k_space_rings_as_the_Fourier_series_says()
    {
        var image = Block();

        new ScanArtefacts { KeptShare = 0.5 }.Apply(image, new Random(1));

        // The slow oracle: a direct sum over the frequencies kept, along x and then along y.
        var expected = Cut(Cut(Block().Voxels, Size.X, 1, Size.X), Size.Y, Size.X, Size.Y);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], image.Voxels[i], 4);
        }

        Assert.True(image.Voxels.Max() > 1.05f); // the overshoot beside an edge
    }

    [Fact]
    public void Motion_blurs_along_the_second_axis_only()
    {
        var (image, before) = (Block(), Block());

        new ScanArtefacts { MotionMm = 1.5, MotionBlocks = 5 }.Apply(image, new Random(4));

        Assert.NotEqual(before.Voxels, image.Voxels);
        for (var x = 0; x < Size.X; x++)
        {
            if (x is < 6 or >= 16)
            {
                Assert.Equal(0, Enumerable.Range(0, Size.Y).Max(y => image[x, y, 0]), 4); // nothing where nothing was
            }
        }
    }

    [Fact]
    public void A_thick_slice_is_the_mean_of_its_layers_at_the_middle_of_them()
    {
        var geometry = new VolumeGeometry(new Size3(2, 1, 6), new Affine(new(2, 0, 0), new(0, 1, 0), new(0, 0.5, 1), new(10, 20, 30)));
        var layers = new Volume<float>(geometry, [1, 2, 4, 2, 7, 2, 0, 1, 0, 1, 3, 1]);

        var slices = SliceAverage.Of(layers, 3);

        Assert.Equal([4, 2, 1, 1], slices.Voxels);
        Assert.Equal(geometry.VoxelToWorld.Apply(1, 0, 4), slices.Geometry.VoxelToWorld.Apply(1, 0, 1));
        Assert.Equal([0, 1, 0, 0], SliceAverage.Of(layers.Map(v => (byte)(v is 2 or 4 ? 1 : 0)), 3).Voxels.Select(v => (int)v).ToArray());
    }

    private static Volume<float> Block()
    {
        var image = new Volume<float>(new VolumeGeometry(Size, Affine.Identity));
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, _) = Size.Position(i);
            image.Voxels[i] = x is >= 6 and < 16 && y is >= 10 and < 22 ? 1 : 0;
        }

        return image;
    }

    private static float[] Cut(float[] voxels, int length, int stride, int size)
    {
        var result = (float[])voxels.Clone();
        for (var i = 0; i < voxels.Length; i++)
        {
            var position = i / stride % size;
            var first = i - (position * stride);
            double real = 0, imaginary = 0;
            for (var k = 0; k < length; k++)
            {
                var frequency = k <= length / 2 ? k : k - length;
                if (Math.Abs(frequency) > 0.25 * length)
                {
                    continue;
                }

                for (var n = 0; n < length; n++)
                {
                    var phase = 2 * Math.PI * frequency * (position - n) / length;
                    real += voxels[first + (n * stride)] * Math.Cos(phase) / length;
                    imaginary += voxels[first + (n * stride)] * Math.Sin(phase) / length;
                }
            }

            result[i] = (float)Math.Sqrt((real * real) + (imaginary * imaginary));
        }

        return result;
    }
}
