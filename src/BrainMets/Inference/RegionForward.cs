using System.Runtime.CompilerServices;
using BrainMets.Model;
using BrainMets.Sampling;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// A trained network over the brain of one case on the CPU: the same function as the network's own forward pass, computed once for every
/// voxel that needs it, the contexts once for the whole brain, batch normalisation, activation and residual addition in one pass over the
/// memory.
/// </summary>
/// <typeparam name="T">float for float32, ushort for bfloat16.</typeparam>
internal sealed class RegionForward<T>(FrozenNetwork network, int threads, CancellationToken cancellation)
    where T : unmanaged
{
    private readonly BoxWorkers workers = new(threads, cancellation);

    /// <summary>
    /// Bytes of the widest feature maps of what is computed at once, which bounds memory: about three times as much is held. By default a
    /// whole adult brain at 1 x 1 x 1.5 mm fits; a larger region is computed in slabs, which costs the features in their borders twice.
    /// </summary>
    public int LargestBytes { get; init; } = 512 << 20;

    /// <summary>
    /// Voxels along x that the normal pathway computes at once. By default all: a row is stored as one interval. Where the mask is
    /// scattered, blocks leave out what lies between.
    /// </summary>
    public int BlockLength { get; init; } = int.MaxValue;

    /// <summary>Fills <paramref name="probability"/> inside the brain mask and leaves it unchanged elsewhere.</summary>
    public void Predict(SegmentReader reader, Volume<byte> brain, Volume<float> probability)
    {
        var block = network.Options.Input().TileBlock;
        if (Box3.Around(brain) is not { } around)
        {
            return;
        }

        var start = new VoxelIndex(around.X / block * block, around.Y / block * block, around.Z / block * block);
        var shape = network.Options.SegmentFor(new Size3(around.EndX - start.X, around.EndY - start.Y, around.EndZ - start.Z));
        using var classifier = new RegionClassifier<T>(network);
        var wanted = Wanted(brain, start, shape, (0, shape.Output.X));
        var contexts = new List<ContextMaps<T>>();
        for (var c = 0; c < network.Contexts.Count; c++)
        {
            contexts.Add(Context(c, reader, start, shape, wanted, classifier));
        }

        var input = new float[shape.Normal.Count];
        reader.ReadNormal(start, shape, flipX: false, input);
        var normal = new RegionPathway<T>(network.Normal, workers);
        var largest = LargestBytes / (Lanes.Padded(network.Options.FeatureMaps.Max()) * Unsafe.SizeOf<T>());
        for (long first = 0; first < shape.Output.X; first += BlockLength)
        {
            var part = Wanted(brain, start, shape, ((int)first, (int)Math.Min(shape.Output.X, first + BlockLength)));
            foreach (var slab in part.Slabs(largest))
            {
                normal.Run(input, slab, () => (box, features) => classifier.Classify(
                    box, slab, features, contexts,
                        (x, y, z, values) => Paste(values, brain, brain.Size.Index(start.X + x, start.Y + y, start.Z + z), probability)));
            }
        }
    }

    /// <summary>The brain, or what lies of it between two x, in the frame of the normal pathway's input.</summary>
    private static RegionRows Wanted(Volume<byte> brain, VoxelIndex start, SegmentShape shape, (int First, int End) between) =>
        RegionRows.Of(shape.Normal, (y, z) =>
    {
        var (by, bz) = (y - shape.Halo, z - shape.Halo);
        if ((uint)by >= (uint)shape.Output.Y || (uint)bz >= (uint)shape.Output.Z)
        {
            return (0, 0);
        }

        var row = brain.Voxels.AsSpan(brain.Size.Index(start.X + between.First, start.Y + by, start.Z + bz), between.End - between.First);
        var first = row.IndexOfAnyExcept((byte)0);
        var offset = between.First + shape.Halo;
        return first < 0 ? (0, 0) : (first + offset, row.LastIndexOfAnyExcept((byte)0) + 1 + offset);
    });

    private static void Paste(ReadOnlySpan<float> values, Volume<byte> brain, int at, Volume<float> probability)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (brain.Voxels[at + i] != 0)
            {
                probability.Voxels[at + i] = values[i];
            }
        }
    }

    private ContextMaps<T> Context(
        int context, SegmentReader reader, VoxelIndex start, SegmentShape shape, RegionRows wanted,
            RegionClassifier<T> classifier)
    {
        var factor = shape.ContextFactors[context];
        var size = shape.Context(factor);
        var coarse = Coarse(wanted, size, factor, shape.Halo);
        var maps = new ContextMaps<T>(factor, coarse, classifier.PathwayChannels, classifier.ShareChannels);
        var input = new float[size.Count];
        reader.ReadContext(factor, start, shape, flipX: false, input);
        new RegionPathway<T>(network.Contexts[context], workers).Run(
            input, coarse, () => (box, features) => classifier.Keep(context, box, features, maps));
        return maps;
    }

    /// <summary>Those blocks of a context's grid that hold a wanted voxel.</summary>
    private static RegionRows Coarse(RegionRows wanted, Size3 size, int factor, int halo) => RegionRows.Of(size, (y, z) =>
    {
        var (first, last) = (int.MaxValue, -1);
        for (var dz = 0; dz < factor; dz++)
        {
            for (var dy = 0; dy < factor; dy++)
            {
                var (start, end) = wanted.Row(((y - halo) * factor) + halo + dy, ((z - halo) * factor) + halo + dz);
                if (start < end && y >= halo && z >= halo)
                {
                    (first, last) = (Math.Min(first, (start - halo) / factor), Math.Max(last, (end - 1 - halo) / factor));
                }
            }
        }

        return last < 0 ? (0, 0) : (first + halo, last + 1 + halo);
    });
}

/// <summary>
/// Predicts a brain in the requested precision. With bfloat16 everything is computed in it first, and then again in float32 where the
/// result might be lesion: what a threshold decides on is float32, what is bfloat16 lies so near 0 that its error is far below any
/// threshold.
/// </summary>
internal static class BrainForward
{
    /// <summary>
    /// Probability from which a voxel is computed again. An error of bfloat16 that doubles the odds of 0.02 still leaves 0.04.
    /// </summary>
    private const float Suspicious = 0.02f;

    /// <summary>
    /// With more of the brain than this suspicious, nothing is computed again and the map is bfloat16 throughout: the brain would be
    /// computed whole a second time, for a map without information. This happens with an untrained network; trained ones, alpha 0.99 among
    /// them, found 0.2 to 2.1 % of a phantom's brain suspicious (docs/performance.md).
    /// </summary>
    private const double MostOfTheBrain = 0.5;

    /// <summary>
    /// Voxels along x that are computed again together: rows are stored as one interval, and lesions at both ends would drag in what lies
    /// between.
    /// </summary>
    private const int BlockLength = 32;

    public static void Predict(
        FrozenNetwork network, Precision precision, SegmentReader reader, Volume<byte> brain, Volume<float> probability,
            CancellationToken cancellation)
    {
        var threads = get_num_threads();
        if (precision == Precision.Fp32)
        {
            new RegionForward<float>(network, threads, cancellation).Predict(reader, brain, probability);
            return;
        }

        new RegionForward<ushort>(network, threads, cancellation).Predict(reader, brain, probability);
        var suspects = probability.Map(p => p > Suspicious ? (byte)1 : (byte)0);
        if (suspects.Voxels.AsSpan().Count((byte)1) <= MostOfTheBrain * (brain.Voxels.Length - brain.Voxels.AsSpan().Count((byte)0)))
        {
            new RegionForward<float>(network, threads, cancellation) { BlockLength = BlockLength }.Predict(reader, suspects, probability);
        }
    }
}

/// <summary>
/// What a context pathway found, at its own resolution: its features, and its share of the first layer of the classifier, which is the same
/// for every voxel of a block and need not be computed for each.
/// </summary>
/// <param name="factor">How many voxels along each axis share a voxel of it.</param>
/// <param name="rows">Its region.</param>
/// <param name="featureChannels">Padded.</param>
/// <param name="shareChannels">Padded.</param>
internal sealed class ContextMaps<T>(int factor, RegionRows rows, int featureChannels, int shareChannels)
    where T : unmanaged
{
    private readonly T[] features = new T[rows.VoxelCount * featureChannels];
    private readonly T[] share = new T[rows.VoxelCount * shareChannels];

    public int Factor { get; } = factor;

    public RegionRows Rows { get; } = rows;

    /// <summary>Features of the voxels of a row from x on.</summary>
    public Span<T> Features(int x, int y, int z) => features.AsSpan(Index(x, y, z) * featureChannels);

    /// <summary>Shares of the voxels of a row from x on.</summary>
    public Span<T> Share(int x, int y, int z) => share.AsSpan(Index(x, y, z) * shareChannels);

    private int Index(int x, int y, int z) => Rows.Offset(y, z) + x - Rows.Row(y, z).Start;
}
