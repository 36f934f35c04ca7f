using BrainMets.Preprocessing;
using BrainMets.Sampling;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Sampling;

public sealed class SamplingTests
{
    private static readonly SegmentShape Shape = new(new Size3(9, 9, 9), 4, [3, 5]);

    [Fact]
    public void Half_of_the_segments_are_centred_on_lesions()
    {
        using var batch = Filled(new SamplingOptions { OutputSize = 9, BatchSize = 10 });

        var labels = batch.Components.data<byte>().ToArray();

        var centred = Enumerable.Range(0, 10).Count(i => labels[(i * 729) + 364] > 0); // voxel (4, 4, 4) of each
        Assert.Equal(5, centred);
    }

    [Fact]
    public void A_segment_shows_the_image_around_its_centre()
    {
        var source = Ramp();
        var reader = new SegmentReader(source, [3, 5], ContextPool.Stride);
        var normal = new float[Shape.Normal.Count];

        reader.ReadNormal(new VoxelIndex(10, 11, 12), Shape, flipX: false, normal);

        Assert.Equal(source.Image[10 - 4, 11 - 4, 12 - 4], normal[0]);
        Assert.Equal(source.Image[10 + 5, 11 + 6, 12 + 7], normal[Shape.Normal.Index(9, 10, 11)]);
    }

    [Fact]
    public void Beyond_the_edge_the_normal_pathway_sees_the_image_mirrored_and_the_context_nothing()
    {
        var source = Ramp();
        var reader = new SegmentReader(source, [3, 5], ContextPool.Stride);
        var normal = new float[Shape.Normal.Count];
        var context = new float[Shape.Context(5).Count];

        reader.ReadNormal(new VoxelIndex(0, 0, 0), Shape, flipX: false, normal);
        reader.ReadContext(5, new VoxelIndex(0, 0, 0), Shape, flipX: false, context);

        Assert.Equal(source.Image[4, 4, 4], normal[0]);                     // -4 mirrors to 4
        Assert.Equal(source.Image[1, 0, 0], normal[Shape.Normal.Index(3, 4, 4)]);
        Assert.Equal(IntensityNormalization.OutsideBrain, context[0]);      // starts at 0 - 4*5 + 2 = -18
        Assert.Equal(source.Image[2, 2, 2], context[Shape.Context(5).Index(4, 4, 4)]);
    }

    [Fact]
    public void A_flipped_segment_is_the_segment_of_the_flipped_volume()
    {
        var source = Ramp();
        var flipped = source with { Image = Flip(source.Image) };
        foreach (var factor in new[] { 3, 5 })
        {
            var (a, b) = (new float[Shape.Context(factor).Count], new float[Shape.Context(factor).Count]);

            new SegmentReader(source, [3, 5], ContextPool.Stride).ReadContext(factor, new VoxelIndex(7, 8, 9), Shape, flipX: true, a);
            new SegmentReader(flipped, [3, 5], ContextPool.Stride).ReadContext(factor, new VoxelIndex(7, 8, 9), Shape, flipX: false, b);

            Assert.Equal(b, a);
        }
    }

    [Fact]
    public void Mean_pooling_averages_the_block_it_stands_for()
    {
        var source = Ramp();
        var context = new float[Shape.Context(3).Count];

        new SegmentReader(source, [3], ContextPool.Mean).ReadContext(
            3, new VoxelIndex(12, 12, 12), new SegmentShape(Shape.Output, 4, [3]), flipX: false, context);

        var mean = (from z in Enumerable.Range(12, 3)
                    from y in Enumerable.Range(12, 3)
                    from x in Enumerable.Range(12, 3)
                    select source.Image[x, y, z]).Average();
        Assert.Equal(mean, context[Shape.Context(3).Index(4, 4, 4)], 1e-2);
    }

    [Fact]
    public void The_same_seed_epoch_and_step_give_the_same_batch_whatever_came_before()
    {
        var options = new SamplingOptions { OutputSize = 9, BatchSize = 4 };
        using var first = Filled(options, epoch: 3, step: 2);
        using var later = Filled(options, epoch: 0, step: 0);

        var arrays = new BatchArrays(options.BatchSize, Shape);
        Sampler(options).Fill(arrays, 3, 2, CancellationToken.None);
        later.Upload(arrays);

        Assert.Equal(first.Normal.data<float>().ToArray(), later.Normal.data<float>().ToArray());
    }

    [Fact]
    public void By_lesion_a_small_lesion_is_drawn_as_often_as_a_large_one()
    {
        var source = new SamplingCase(MiniCases.Prepared("a", 4), [3, 5], ContextPool.Stride);
        var random = new Random(1);

        var components = Enumerable.Range(0, 2000)
            .Select(_ => source.DrawLesion(LesionCentres.Lesion, random)!.Value) // the case has lesions
            .Select(p => source.Lesions.Single(l => l.All.Contains(source.Reader.ImageSize.Index(p.X, p.Y, p.Z))).Number).ToList();

        Assert.InRange(components.Count(c => c == 1) / 2000.0, 0.45, 0.55);
    }

    [Fact]
    public void Cases_without_any_lesion_cannot_be_trained_on()
    {
        var prepared = MiniCases.Prepared("a", 1);
        var healthy = new SamplingCase(prepared with { Reference = prepared.Brain.Map(_ => (byte)0) }, [3], ContextPool.Stride);

        Assert.Throws<ArgumentException>(() => new PatchSampler([healthy], new SamplingOptions(), 1));
    }

    private static PatchSampler Sampler(SamplingOptions options) =>
        new([.. Enumerable.Range(1, 3).Select(i => new SamplingCase(MiniCases.Prepared($"m{i}", i), [3, 5], ContextPool.Stride))],
            options, 1);

    private static Batch Filled(SamplingOptions options, int epoch = 0, int step = 0)
    {
        var batch = new Batch(options.BatchSize, Shape);
        var arrays = new BatchArrays(options.BatchSize, Shape);
        Sampler(options).Fill(arrays, epoch, step, CancellationToken.None);
        batch.Upload(arrays);
        return batch;
    }

    /// <summary>Every voxel has a value of its own, so that no two positions can be mistaken for each other.</summary>
    private static PreparedCase Ramp()
    {
        var image = new Volume<float>(new VolumeGeometry(new Size3(31, 29, 27), Affine.Identity));
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            image.Voxels[i] = i;
        }

        return new PreparedCase
        {
            CaseId = "ramp",
            Patient = "ramp",
            Image = image,
            Brain = image.Map(_ => (byte)1),
            Source = image.Geometry,
        };
    }

    private static Volume<float> Flip(Volume<float> image)
    {
        var flipped = new Volume<float>(image.Geometry);
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = image.Size.Position(i);
            flipped[image.Size.X - 1 - x, y, z] = image.Voxels[i];
        }

        return flipped;
    }
}
