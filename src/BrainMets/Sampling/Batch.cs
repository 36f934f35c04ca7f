using BrainMets.Imaging;
using BrainMets.Sampling.Segments;
using static TorchSharp.torch;

namespace BrainMets.Sampling;

/// <summary>
/// Segments stacked for one step, as tensors that are filled anew for each batch: allocating tensors from arrays in the loop lets
/// memory grow. The batch owns them; dispose it at the end of training or prediction.
/// </summary>
public sealed class Batch : IDisposable
{
    private readonly float[] normalValues;
    private readonly float[][] contextValues;
    private readonly byte[] labelValues;

    public Batch(int count, SegmentShape shape)
    {
        (Count, Shape) = (count, shape);
        normalValues = new float[count * shape.Normal.Count];
        contextValues = [.. shape.ContextFactors.Select(f => new float[count * shape.Context(f).Count])];
        labelValues = new byte[count * shape.Output.Count];
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

    /// <summary>Writes segment <paramref name="index"/> from a case; <paramref name="outputStart"/> is its lowest output voxel (in the mirrored image when flipped).</summary>
    public void Set(int index, SegmentReader reader, (int X, int Y, int Z) outputStart, Augmentation augmentation)
    {
        var normal = Part(normalValues, index);
        reader.ReadNormal(outputStart, Shape, augmentation.FlipX, normal);
        augmentation.ApplyIntensity(normal);
        for (var c = 0; c < contextValues.Length; c++)
        {
            var context = Part(contextValues[c], index);
            reader.ReadContext(Shape.ContextFactors[c], outputStart, Shape, augmentation.FlipX, context);
            augmentation.ApplyIntensity(context);
        }
    }

    /// <summary>Writes the labels of segment <paramref name="index"/>.</summary>
    public void SetLabels(int index, SamplingCase source, (int X, int Y, int Z) outputStart, bool flipX) =>
        source.Reader.ReadLabels(source.Components, outputStart, Shape.Output, flipX, Part(labelValues, index));

    /// <summary>Copies what was set into the tensors.</summary>
    public void Upload()
    {
        Normal.data<float>().CopyFrom(normalValues);
        for (var c = 0; c < contextValues.Length; c++)
        {
            Contexts[c].data<float>().CopyFrom(contextValues[c]);
        }

        Components.data<byte>().CopyFrom(labelValues);
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

    private Tensor Allocate(Size3 size, int channels, ScalarType type) =>
        empty([Count, channels, size.Z, size.Y, size.X], type).DetachFromDisposeScope();

    private Span<T> Part<T>(T[] values, int index) => values.AsSpan(index * (values.Length / Count), values.Length / Count);
}
