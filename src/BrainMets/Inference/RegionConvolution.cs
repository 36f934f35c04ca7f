using System.Runtime.InteropServices;
using BrainMets.Model;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>
/// A 3 x 3 x 3 convolution of boxes, channels last and padded: the layout in which the library's kernel needs no conversion. Shared between
/// threads; each thread brings its own <see cref="BoxInput{T}"/>.
/// </summary>
internal sealed class RegionConvolution<T> : IDisposable
    where T : unmanaged
{
    private const int Taps = 27;

    private readonly Tensor storage;
    private readonly Tensor weight;

    public RegionConvolution(FrozenBlock block)
    {
        (InputChannels, OutputChannels) = (Lanes.Padded(block.Inputs), Lanes.Padded(block.Outputs));
        var values = new float[OutputChannels * Taps * InputChannels];
        for (var o = 0; o < block.Outputs; o++)
        {
            for (var i = 0; i < block.Inputs; i++)
            {
                for (var tap = 0; tap < Taps; tap++)
                {
                    values[(((o * Taps) + tap) * InputChannels) + i] = block.Weight[(((o * block.Inputs) + i) * Taps) + tap];
                }
            }
        }

        storage = Constant<T>.Of(values, [OutputChannels, 3, 3, 3, InputChannels]);
        weight = storage.permute(0, 4, 1, 2, 3).DetachFromDisposeScope();    // [out, in, Z, Y, X], channels last in memory
    }

    public int InputChannels { get; }

    public int OutputChannels { get; }

    /// <summary>The convolved box, [1, Z, Y, X, C], all channels of a voxel together. Disposed by the caller's scope.</summary>
    public Tensor Of(Tensor input)
    {
        var output = nn.functional.conv3d(input, weight);
        return output.permute(0, 2, 3, 4, 1).contiguous();                   // already so in memory: no copy
    }

    public void Dispose()
    {
        weight.Dispose();
        storage.Dispose();
    }
}

/// <summary>
/// What one thread hands to a convolution: a tensor for each length of box, refilled for each. Lives in the scope of the thread.
/// </summary>
internal sealed class BoxInput<T>(int channels)
    where T : unmanaged
{
    /// <summary>
    /// A box goes to float32 convolutions as two halves, lower and upper slices: for a single small one the library leaves its fast kernel,
    /// three times slower.
    /// </summary>
    private static readonly int Parts = typeof(T) == typeof(float) ? 2 : 1;

    private static readonly int PartDepth = RegionBox.Depth / Parts;

    private readonly Dictionary<int, (Tensor Storage, Tensor View)> byLength = [];

    /// <summary>The box with its border of one voxel, [parts, C, Z + 2, Y + 2, X + 2], channels last in memory.</summary>
    public Tensor Filled(RegionBox box, RegionFeatures<T> maps)
    {
        if (!byLength.TryGetValue(box.Length, out var pair))
        {
            var storage = empty([Parts, PartDepth + 2, RegionBox.Height + 2, box.Length + 2, channels], NumberFormat<T>.Type)
                .MoveToOuterDisposeScope();
            pair = (storage, storage.permute(0, 4, 1, 2, 3).MoveToOuterDisposeScope());
            byLength.Add(box.Length, pair);
        }

        var values = MemoryMarshal.Cast<byte, T>(pair.Storage.bytes);
        var size = new Size3(box.Length + 2, RegionBox.Height + 2, PartDepth + 2);
        var count = (int)size.Count * channels;
        for (var part = 0; part < Parts; part++)
        {
            maps.Copy(new VoxelIndex(box.X - 1, box.Y - 1, box.Z - 1 + (part * PartDepth)), size, values.Slice(part * count, count));
        }

        return pair.View;
    }
}

/// <summary>Constant tensors.</summary>
internal static class Constant<T>
    where T : unmanaged
{
    /// <summary>The values in the format of T; the caller owns it.</summary>
    public static Tensor Of(float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        var whole = empty(shape, ScalarType.Float32);
        whole.data<float>().CopyFrom(values);
        return whole.to(NumberFormat<T>.Type).DetachFromDisposeScope();
    }
}
