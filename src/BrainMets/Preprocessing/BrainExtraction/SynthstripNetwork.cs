using System.Runtime.InteropServices;
using BrainMets.Imaging;
using static TorchSharp.torch;

namespace BrainMets.Preprocessing;

/// <summary>
/// SynthStrip's network: a U-Net with max pooling, nearest-neighbour upsampling and leaky ReLU (0.2) that gives the signed distance to the brain's
/// surface in mm, negative inside. The two levels of full resolution, whose maps would take 3 GiB and more, are computed in slabs that overlap by what
/// their convolutions reach; the result is that of the whole volume.
/// </summary>
public sealed class SynthstripNetwork : IDisposable
{
    private const int Levels = 6;
    private const int SlabPlanes = 16;

    /// <summary>Planes that two or three convolutions reach, up to the next even number, so that slabs agree with the pooled grid.</summary>
    private const int Reach = 4;
    private static readonly float[] Slope = [0.2f];

    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> layers;

    /// <param name="weights">As <see cref="SynthstripWeights.Read"/> gives them.</param>
    public SynthstripNetwork(IReadOnlyDictionary<string, float[]> weights) => layers = SynthstripLayer.All.ToDictionary(
        l => l.Name,
        l => (TensorOf(weights[l.Name + ".weight"], l.WeightShape).DetachFromDisposeScope(), TensorOf(weights[l.Name + ".bias"], [l.Outputs]).DetachFromDisposeScope()));

    /// <summary>Signed distance in mm of every voxel, [D, H, W].</summary>
    /// <param name="input">[D, H, W], W fastest.</param>
    /// <param name="size">X is D, Y is H, Z is W; each a multiple of 64.</param>
    /// <param name="progress">The part done, 0..1.</param>
    /// <param name="cancellation">Looked at before every slab and level.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public float[] Distances(float[] input, Size3 size, IProgress<double>? progress, CancellationToken cancellation)
    {
        using var noGrad = inference_mode();
        using var scope = NewDisposeScope();
        var image = TensorOf(input, [1, 1, size.X, size.Y, size.Z]); // [1, 1, D, H, W]
        var finest = zeros([1, 16, size.X, size.Y, size.Z], ScalarType.Float32); // [1, 16, D, H, W]
        var pooled = Encode(image, finest, cancellation);
        progress?.Report(0.3);
        var half = Bottom(pooled, cancellation);
        progress?.Report(0.6);
        return Finish(half, finest, progress, cancellation);
    }

    public void Dispose()
    {
        foreach (var (weight, bias) in layers.Values)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    private static Tensor TensorOf(float[] values, long[] shape)
    {
        var tensor = empty(shape, ScalarType.Float32);
        tensor.bytes = MemoryMarshal.AsBytes(values.AsSpan());
        return tensor;
    }

    /// <summary>The encoder's first level into <paramref name="finest"/>, and its pooled result.</summary>
    private Tensor Encode(Tensor image, Tensor finest, CancellationToken cancellation)
    {
        var parts = new List<Tensor>();
        ForEachSlab(image.shape[2], slab =>
        {
            var computed = Level("encoder.0", image.narrow(2, slab.From, slab.Planes)).narrow(2, slab.Skip, slab.Kept);
            finest.narrow(2, slab.Start, slab.Kept).copy_(computed);
            parts.Add(nn.functional.max_pool3d(computed, [2, 2, 2]).MoveToOuterDisposeScope());
        }, cancellation);
        return cat(parts, 2);
    }

    /// <summary>All levels below full resolution, down and up again; the result has half the resolution and the channels of the last decoder level.</summary>
    private Tensor Bottom(Tensor x, CancellationToken cancellation)
    {
        var skips = new Stack<Tensor>();
        for (var level = 1; level < Levels; level++)
        {
            cancellation.ThrowIfCancellationRequested();
            skips.Push(Level($"encoder.{level}", x));
            x = nn.functional.max_pool3d(skips.Peek(), [2, 2, 2]);
        }

        for (var level = 0; level < Levels; level++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var decoded = Level($"decoder.{level}", x);
            x = (skips.TryPop(out var skip) ? cat([Doubled(decoded), skip], 1) : decoded).MoveToOuterDisposeScope();
        }

        return x;
    }

    private float[] Finish(Tensor half, Tensor finest, IProgress<double>? progress, CancellationToken cancellation)
    {
        var planes = finest.shape[2];
        var area = finest.shape[3] * finest.shape[4];
        var distances = new float[planes * area];
        ForEachSlab(planes, slab =>
        {
            var x = cat([Doubled(half.narrow(2, slab.From / 2, slab.Planes / 2)), finest.narrow(2, slab.From, slab.Planes)], 1); // [1, 48, planes, H, W]
            x = Activated("remaining.1", Activated("remaining.0", x));
            x = Convolved("remaining.2", x).narrow(2, slab.Skip, slab.Kept).contiguous();
            MemoryMarshal.Cast<byte, float>(x.bytes).CopyTo(distances.AsSpan((int)(slab.Start * area)));
            progress?.Report(0.6 + (0.4 * (slab.Start + slab.Kept) / planes));
        }, cancellation);
        return distances;
    }

    private Tensor Level(string name, Tensor x)
    {
        using var scope = NewDisposeScope();
        return Activated($"{name}.1", Activated($"{name}.0", x)).MoveToOuterDisposeScope();
    }

    /// <summary>Leaky rectification, max(x, slope x).</summary>
    private Tensor Activated(string name, Tensor x)
    {
        using var convolved = Convolved(name, x);
        using var slope = tensor(Slope);
        using var scaled = convolved.mul(slope);
        return convolved.maximum(scaled);
    }

    private Tensor Convolved(string name, Tensor x)
    {
        var (weight, bias) = layers[name + ".conv"];
        return nn.functional.conv3d(x, weight, bias, strides: [1, 1, 1], padding: [1, 1, 1]);
    }

    private static Tensor Doubled(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2, 2], mode: InterpolationMode.Nearest);

    /// <summary>
    /// Cuts planes into slabs with <see cref="Reach"/> more on each side where there are any: of the planes computed from From on, Kept are right and to be
    /// kept after the first Skip; they begin at Start.
    /// </summary>
    private static void ForEachSlab(long planes, Action<(long From, long Planes, long Skip, long Start, long Kept)> work, CancellationToken cancellation)
    {
        for (long start = 0; start < planes; start += SlabPlanes)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var kept = Math.Min(SlabPlanes, planes - start);
            var (from, end) = (Math.Max(0, start - Reach), Math.Min(planes, start + kept + Reach));
            work((from, end - from, start - from, start, kept));
        }
    }
}
