using BrainMets.Preprocessing;
using BrainMets.Sampling;
using CsCheck;

namespace BrainMets.Tests.Sampling;

/// <summary>Against what is plainly right and takes a volume each: a volume of means, a label map.</summary>
public sealed class SegmentReaderTests
{
    private static readonly SegmentShape Shape = new(new Size3(6, 4, 5), 2, [3, 5]);

    [Fact]
    public void Means_of_a_region_are_to_the_bit_those_of_the_whole_volume() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool, Gen.OneOfConst(3, 5)).Sample((seed, flip, factor) =>
    {
        var prepared = Random(seed);
        var start = Start(seed);
        var read = new float[Shape.Context(factor).Count];

        new SegmentReader(prepared, [3, 5], ContextPool.Mean).ReadContext(factor, start, Shape, flip, read);

        var expected = new float[read.Length];
        var means = prepared with { Image = new Volume<float>(prepared.Image.Geometry, MeansOfAll(prepared.Image, factor)) };
        new SegmentReader(means, [3, 5], ContextPool.Stride).ReadContext(factor, start, Shape, flip, expected);
        Assert.Equal(expected, read);
    });

    [Fact]
    public void Labels_are_those_of_the_label_map() => Gen.Select(Gen.Int[0, 100_000], Gen.Bool).Sample((seed, flip) =>
    {
        var prepared = Random(seed);
        var start = Start(seed);
        var labels = ConnectedComponents.Label(prepared.Reference!, Connectivity.Corners26).Labels;
        var read = Enumerable.Repeat((byte)9, (int)Shape.Output.Count).ToArray(); // left from the segment before

        new SegmentReader(prepared, [3, 5], ContextPool.Stride).ReadLabels(
            LesionVoxels.Of(prepared.Reference!, prepared.Brain.Voxels), start, Shape.Output, flip, read);

        for (var i = 0; i < read.Length; i++)
        {
            var (x, y, z) = Shape.Output.Position(i);
            (x, y, z) = (x + start.X, y + start.Y, z + start.Z);
            x = flip ? labels.Size.X - 1 - x : x;
            Assert.Equal(labels.Size.Contains(x, y, z) ? labels[x, y, z] : 0, read[i]);
        }
    });

    [Fact]
    public void A_box_beside_the_image_has_no_context()
    {
        var read = new float[Shape.Context(3).Count];

        new SegmentReader(Random(1), [3], ContextPool.Mean).ReadContext(3, new VoxelIndex(1000, 0, 0), Shape, flipX: false, read);

        Assert.All(read, v => Assert.Equal(IntensityNormalization.OutsideBrain, v));
    }

    [Fact]
    public void A_factor_that_the_reader_was_not_made_for_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new SegmentReader(Random(1), [3], ContextPool.Mean).ReadContext(
                5, new VoxelIndex(0, 0, 0), Shape, false, new float[5000]));

        Assert.Contains("factor is 5; the reader was made for 3", e.Message, StringComparison.Ordinal);
    }

    private static VoxelIndex Start(int seed)
    {
        var random = new Random(seed + 1);
        return new(random.Next(-8, 18), random.Next(-8, 18), random.Next(-8, 18));
    }

    private static PreparedCase Random(int seed)
    {
        var random = new Random(seed);
        var geometry = new VolumeGeometry(new Size3(13, 11, 9), Affine.Identity);
        var image = new Volume<float>(geometry).Map(_ => (float)random.NextDouble());
        var reference = image.Map(_ => (byte)(random.Next(8) == 0 ? 1 : 0));
        return new PreparedCase
        {
            CaseId = "r",
            Patient = "r",
            Image = image,
            Brain = image.Map(_ => (byte)1),
            Reference = reference,
            Source = geometry,
        };
    }

    /// <summary>The mean over a cube around each voxel, edge values repeated, axis by axis.</summary>
    private static float[] MeansOfAll(Volume<float> image, int side)
    {
        var size = image.Size;
        var (from, to) = ((float[])image.Voxels.Clone(), new float[image.Voxels.Length]);
        foreach (var (stride, length) in new[] { (1, size.X), (size.X, size.Y), (size.X * size.Y, size.Z) })
        {
            for (var i = 0; i < from.Length; i++)
            {
                var position = i / stride % length;
                var sum = 0f;
                for (var k = -(side / 2); k <= side / 2; k++)
                {
                    sum += from[i + ((Math.Clamp(position + k, 0, length - 1) - position) * stride)];
                }

                to[i] = sum / side;
            }

            (from, to) = (to, from);
        }

        return from;
    }
}
