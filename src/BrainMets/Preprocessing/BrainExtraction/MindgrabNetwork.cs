using System.Runtime.InteropServices;
using BrainMets.Imaging;
using static TorchSharp.torch;

namespace BrainMets.Preprocessing;

/// <summary>
/// MindGrab (brainchop): 25 dilated 3^3 convolutions of 15 channels, each followed by instance normalisation without affine and GELU, then a 1^3
/// convolution to two classes; 2.45 TMAC for 256^3 voxels. Computed slab by slab within one feature map of the whole volume (1.1 GiB); a layer is
/// complete, and its statistics with it, before the next one reads it, so the result is that of the whole volume at once.
/// </summary>
public sealed class MindgrabNetwork : IDisposable
{
    /// <summary>Values in the published file: 27 x 15 + 24 x 27 x 15 x 15 + 15 x 2 + 2.</summary>
    public const int ValueCount = 146_237;

    public const int LayerCount = 25;
    public const int Classes = 2;

    private const int Channels = 15;

    /// <summary>At least the largest dilation: see <see cref="Convolve"/>.</summary>
    private const int SlabPlanes = 16;

    private const double Epsilon = 1e-5;

    /// <summary>Each is also the zero padding of its layer; the largest is the margin of zero planes that feature maps keep at both ends.</summary>
    private static readonly int[] Dilations = [16, 8, 4, 2, 1];
    private static readonly int Margin = Dilations.Max();

    private readonly Tensor[] kernels;
    private readonly Tensor head;
    private readonly Tensor bias;

    /// <param name="values">The published file's <see cref="ValueCount"/> numbers in layer order; kernels as [kD, kH, kW, in, out], out fastest.</param>
    public MindgrabNetwork(float[] values)
    {
        using var scope = NewDisposeScope();
        kernels = new Tensor[LayerCount];
        var from = 0;
        for (var layer = 0; layer < LayerCount; layer++)
        {
            var inputs = layer == 0 ? 1 : Channels;
            var count = 27 * inputs * Channels;
            kernels[layer] = ChannelsFastest(TensorOf(values[from..(from + count)], [3, 3, 3, inputs, Channels])).DetachFromDisposeScope();
            from += count;
        }

        head = TensorOf(values[from..(from + (Channels * Classes))], [Channels, Classes]).t().contiguous().DetachFromDisposeScope(); // [out, in]
        bias = TensorOf(values[(from + (Channels * Classes))..], [Classes]).DetachFromDisposeScope();
    }

    /// <summary>[kD, kH, kW, in, out] as [out, in, kD, kH, kW] with in fastest in memory: other kernels have every feature map reordered, in twice the time.</summary>
    private static Tensor ChannelsFastest(Tensor kernel) => kernel.permute(4, 0, 1, 2, 3).contiguous().permute(0, 4, 1, 2, 3);

    /// <summary>The two logits of every voxel, [D, H, W, class], class fastest; class 1 is brain.</summary>
    /// <param name="input">[D, H, W], W fastest.</param>
    /// <param name="size">X is D, Y is H, Z is W.</param>
    /// <param name="progress">Hears of every layer when it is done.</param>
    /// <param name="cancellation">Looked at before every slab.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public float[] Logits(float[] input, Size3 size, IProgress<LayerStatistics>? progress, CancellationToken cancellation)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var image = FeatureMap(size, 1);
        image.narrow(0, Margin, size.X).copy_(TensorOf(input, [size.X, size.Y, size.Z, 1]));
        var map = FeatureMap(size, Channels);
        for (var layer = 0; layer < LayerCount; layer++)
        {
            var statistics = Convolve(layer, layer == 0 ? image : map, map, cancellation);
            Activate(map, statistics, cancellation);
            progress?.Report(statistics);
        }

        return Classify(map, size, cancellation);
    }

    public void Dispose()
    {
        foreach (var kernel in kernels)
        {
            kernel.Dispose();
        }

        head.Dispose();
        bias.Dispose();
    }

    private static Tensor TensorOf(float[] values, long[] shape)
    {
        var tensor = empty(shape, ScalarType.Float32);
        tensor.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        return tensor;
    }

    /// <summary>[Margin + D + Margin, H, W, channels]: channels fastest is what the convolution is quickest with, and slabs along D are views.</summary>
    private static Tensor FeatureMap(Size3 size, int channels) => zeros([size.X + (2 * Margin), size.Y, size.Z, channels], ScalarType.Float32);

    /// <summary>
    /// Writes each slab only when the next one has been computed, which still reads its last planes; so a layer may overwrite its own input.
    /// </summary>
    private LayerStatistics Convolve(int layer, Tensor from, Tensor to, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var moments = new ChannelMoments(Channels);
        long dilation = Dilations[layer % Dilations.Length];
        (Tensor Slab, Tensor Result)? held = null;
        void Write()
        {
            if (held is var (slab, result))
            {
                slab.copy_(result);
                moments.Add(slab);
                slab.Dispose();
                result.Dispose();
            }
        }

        ForEachSlab(to, (slab, start, planes) =>
        {
            var window = from.narrow(0, start - dilation, planes + (2 * dilation)).permute(3, 0, 1, 2).unsqueeze(0); // [1, C, planes + 2 dilation, H, W]
            var convolved = nn.functional.conv3d(
                window, kernels[layer], null, strides: [1, 1, 1], padding: [0, dilation, dilation], dilation: [dilation, dilation, dilation]);
            var result = convolved.squeeze(0).permute(1, 2, 3, 0); // [planes, H, W, C]
            Write();
            held = (slab.MoveToOuterDisposeScope(), result.MoveToOuterDisposeScope());
        }, cancellation);
        Write();
        return moments.Of(layer);
    }

    private static void Activate(Tensor map, LayerStatistics statistics, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var mean = TensorOf([.. statistics.Means.Select(m => (float)m)], [Channels]);
        var factor = TensorOf([.. statistics.Variances.Select(v => (float)(1 / Math.Sqrt(v + Epsilon)))], [Channels]);
        ForEachSlab(map, (slab, _, _) => nn.functional.gelu(slab.sub_(mean).mul_(factor), inplace: true), cancellation);
    }

    private float[] Classify(Tensor map, Size3 size, CancellationToken cancellation)
    {
        var logits = new float[size.Count * Classes];
        ForEachSlab(map, (slab, start, _) =>
        {
            var values = nn.functional.linear(slab, head, bias); // [planes, H, W, class]
            MemoryMarshal.Cast<byte, float>(values.bytes)
                .CopyTo(logits.AsSpan((int)(start - Margin) * size.Y * size.Z * Classes));
        }, cancellation);
        return logits;
    }

    /// <summary>Runs over the planes between the margins.</summary>
    private static void ForEachSlab(Tensor map, Action<Tensor, long, long> work, CancellationToken cancellation)
    {
        var end = map.shape[0] - Margin;
        for (long start = Margin; start < end; start += SlabPlanes)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var planes = Math.Min(SlabPlanes, end - start);
            work(map.narrow(0, start, planes), start, planes);
        }
    }
}
