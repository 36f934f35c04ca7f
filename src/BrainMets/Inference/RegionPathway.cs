using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// Runs one pathway layer by layer over a whole region, so that every feature is computed once: tiles would compute those in their borders
/// again. Coordinates are those of the input volume; a layer's voxel lies where the middle of its receptive field does.
/// </summary>
internal sealed class RegionPathway<T>
    where T : unmanaged
{
    private const int Taps = 27;

    private readonly FrozenPathway pathway;
    private readonly BoxWorkers workers;
    private readonly BlockInput[] inputs;
    private readonly int firstChannels;

    public RegionPathway(FrozenPathway pathway, BoxWorkers workers)
    {
        (this.pathway, this.workers) = (pathway, workers);
        inputs = [.. pathway.Blocks.Select(b => new BlockInput(b, ChannelLayout.Of(b.Inputs)))];
        firstChannels = inputs.Length > 0 ? inputs[0].Channels : Lanes.Padded(pathway.FirstWeight.Length / Taps);
    }

    /// <summary>What is done with a box of the last layer: its feature maps, [Z, Y, X, C] with channels padded.</summary>
    public delegate void Receive(RegionBox box, ReadOnlySpan<T> features);

    /// <summary>
    /// Computes the last layer over <paramref name="wanted"/> and hands its boxes to what each thread's <paramref name="start"/> returned.
    /// </summary>
    /// <param name="input">Intensities, x fastest, of a grid of the size of <paramref name="wanted"/>, halo included.</param>
    /// <param name="wanted">Where the last layer is wanted; at least the halo away from the border of the grid.</param>
    /// <param name="start">Called once by each thread.</param>
    public void Run(float[] input, RegionRows wanted, Func<Receive> start)
    {
        var regions = new List<RegionRows> { wanted };
        for (var layer = 0; layer < pathway.Blocks.Count; layer++)
        {
            regions.Insert(0, regions[0].Dilated());
        }

        using var scope = NewDisposeScope();
        var stores = new Stores(this, regions);
        var activated = First(input, stores.Activated(0), stores.Sum(0));
        for (var layer = 1; layer < pathway.Blocks.Count; layer++)
        {
            activated = Middle(layer, activated, new LayerMaps(stores.Activated(layer), stores.Sum(layer), Shortcut(layer, stores)));
        }

        Last(activated, Shortcut(pathway.Blocks.Count, stores), wanted, start);
    }

    /// <summary>
    /// Where a layer's output goes: activated, as the next one's input; summed, for a later shortcut (null when none begins here); and what
    /// an earlier layer left to be added (null when none ends here).
    /// </summary>
    private sealed record LayerMaps(RegionFeatures<T> Activated, RegionFeatures<T>? Sum, RegionFeatures<T>? Shortcut);

    private RegionFeatures<T>? Shortcut(int layer, Stores stores) => pathway.Residual[layer] ? stores.Sum(layer - 2) : null;

    /// <summary>Whether the output of a layer (from 0) is added to that of the layer after the next.</summary>
    private bool IsShortcut(int layer) => layer + 2 < pathway.Residual.Count && pathway.Residual[layer + 2];

    /// <summary>
    /// The first convolution, in float32 always: its single input channel costs nothing, and raw intensities lose most by rounding.
    /// </summary>
    private RegionFeatures<T> First(float[] input, RegionFeatures<T> activated, RegionFeatures<T>? sum)
    {
        var weights = new float[Taps * firstChannels];
        for (var i = 0; i < pathway.FirstWeight.Length; i++)
        {
            weights[(i % Taps * firstChannels) + (i / Taps)] = pathway.FirstWeight[i];
        }

        using var weight = Constant<float>.Of(weights, [Taps, firstChannels]);
        workers.Run(activated.Rows.Boxes(), () =>
        {
            var columns = empty([RegionBox.LongestLength * RegionBox.Height * RegionBox.Depth, Taps], ScalarType.Float32);
            return box =>
            {
                Unfold(input, activated.Rows, box, MemoryMarshal.Cast<byte, float>(columns.bytes));
                var computed = columns.narrow(0, 0, box.VoxelCount).mm(weight);  // [voxels, C]
                Write<float>(box, computed, new LayerMaps(activated, sum, null), inputs[0]);
            };
        });
        return activated;
    }

    private RegionFeatures<T> Middle(int layer, RegionFeatures<T> from, LayerMaps maps)
    {
        using var convolution = new RegionConvolution<T>(pathway.Blocks[layer - 1]);
        workers.Run(maps.Activated.Rows.Boxes(), () =>
        {
            var input = new BoxInput<T>(convolution.InputChannels);
            return box => Write<T>(box, convolution.Of(input.Filled(box, from)), maps, inputs[layer]);
        });
        return maps.Activated;
    }

    private void Last(RegionFeatures<T> from, RegionFeatures<T>? shortcut, RegionRows wanted, Func<Receive> start)
    {
        using var convolution = new RegionConvolution<T>(pathway.Blocks[^1]);
        workers.Run(wanted.Boxes(), () =>
        {
            var receive = start();
            var input = new BoxInput<T>(convolution.InputChannels);
            return box =>
            {
                var features = MemoryMarshal.Cast<byte, T>(convolution.Of(input.Filled(box, from)).bytes);
                if (shortcut is not null)
                {
                    Add(box, features, convolution.OutputChannels, shortcut);
                }

                receive(box, features);
            };
        });
    }

    private static void Add(RegionBox box, Span<T> features, int channels, RegionFeatures<T> shortcut)
    {
        var earlier = shortcut.Values;
        foreach (var run in box.Runs(shortcut.Rows))
        {
            var at = shortcut.At(run.X, run.Y, run.Z);
            for (var x = 0; x < run.Length; x++)
            {
                ref var voxel = ref features[(run.Index + x) * channels];
                for (var c = 0; c < Math.Min(channels, shortcut.Channels); c += Lanes.Width)
                {
                    Lanes.Store(Lanes.Load(ref voxel, (nuint)c) + Lanes.Load(ref earlier[at + (x * shortcut.Channels)], (nuint)c),
                        ref voxel, (nuint)c);
                }
            }
        }
    }

    /// <summary>
    /// From what a convolution gave for a box to the input of the next, for those of its voxels that belong to the region.
    /// </summary>
    private static void Write<TComputed>(RegionBox box, Tensor computed, LayerMaps maps, BlockInput next)
        where TComputed : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, TComputed>(computed.bytes);
        var activated = maps.Activated.Values;
        var sums = maps.Sum is null ? [] : maps.Sum.Values;
        var earlier = maps.Shortcut is null ? [] : maps.Shortcut.Values;
        foreach (var run in box.Runs(maps.Activated.Rows))
        {
            var at = maps.Activated.At(run.X, run.Y, run.Z);
            var count = run.Length * next.Channels;
            next.Enter(
                values.Slice(run.Index * next.Channels, count),
                maps.Shortcut is null
                    ? Shortcut<T>.None
                    : new Shortcut<T>(earlier[maps.Shortcut.At(run.X, run.Y, run.Z)..], maps.Shortcut.Channels),
                maps.Sum is null ? [] : sums.Slice(at, count),
                activated.Slice(at, count));
        }
    }

    /// <summary>The 27 intensities around each voxel of a box, bias included, one row a voxel.</summary>
    private void Unfold(float[] input, RegionRows region, RegionBox box, Span<float> columns)
    {
        var size = region.Size;
        foreach (var run in box.Runs(region))
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                var from = input.AsSpan(size.Index(run.X + (tap % 3) - 1, run.Y + (tap / 3 % 3) - 1, run.Z + (tap / 9) - 1), run.Length);
                var at = (run.Index * Taps) + tap;
                for (var x = 0; x < from.Length; x++, at += Taps)
                {
                    columns[at] = from[x] + pathway.InputBias;
                }
            }
        }
    }

    /// <summary>
    /// Memory for the layers to take turns with, in the scope that is open: the input of the next convolution alternates between two
    /// blocks, sums wait two layers for their residual connection. Blocks of one size for each use keep the heap from falling to pieces,
    /// which took half as much again.
    /// </summary>
    private sealed class Stores
    {
        private readonly RegionPathway<T> run;
        private readonly IReadOnlyList<RegionRows> regions;
        private readonly Tensor[] activated;
        private readonly Tensor[] sums;

        public Stores(RegionPathway<T> run, IReadOnlyList<RegionRows> regions)
        {
            (this.run, this.regions) = (run, regions);
            activated = Blocks(2, _ => true);
            sums = Blocks(3, run.IsShortcut);
        }

        public RegionFeatures<T> Activated(int layer) => Maps(layer, activated);

        public RegionFeatures<T>? Sum(int layer) => run.IsShortcut(layer) ? Maps(layer, sums) : null;

        private RegionFeatures<T> Maps(int layer, Tensor[] blocks) =>
            new(regions[layer], run.inputs[layer].Channels, blocks[layer % blocks.Length]);

        private Tensor[] Blocks(int count, Func<int, bool> isUsed) =>
        [
            .. Enumerable.Range(0, count).Select(block => empty(
                [Enumerable.Range(0, run.inputs.Length).Where(l => l % count == block && isUsed(l))
                    .Select(l => (long)regions[l].VoxelCount * run.inputs[l].Channels).DefaultIfEmpty(0).Max()],
                NumberFormat<T>.Type)),
        ];
    }
}

/// <summary>
/// Batch normalisation and activation before a convolution, fused with the residual addition before it: each voxel is read and written
/// once, in float32 whatever it is stored in. Channels are padded to multiples of <see cref="Lanes.Width"/>; padding stays 0.
/// </summary>
internal sealed class BlockInput
{
    private readonly float[] scale;
    private readonly float[] shift;
    private readonly float[] slope;

    /// <param name="block">The block that is entered.</param>
    /// <param name="layout">Where each of its input channels lies among the padded ones.</param>
    public BlockInput(FrozenBlock block, ChannelLayout layout)
        : this(layout.Spread(block.Scale), layout.Spread(block.Shift), layout.Spread(block.Slope))
    {
    }

    private BlockInput(float[] scale, float[] shift, float[] slope) => (this.scale, this.shift, this.slope) = (scale, shift, slope);

    public int Channels => scale.Length;

    /// <summary>A part of the channels, for a classifier whose input comes from several pathways.</summary>
    public BlockInput Part(int first, int count) =>
        new(scale[first..(first + count)], shift[first..(first + count)], slope[first..(first + count)]);

    /// <summary>
    /// For voxels one after the other, all channels of each together: sum = computed + shortcut, activated = activation(scale sum + shift).
    /// </summary>
    /// <param name="computed">What a convolution gave.</param>
    /// <param name="shortcut">Added to its first channels; empty for none.</param>
    /// <param name="sum">Receives the sum when it is needed again; else empty.</param>
    /// <param name="activated">Receives the input of the convolution.</param>
    public void Enter<TComputed, T>(ReadOnlySpan<TComputed> computed, Shortcut<T> shortcut, Span<T> sum, Span<T> activated)
        where TComputed : unmanaged
        where T : unmanaged
    {
        var channels = Channels;
        ref var from = ref MemoryMarshal.GetReference(computed);
        ref var added = ref MemoryMarshal.GetReference(shortcut.Values);
        ref var sums = ref MemoryMarshal.GetReference(sum);
        ref var to = ref MemoryMarshal.GetReference(activated);
        var keepsSum = sum.Length > 0;
        var sharedChannels = Math.Min(channels, shortcut.Channels);
        nuint position = 0, shortcutPosition = 0;
        for (var end = (nuint)computed.Length; position < end; position += (nuint)channels, shortcutPosition += (nuint)shortcut.Channels)
        {
            for (var c = 0; c < channels; c += Lanes.Width)
            {
                var at = position + (nuint)c;
                var value = Lanes.Load(ref from, at);
                if (c < sharedChannels)
                {
                    value += Lanes.Load(ref added, shortcutPosition + (nuint)c);
                }

                if (keepsSum)
                {
                    Lanes.Store(value, ref sums, at);
                }

                Lanes.Store(Activate(value, c), ref to, at);
            }
        }
    }

    /// <summary>Activation(scale value + shift) of the channels from <paramref name="channel"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Activate(Vector512<float> value, int channel)
    {
        var at = (nuint)channel;
        var normalised = Vector512.FusedMultiplyAdd(
            value, Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(scale), at),
                Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(shift), at));
        return Vector512.FusedMultiplyAdd(
            Vector512.Min(normalised, Vector512<float>.Zero),
            Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(slope), at),
            Vector512.Max(normalised, Vector512<float>.Zero));
    }
}

/// <summary>What a residual connection adds to voxels one after the other.</summary>
/// <param name="values">Channels of each voxel together.</param>
/// <param name="channels">Of a voxel; 0 when there is no connection.</param>
internal readonly ref struct Shortcut<T>(ReadOnlySpan<T> values, int channels)
    where T : unmanaged
{
    public static Shortcut<T> None => default;

    public ReadOnlySpan<T> Values { get; } = values;

    public int Channels { get; } = channels;
}
