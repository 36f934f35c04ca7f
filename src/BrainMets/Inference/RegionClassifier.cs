using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>The 1 x 1 x 1 layers over the joined pathways, as matrix products over the voxels of a box. Shared between threads.</summary>
internal sealed class RegionClassifier<T> : IDisposable
    where T : unmanaged
{
    private readonly ChannelLayout joined;
    private readonly BlockInput[] inputs;
    private readonly BlockInput[] pathwayInputs;
    private readonly Tensor[] pathwayWeights;
    private readonly Tensor[] hiddenWeights;
    private readonly float[] difference;
    private readonly float bias;
    private readonly int halo;

    public RegionClassifier(FrozenNetwork network)
    {
        var blocks = network.Classifier;
        halo = network.Options.Halo();
        PathwayChannels = Lanes.Padded(network.Options.FeatureMaps[^1]);
        joined = ChannelLayout.Of([.. Enumerable.Repeat(network.Options.FeatureMaps[^1], 1 + network.Contexts.Count)]);

        // The second layer's output gets the joined features added, so its channels lie as theirs do.
        var layouts = new ChannelLayout[blocks.Count];
        for (var i = 0; i < blocks.Count; i++)
        {
            layouts[i] = i == 0 ? joined : i == 2 ? joined.Resized(blocks[i].Inputs) : ChannelLayout.Of(blocks[i].Inputs);
        }

        inputs = [.. blocks.Select((b, i) => new BlockInput(b, layouts[i]))];
        var first = Matrix(blocks[0], layouts[0], layouts[1]);
        var share = PathwayChannels * layouts[1].Padded;
        pathwayInputs =
            [.. Enumerable.Range(0, 1 + network.Contexts.Count).Select(p => inputs[0].Part(p * PathwayChannels, PathwayChannels))];
        pathwayWeights =
        [
            .. Enumerable.Range(0, 1 + network.Contexts.Count)
                .Select(p => Constant<T>.Of(first[(p * share)..((p + 1) * share)], [PathwayChannels, layouts[1].Padded])),
        ];
        hiddenWeights =
        [
            .. Enumerable.Range(1, blocks.Count - 2)
                .Select(i => Constant<T>.Of(Matrix(blocks[i], layouts[i], layouts[i + 1]), [layouts[i].Padded, layouts[i + 1].Padded])),
        ];
        var last = blocks[^1];
        difference = layouts[^1].Spread([.. Enumerable.Range(0, last.Inputs).Select(i => last.Weight[last.Inputs + i] - last.Weight[i])]);
        bias = network.OutputBias[1] - network.OutputBias[0];
    }

    /// <summary>Channels of a pathway's features.</summary>
    public int PathwayChannels { get; }

    /// <summary>Channels of what <see cref="ContextMaps{T}.Share"/> holds.</summary>
    public int ShareChannels => inputs[1].Channels;

    /// <summary>Keeps a box of a context pathway's features, and its share of the first layer.</summary>
    /// <param name="context">Its number among the contexts.</param>
    /// <param name="box">The box.</param>
    /// <param name="features">[voxels, C].</param>
    /// <param name="maps">Receives both.</param>
    public void Keep(int context, RegionBox box, ReadOnlySpan<T> features, ContextMaps<T> maps)
    {
        var share = MemoryMarshal.Cast<byte, T>(FirstLayer(1 + context, box, features).bytes);
        foreach (var run in box.Runs(maps.Rows))
        {
            features.Slice(run.Index * PathwayChannels, run.Length * PathwayChannels).CopyTo(maps.Features(run.X, run.Y, run.Z));
            share.Slice(run.Index * ShareChannels, run.Length * ShareChannels).CopyTo(maps.Share(run.X, run.Y, run.Z));
        }
    }

    /// <summary>The probability of metastasis of the voxels of a box that belong to the region.</summary>
    /// <param name="box">In the frame of the input volume, halo included.</param>
    /// <param name="wanted">The region.</param>
    /// <param name="features">Of the pathway at full resolution, [voxels, C].</param>
    /// <param name="contexts">The others.</param>
    /// <param name="receive">Gets each run of voxels: its place without the halo, and the probabilities.</param>
    public void Classify(
        RegionBox box, RegionRows wanted, ReadOnlySpan<T> features, IReadOnlyList<ContextMaps<T>> contexts, ReceiveRow receive)
    {
        var sum = new VoxelSum(inputs.Max(i => i.Channels));
        var hidden = FirstLayer(0, box, features);
        for (var layer = 1; layer < inputs.Length - 1; layer++)
        {
            var values = MemoryMarshal.Cast<byte, T>(hidden.bytes);
            var channels = inputs[layer].Channels;
            foreach (var run in box.Runs(wanted))
            {
                for (var x = 0; x < run.Length; x++)
                {
                    var voxel = values.Slice((run.Index + x) * channels, channels);
                    Sum(sum, layer, voxel, new VoxelIndex(run.X + x, run.Y, run.Z),
                        features.Slice((run.Index + x) * PathwayChannels, PathwayChannels),
                        contexts);
                    sum.Enter(inputs[layer], voxel);
                }
            }

            hidden = hidden.mm(hiddenWeights[layer - 1]);
        }

        Last(sum, (box, wanted), MemoryMarshal.Cast<byte, T>(hidden.bytes), features, (contexts, receive));
    }

    /// <summary>Receives the probabilities of a row of voxels along x, the first at (x, y, z).</summary>
    public delegate void ReceiveRow(int x, int y, int z, ReadOnlySpan<float> probabilities);

    public void Dispose()
    {
        foreach (var weight in pathwayWeights.Concat(hiddenWeights))
        {
            weight.Dispose();
        }
    }

    private static float[] Matrix(FrozenBlock block, ChannelLayout from, ChannelLayout to)
    {
        var matrix = new float[from.Padded * to.Padded];
        for (var o = 0; o < block.Outputs; o++)
        {
            for (var i = 0; i < block.Inputs; i++)
            {
                matrix[(from[i] * to.Padded) + to[o]] = block.Weight[(o * block.Inputs) + i];
            }
        }

        return matrix;
    }

    private Tensor FirstLayer(int pathway, RegionBox box, ReadOnlySpan<T> features)
    {
        var activated = empty([box.VoxelCount, PathwayChannels], NumberFormat<T>.Type);
        pathwayInputs[pathway].Enter(features, Shortcut<T>.None, [], MemoryMarshal.Cast<byte, T>(activated.bytes));
        return activated.mm(pathwayWeights[pathway]);
    }

    private void Last(VoxelSum sum, (RegionBox Box, RegionRows Wanted) at, ReadOnlySpan<T> hidden, ReadOnlySpan<T> features,
        (IReadOnlyList<ContextMaps<T>> Contexts, ReceiveRow Receive) to)
    {
        var layer = inputs.Length - 1;
        var channels = inputs[layer].Channels;
        Span<float> probabilities = stackalloc float[RegionBox.LongestLength];
        foreach (var run in at.Box.Runs(at.Wanted))
        {
            for (var x = 0; x < run.Length; x++)
            {
                Sum(
                    sum, layer, hidden.Slice((run.Index + x) * channels, channels), new VoxelIndex(run.X + x, run.Y, run.Z),
                    features.Slice((run.Index + x) * PathwayChannels, PathwayChannels), to.Contexts);
                probabilities[x] = 1 / (1 + MathF.Exp(-(sum.Dot(inputs[layer], difference) + bias)));
            }

            to.Receive(run.X - halo, run.Y - halo, run.Z - halo, probabilities[..run.Length]);
        }
    }

    /// <summary>
    /// Adds to what a product gave what else enters a layer: the contexts' shares of the first, the joined features after the second.
    /// </summary>
    private void Sum(VoxelSum sum, int layer, ReadOnlySpan<T> product, VoxelIndex at, ReadOnlySpan<T> features,
        IReadOnlyList<ContextMaps<T>> contexts)
    {
        sum.Set(product);
        if (layer == 2)
        {
            sum.Add(features, 0, product.Length);
        }

        for (var c = 0; layer <= 2 && c < contexts.Count; c++)
        {
            var maps = contexts[c];
            var (x, y, z) =
                (((at.X - halo) / maps.Factor) + halo, ((at.Y - halo) / maps.Factor) + halo, ((at.Z - halo) / maps.Factor) + halo);
            var values = layer == 1 ? maps.Share(x, y, z)[..ShareChannels] : maps.Features(x, y, z)[..PathwayChannels];
            sum.Add<T>(values, layer == 1 ? 0 : (c + 1) * PathwayChannels, product.Length);
        }
    }
}

/// <summary>The features of one voxel while they are added up, in float32. One a thread.</summary>
internal sealed class VoxelSum(int channels)
{
    private readonly float[] sum = new float[channels];

    public void Set<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetArrayDataReference(sum);
        for (nuint c = 0; c < (nuint)values.Length; c += Lanes.Width)
        {
            Lanes.Load(ref from, c).StoreUnsafe(ref to, c);
        }
    }

    /// <summary>Adds values to the channels from <paramref name="first"/> on; those that have no room are left out.</summary>
    public void Add<T>(ReadOnlySpan<T> values, int first, int limit)
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetArrayDataReference(sum);
        var count = Math.Min(values.Length, limit - first);
        for (var c = 0; c < count; c += Lanes.Width)
        {
            var at = (nuint)(first + c);
            (Vector512.LoadUnsafe(ref to, at) + Lanes.Load(ref from, (nuint)c)).StoreUnsafe(ref to, at);
        }
    }

    /// <summary>Writes the input of the next layer.</summary>
    public void Enter<T>(BlockInput next, Span<T> target)
        where T : unmanaged
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(sum);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (var c = 0; c < next.Channels; c += Lanes.Width)
        {
            Lanes.Store(next.Activate(Vector512.LoadUnsafe(ref from, (nuint)c), c), ref to, (nuint)c);
        }
    }

    /// <summary>The inner product of the input of the last layer with weights.</summary>
    public float Dot(BlockInput last, float[] weights)
    {
        ref var from = ref MemoryMarshal.GetArrayDataReference(sum);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(weights);
        var total = Vector512<float>.Zero;
        for (var c = 0; c < last.Channels; c += Lanes.Width)
        {
            total = Vector512.FusedMultiplyAdd(
                last.Activate(Vector512.LoadUnsafe(ref from, (nuint)c), c), Vector512.LoadUnsafe(ref factors, (nuint)c), total);
        }

        return Vector512.Sum(total);
    }
}
