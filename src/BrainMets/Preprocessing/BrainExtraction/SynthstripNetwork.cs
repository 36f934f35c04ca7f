using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace BrainMets.Preprocessing;

/// <summary>
/// SynthStrip's network: a U-Net with max pooling, nearest-neighbour upsampling and leaky ReLU (0.2) that gives the signed distance to the
/// brain's surface in mm, negative inside. The two levels of full resolution, whose maps would take 3 GiB and more, are computed in slabs
/// that overlap by what their convolutions reach; the result is that of the whole volume.
/// </summary>
internal sealed class SynthstripNetwork : IDisposable
{
    private const int Levels = 6;
    private const int SlabPlanes = 16;

    /// <summary>
    /// Planes that two or three convolutions reach, up to the next even number, so that slabs agree with the pooled grid.
    /// </summary>
    private const int Reach = 4;
    private static readonly float[] Slope = [0.2f];

    private readonly Dictionary<string, (Tensor Weight, Tensor Bias)> layers;

    /// <param name="weights">As <see cref="SynthstripWeights.Read"/> gives them.</param>
    public SynthstripNetwork(IReadOnlyDictionary<string, float[]> weights) => layers = SynthstripLayer.All.ToDictionary(
        l => l.Name,
        l => (TensorOf(weights[l.Name + ".weight"], l.WeightShape).DetachFromDisposeScope(),
            TensorOf(weights[l.Name + ".bias"], [l.Outputs]).DetachFromDisposeScope()));

    /// <summary>Signed distance in mm of every voxel, [D, H, W].</summary>
    /// <param name="input">[D, H, W], W fastest.</param>
    /// <param name="size">X is D, Y is H, Z is W; each a multiple of 64.</param>
    /// <param name="progress">The part done, 0..1.</param>
    /// <param name="cancellation">Checked before every slab and level.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
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

    /// <summary>
    /// All levels below full resolution, down and up again; the result has half the resolution and the channels of the last decoder level.
    /// </summary>
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
            // [1, 48, planes, H, W]
            var x = cat([Doubled(half.narrow(2, slab.From / 2, slab.Planes / 2)), finest.narrow(2, slab.From, slab.Planes)], 1);
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
    /// Cuts planes into slabs with <see cref="Reach"/> more on each side where there are any.
    /// </summary>
    private static void ForEachSlab(long planes, Action<Slab> work, CancellationToken cancellation)
    {
        for (long start = 0; start < planes; start += SlabPlanes)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var kept = Math.Min(SlabPlanes, planes - start);
            var (from, end) = (Math.Max(0, start - Reach), Math.Min(planes, start + kept + Reach));
            work(new Slab(from, end - from, start - from, start, kept));
        }
    }

    /// <summary>
    /// <paramref name="Planes"/> planes from <paramref name="From"/> on are computed; of these, <paramref name="Kept"/> after the first
    /// <paramref name="Skip"/> are right and kept, and begin at <paramref name="Start"/> of the whole.
    /// </summary>
    private readonly record struct Slab(long From, long Planes, long Skip, long Start, long Kept);
}

/// <summary>One 3^3 convolution with bias of the published network.</summary>
/// <param name="Name">As in the checkpoint, without ".weight" or ".bias".</param>
/// <param name="Inputs">Channels in.</param>
/// <param name="Outputs">Channels out.</param>
internal sealed record SynthstripLayer(string Name, int Inputs, int Outputs)
{
    private const int Levels = 6;
    private const int ConvolutionsPerLevel = 2;

    /// <summary>Channels of the encoder's levels, finest first; the coarsest level has as many as the last.</summary>
    private static readonly int[] Features = [16, 32, 64, 64, 64, 64];
    private static readonly int[] DecoderFeatures = [64, 64, 64, 64, 64, 32];
    private static readonly int[] FinalFeatures = [16, 16, 1];

    /// <summary>
    /// All 27 in the order of computation (Hoopes et al., NeuroImage 260, 2022, 119474): an encoder of six levels and a decoder of six, two
    /// convolutions each, then three at full resolution. Each decoder level but the first also reads what the encoder had at its
    /// resolution.
    /// </summary>
    public static IReadOnlyList<SynthstripLayer> All { get; } = [.. Encoder(), .. Decoder(), .. Final()];

    /// <summary>[out, in, 3, 3, 3].</summary>
    public long[] WeightShape => [Outputs, Inputs, 3, 3, 3];

    private static IEnumerable<SynthstripLayer> Encoder()
    {
        var channels = 1;
        for (var level = 0; level < Levels; level++)
        {
            for (var step = 0; step < ConvolutionsPerLevel; step++)
            {
                yield return new SynthstripLayer($"encoder.{level}.{step}.conv", channels, Features[level]);
                channels = Features[level];
            }
        }
    }

    private static IEnumerable<SynthstripLayer> Decoder()
    {
        var channels = Features[^1];
        for (var level = 0; level < Levels; level++)
        {
            for (var step = 0; step < ConvolutionsPerLevel; step++)
            {
                yield return new SynthstripLayer($"decoder.{level}.{step}.conv", channels, DecoderFeatures[level]);
                channels = DecoderFeatures[level];
            }

            channels += Features[Levels - 1 - level];
        }
    }

    private static IEnumerable<SynthstripLayer> Final()
    {
        var channels = DecoderFeatures[^1] + Features[0];
        for (var step = 0; step < FinalFeatures.Length; step++)
        {
            yield return new SynthstripLayer($"remaining.{step}.conv", channels, FinalFeatures[step]);
            channels = FinalFeatures[step];
        }
    }
}

/// <summary>Reads SynthStrip's published weights from a safetensors file and holds them against the published list of layers.</summary>
internal static class SynthstripWeights
{
    /// <summary>Weight and bias of each layer by their names in the checkpoint.</summary>
    /// <exception cref="InvalidInputException">The file is broken, or a tensor is missing, surplus, misshapen or not float32.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = SafeTensorsHeader.Read(file, path);
        var expected = SynthstripLayer.All
            .SelectMany(l => new[] { (Name: l.Name + ".weight", Shape: l.WeightShape), (Name: l.Name + ".bias", Shape: [l.Outputs]) })
            .ToDictionary(t => t.Name, t => t.Shape);
        var faults = Faults(header, expected).ToList();
        return faults.Count == 0
            ? expected.Keys.ToDictionary(
                name => name, name => MemoryMarshal.Cast<byte, float>(header.ReadTensor(file, path, name, sizeof(float))).ToArray())
            : throw new InvalidInputException(
                path,
                $"does not hold SynthStrip's network: "
                    + $"{string.Join("; ", faults.Take(3))}{(faults.Count > 3 ? $"; {faults.Count - 3} more" : "")}. "
                + $"Expected are the {expected.Count} tensors of the published checkpoint's model_state_dict, in float32; "
                + "docs/brain-extraction.md describes how to write them.");
    }

    private static IEnumerable<string> Faults(SafeTensorsHeader header, Dictionary<string, long[]> expected)
    {
        foreach (var (name, shape) in expected)
        {
            if (!header.Tensors.TryGetValue(name, out var found))
            {
                yield return $"{name} is missing";
            }
            else if (!found.Shape.AsSpan().SequenceEqual(shape))
            {
                yield return $"{name} has shape [{string.Join(", ", found.Shape)}], expected [{string.Join(", ", shape)}]";
            }
            else if (found.DType != "F32")
            {
                yield return $"{name} is of type {found.DType}, expected F32";
            }
        }

        foreach (var surplus in header.Tensors.Keys.Where(name => !expected.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            yield return $"{surplus} is not part of the network";
        }
    }
}

/// <summary>The input of SynthStrip: 1 mm, sides that are multiples of 64 voxels, intensities 0 to 1.</summary>
internal static class SynthstripInput
{
    private const int SideStep = 64;
    private const int SmallestSide = 192;
    private const int LargestSide = 320;
    private const double BrightPart = 0.99;

    /// <summary>
    /// Nearest neighbour onto 1 mm voxels along the source's axes, cropped to what is not 0, padded with 0 (or cut, beyond 320 mm) evenly
    /// on both sides; then the minimum becomes 0 and the 99th percentile 1.
    /// </summary>
    public static Volume<float> Conform(Volume<float> image)
    {
        var whole = Resampler.Nearest(image, ConformedGrid.AlongSourceAxes(image.Geometry));
        var box = Box3.Around(whole.Map(v => (byte)(v != 0 ? 1 : 0))) ?? Box3.Whole(whole.Size);
        var size = new Size3(Side(box.Size.X), Side(box.Size.Y), Side(box.Size.Z));
        var map = whole.Geometry.VoxelToWorld;
        var (x, y, z) = (Start(box.X, box.Size.X, size.X), Start(box.Y, box.Size.Y, size.Y), Start(box.Z, box.Size.Z, size.Z));
        var conformed = new Volume<float>(new VolumeGeometry(size, map with { Origin = map.Apply(x, y, z) }));
        for (var i = 0; i < conformed.Voxels.Length; i++)
        {
            var at = size.Position(i);
            var (fx, fy, fz) = (at.X + x, at.Y + y, at.Z + z);
            conformed.Voxels[i] = box.Size.Contains(fx - box.X, fy - box.Y, fz - box.Z) ? whole[fx, fy, fz] : 0;
        }

        var low = conformed.Voxels.Min();
        var span = Quantiles.At(conformed.Voxels, BrightPart) - low;
        return span > 0 ? conformed.Map(v => Math.Clamp((v - low) / span, 0, 1)) : conformed.Map(_ => 0f);
    }

    private static int Side(int voxels) => Math.Clamp((voxels + SideStep - 1) / SideStep * SideStep, SmallestSide, LargestSide);

    private static int Start(int boxStart, int boxSize, int size) => boxStart - (int)Math.Floor((size - boxSize) / 2.0);
}
