using static TorchSharp.torch;

namespace BrainMets.Sampling;

/// <summary>
/// Segments stacked for one step, as tensors that are refilled for each batch: allocating tensors from arrays in the loop lets memory grow.
/// The batch owns them; dispose it at the end of training or prediction.
/// </summary>
internal sealed class Batch : IDisposable
{
    private BatchArrays? own;

    public Batch(int count, SegmentShape shape)
    {
        (Count, Shape) = (count, shape);
        Normal = Allocate(shape.Normal, 1, ScalarType.Float32);
        Contexts = [.. shape.ContextFactors.Select(f => Allocate(shape.Context(f), 1, ScalarType.Float32))];
        Components = empty([count, shape.Output.Z, shape.Output.Y, shape.Output.X], ScalarType.Byte).DetachFromDisposeScope();
    }

    public int Count { get; }

    public SegmentShape Shape { get; }

    /// <summary>Normal-resolution input, [N, 1, Z, Y, X] float32.</summary>
    public Tensor Normal { get; }

    /// <summary>Inputs of the context pathways in the order of the factors, [N, 1, Z, Y, X] float32.</summary>
    public IReadOnlyList<Tensor> Contexts { get; }

    /// <summary>Which lesion each voxel of the output belongs to, 0 for none; [N, Z, Y, X] uint8.</summary>
    public Tensor Components { get; }

    /// <summary>
    /// The numbers above 0 in <see cref="Components"/>, ascending: kept on the host, so that they need not be read from the device.
    /// </summary>
    public IReadOnlyList<long> LesionNumbers { get; private set; } = [];

    private BatchArrays Own => own ??= new BatchArrays(Count, Shape);

    /// <summary>
    /// Writes segment <paramref name="index"/> from a case; <paramref name="outputStart"/> is its lowest output voxel (in the mirrored
    /// image when flipped).
    /// </summary>
    public void Set(int index, SegmentReader reader, VoxelIndex outputStart, Augmentation augmentation) =>
        Own.Set(index, reader, outputStart, augmentation);

    /// <summary>Copies what was set into the tensors.</summary>
    public void Upload() => Upload(Own);

    /// <summary>Copies arrays of the same count and shape into the tensors; they may be refilled afterwards.</summary>
    public void Upload(BatchArrays arrays)
    {
        Normal.data<float>().CopyFrom(arrays.Normal);
        for (var c = 0; c < Contexts.Count; c++)
        {
            Contexts[c].data<float>().CopyFrom(arrays.Context(c));
        }

        Components.data<byte>().CopyFrom(arrays.Labels);
        LesionNumbers = NumbersIn(arrays.Labels);
    }

    public void Dispose()
    {
        Normal.Dispose();
        Components.Dispose();
        foreach (var context in Contexts)
        {
            context.Dispose();
        }
    }

    private static List<long> NumbersIn(ReadOnlySpan<byte> labels)
    {
        Span<bool> present = stackalloc bool[256];
        present.Clear();
        foreach (var label in labels)
        {
            present[label] = true;
        }

        var numbers = new List<long>();
        for (var number = 1; number < present.Length; number++)
        {
            if (present[number])
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private Tensor Allocate(Size3 size, int channels, ScalarType type) =>
        empty([Count, channels, size.Z, size.Y, size.X], type).DetachFromDisposeScope();
}

/// <summary>
/// The segments of one step as plain arrays, which any thread may fill; a <see cref="Batch"/> takes them over as tensors.
/// </summary>
internal sealed class BatchArrays
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

    /// <summary>
    /// Writes segment <paramref name="index"/> from a case; <paramref name="outputStart"/> is its lowest output voxel (in the mirrored
    /// image when flipped).
    /// </summary>
    public void Set(int index, SegmentReader reader, VoxelIndex outputStart, Augmentation augmentation)
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
    public void SetLabels(int index, SamplingCase source, VoxelIndex outputStart, bool flipX) =>
        source.Reader.ReadLabels(source.Lesions, outputStart, Shape.Output, flipX, Part(labels, index));

    private Span<T> Part<T>(T[] values, int index) => values.AsSpan(index * (values.Length / Count), values.Length / Count);
}
