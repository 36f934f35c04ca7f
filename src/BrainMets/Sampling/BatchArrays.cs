namespace BrainMets.Sampling;

/// <summary>The segments of one step as plain arrays, which any thread may fill; a <see cref="Batch"/> takes them over as tensors.</summary>
public sealed class BatchArrays
{
    private readonly float[] normal;
    private readonly float[][] contexts;
    private readonly byte[] labels;

    public BatchArrays(int count, SegmentShape shape)
    {
        (Count, Shape) = (count, shape);
        normal = new float[count * shape.Normal.Count];
        contexts = [.. shape.ContextFactors.Select(f => new float[count * shape.Context(f).Count])];
        labels = new byte[count * shape.Output.Count];
    }

    public int Count { get; }

    public SegmentShape Shape { get; }

    /// <summary>Normal-resolution input, segment by segment, x fastest.</summary>
    public ReadOnlySpan<float> Normal => normal;

    /// <summary>Which lesion each voxel of the output belongs to, 0 for none.</summary>
    public ReadOnlySpan<byte> Labels => labels;

    /// <summary>Input of a context pathway.</summary>
    /// <param name="index">Which of the factors, from 0.</param>
    public ReadOnlySpan<float> Context(int index) => contexts[index];

    /// <summary>Writes segment <paramref name="index"/> from a case; <paramref name="outputStart"/> is its lowest output voxel (in the mirrored image when flipped).</summary>
    public void Set(int index, SegmentReader reader, (int X, int Y, int Z) outputStart, Augmentation augmentation)
    {
        var own = Part(normal, index);
        reader.ReadNormal(outputStart, Shape, augmentation.FlipX, own);
        augmentation.ApplyIntensity(own);
        for (var c = 0; c < contexts.Length; c++)
        {
            var context = Part(contexts[c], index);
            reader.ReadContext(Shape.ContextFactors[c], outputStart, Shape, augmentation.FlipX, context);
            augmentation.ApplyIntensity(context);
        }
    }

    /// <summary>Writes the labels of segment <paramref name="index"/>.</summary>
    public void SetLabels(int index, SamplingCase source, (int X, int Y, int Z) outputStart, bool flipX) =>
        source.Reader.ReadLabels(source.Lesions, outputStart, Shape.Output, flipX, Part(labels, index));

    private Span<T> Part<T>(T[] values, int index) => values.AsSpan(index * (values.Length / Count), values.Length / Count);
}
