using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace BrainMets.Preprocessing;

/// <summary>
/// MindGrab (brainchop): 25 dilated 3^3 convolutions of 15 channels, each followed by instance normalisation without affine and GELU, then
/// a 1^3 convolution to two classes; 2.45 TMAC for 256^3 voxels. Computed slab by slab within one feature map of the whole volume (1.1
/// GiB); a layer is complete, and its statistics with it, before the next one reads it, so the result is that of the whole volume at once.
/// </summary>
internal sealed class MindgrabNetwork : IDisposable
{
    /// <summary>Values in the published file: 27 x 15 + 24 x 27 x 15 x 15 + 15 x 2 + 2.</summary>
    public const int ValueCount = 146_237;

    public const int LayerCount = 25;
    public const int Classes = 2;

    private const int Channels = 15;

    /// <summary>At least the largest dilation: see <see cref="Convolve"/>.</summary>
    private const int SlabPlanes = 16;

    private const double Epsilon = 1e-5;

    /// <summary>
    /// Each is also the zero padding of its layer; the largest is the margin of zero planes that feature maps keep at both ends.
    /// </summary>
    private static readonly int[] Dilations = [16, 8, 4, 2, 1];
    private static readonly int Margin = Dilations.Max();

    private readonly Tensor[] kernels;
    private readonly Tensor head;
    private readonly Tensor bias;

    /// <param name="values">
    /// The published file's <see cref="ValueCount"/> numbers in layer order; kernels as [kD, kH, kW, in, out], out fastest.
    /// </param>
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

        // [out, in]
        head = TensorOf(values[from..(from + (Channels * Classes))], [Channels, Classes]).t().contiguous().DetachFromDisposeScope();
        bias = TensorOf(values[(from + (Channels * Classes))..], [Classes]).DetachFromDisposeScope();
    }

    /// <summary>
    /// [kD, kH, kW, in, out] as [out, in, kD, kH, kW] with in fastest in memory: other kernels have every feature map reordered, in twice
    /// the time.
    /// </summary>
    private static Tensor ChannelsFastest(Tensor kernel) => kernel.permute(4, 0, 1, 2, 3).contiguous().permute(0, 4, 1, 2, 3);

    /// <summary>The two logits of every voxel, [D, H, W, class], class fastest; class 1 is brain.</summary>
    /// <param name="input">[D, H, W], W fastest.</param>
    /// <param name="size">X is D, Y is H, Z is W.</param>
    /// <param name="progress">Hears of every layer when it is done.</param>
    /// <param name="cancellation">Checked before every slab.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
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

    /// <summary>
    /// [Margin + D + Margin, H, W, channels]: channels fastest is what the convolution is quickest with, and slabs along D are views.
    /// </summary>
    private static Tensor FeatureMap(Size3 size, int channels) =>
        zeros([size.X + (2 * Margin), size.Y, size.Z, channels], ScalarType.Float32);

    /// <summary>
    /// Writes each slab only when the next one has been computed, which still reads its last planes; so a layer may overwrite its own
    /// input.
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
            // [1, C, planes + 2 dilation, H, W]
            var window = from.narrow(0, start - dilation, planes + (2 * dilation)).permute(3, 0, 1, 2).unsqueeze(0);
            var convolved = nn.functional.conv3d(
                window, kernels[layer], null, strides: [1, 1, 1], padding: [0, dilation, dilation],
                    dilation: [dilation, dilation, dilation]);
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
            MemoryMarshal.Cast<byte, float>(values.bytes).CopyTo(logits.AsSpan((int)(start - Margin) * size.Y * size.Z * Classes));
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

/// <summary>One layer of a network is done: mean and biased variance of each channel over the whole volume, before normalisation.</summary>
/// <param name="Layer">From 0.</param>
/// <param name="Means">One a channel.</param>
/// <param name="Variances">One a channel.</param>
internal sealed record LayerStatistics(int Layer, double[] Means, double[] Variances);

/// <summary>
/// Mean and variance of each channel over slabs that come one after the other; channels run fastest. Sums are kept in double.
/// </summary>
internal sealed class ChannelMoments(int channels)
{
    private readonly double[] sums = new double[channels];
    private readonly double[] squares = new double[channels];
    private long count;

    /// <param name="slab">Contiguous, float32, [.., channels].</param>
    public void Add(Tensor slab)
    {
        var values = MemoryMarshal.Cast<byte, float>(slab.bytes);
        for (var i = 0; i < values.Length; i += channels)
        {
            var voxel = values.Slice(i, channels);
            for (var c = 0; c < voxel.Length; c++)
            {
                double value = voxel[c];
                sums[c] += value;
                squares[c] += value * value;
            }
        }

        count += values.Length / channels;
    }

    public LayerStatistics Of(int layer)
    {
        var means = sums.Select(s => s / count).ToArray();
        return new LayerStatistics(layer, means, [.. squares.Select((s, c) => Math.Max(0, (s / count) - (means[c] * means[c])))]);
    }
}

/// <summary>The input of MindGrab: 256 x 256 x 256 voxels of 1 mm, whole numbers 0 to 255, then 0 to 1 between two quantiles.</summary>
internal static class MindgrabInput
{
    /// <summary>
    /// The network's instance normalisation takes its statistics over the whole cube with all its air; cutting air away changes the answer
    /// (Dice 0.94 to the full mask with 20 mm of air left, by the network's documentation of this data), so the size is fixed.
    /// </summary>
    public static Size3 Size { get; } = new(256, 256, 256);

    private const int Bins = 1000;
    private const double Largest = 255;

    /// <summary>A darker image than this part of negative voxels keeps its minimum as black; otherwise black is 0.</summary>
    private const double LeastNegativePart = 0.02;
    private const double BrightPart = 0.02;

    private static readonly (double Low, double High) Quantiles = (0.02, 0.98);

    /// <summary>Intensities to 0 … 255, trilinear to the cube (black beyond the field of view), rounded.</summary>
    public static Volume<byte> Conform(Volume<float> image)
    {
        var (low, high) = Window(image.Voxels);
        var (black, factor) = ((float)low, (float)(Largest / (high - low)));
        double Scaled(float voxel) => Math.Clamp((voxel - black) * factor, 0, (float)Largest);
        var conformed = new Volume<byte>(ConformedGrid.AlongWorldAxes(image.Geometry, Size));
        var toSource = image.Geometry.VoxelToWorld.Inverse().After(conformed.Geometry.VoxelToWorld);
        Parallel.For(0, Size.Z, z =>
        {
            for (var y = 0; y < Size.Y; y++)
            {
                for (var x = 0; x < Size.X; x++)
                {
                    var voxel = toSource.Apply(x, y, z);
                    conformed[x, y, z] = Between(image.Size, voxel) ? (byte)(LinearAt(image, voxel, Scaled) + 0.5) : (byte)0;
                }
            }
        });
        return conformed;
    }

    /// <summary>Two quantiles of all voxels become 0 and 1; what lies beyond is clipped.</summary>
    public static float[] Normalize(ReadOnlySpan<byte> conformed)
    {
        var counts = new long[256];
        foreach (var value in conformed)
        {
            counts[value]++;
        }

        var (low, high) = (At(counts, Quantiles.Low), At(counts, Quantiles.High));
        var table = Enumerable.Range(0, 256).Select(v => (float)Math.Clamp((v - low) / (high - low + 1e-3), 0, 1)).ToArray();
        var normalized = new float[conformed.Length];
        for (var i = 0; i < normalized.Length; i++)
        {
            normalized[i] = table[conformed[i]];
        }

        return normalized;
    }

    /// <summary>
    /// Black and white. White is the lower edge of the bin before the one in which 98 % of the voxels that are not 0 are reached: a bin
    /// lower than one would think, but so the published weights were applied, and the sample logits come out only so.
    /// </summary>
    public static (double Low, double High) Window(ReadOnlySpan<float> voxels)
    {
        var (minimum, maximum, negative, filled) = (double.PositiveInfinity, double.NegativeInfinity, 0L, 0L);
        foreach (var voxel in voxels)
        {
            (minimum, maximum) = (Math.Min(minimum, voxel), Math.Max(maximum, voxel));
            negative += voxel < 0 ? 1 : 0;
            filled += voxel != 0 ? 1 : 0;
        }

        var width = (maximum - minimum) / Bins;
        var counts = new long[Bins];
        foreach (var voxel in voxels)
        {
            counts[Math.Min(Bins - 1, (int)((voxel - minimum) / width))]++;
        }

        var below = voxels.Length - (long)(BrightPart * filled);
        var (bin, sum) = (0, counts[0]);
        while (bin < Bins - 1 && sum < below)
        {
            sum += counts[++bin];
        }

        var low = negative < LeastNegativePart * voxels.Length ? 0 : minimum;
        var high = minimum + (Math.Max(1, bin - 1) * width);
        return (low, Math.Max(high, low + width));
    }

    /// <summary>
    /// Whether a point lies between voxel centres; the half voxel beyond the outermost ones was black in training. Without tolerance, on
    /// purpose: where the cube's planes meet the outermost centres, the last digits of the affine decide, and they do so as in the
    /// published tool.
    /// </summary>
    private static bool Between(Size3 size, PointMm voxel) =>
        voxel is { X: >= 0, Y: >= 0, Z: >= 0 } && voxel.X <= size.X - 1 && voxel.Y <= size.Y - 1 && voxel.Z <= size.Z - 1;

    /// <summary>
    /// Trilinear in double, of intensities scaled in float: so the sample was made. Any other mix rounds a dozen of the cube's voxels to
    /// the other neighbour, and that alone moves logits by 1e-3.
    /// </summary>
    private static double LinearAt(Volume<float> image, PointMm voxel, Func<float, double> scaled)
    {
        var (x, y, z) = ((int)voxel.X, (int)voxel.Y, (int)voxel.Z);
        var (fx, fy, fz) = (voxel.X - x, voxel.Y - y, voxel.Z - z);
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (dx, dy, dz) = (corner & 1, (corner >> 1) & 1, corner >> 2);
            var weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy) * (dz == 0 ? 1 - fz : fz);
            sum += weight == 0 ? 0 : weight * scaled(image[x + dx, y + dy, z + dz]);
        }

        return sum;
    }

    /// <summary>A quantile of whole numbers by their counts, interpolated between neighbours in rank.</summary>
    private static double At(long[] counts, double part)
    {
        var rank = part * (counts.Sum() - 1);
        var (lower, fraction) = ((long)rank, rank - (long)rank);
        return ((1 - fraction) * Ranked(counts, lower)) + (fraction * Ranked(counts, lower + 1));
    }

    private static int Ranked(long[] counts, long rank)
    {
        var value = 0;
        for (var sum = counts[0]; value < counts.Length - 1 && sum <= rank; sum += counts[++value])
        {
            // Counting up to the value that holds this rank.
        }

        return value;
    }
}
