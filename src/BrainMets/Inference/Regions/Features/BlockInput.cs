using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BrainMets.Model;

namespace BrainMets.Inference;

/// <summary>
/// Batch normalisation and activation before a convolution, fused with the residual addition before it: each voxel is read and written once, in float32
/// whatever it is stored in. Channels are padded to multiples of <see cref="Lanes.Width"/>; padding stays 0.
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
    public BlockInput Part(int first, int count) => new(scale[first..(first + count)], shift[first..(first + count)], slope[first..(first + count)]);

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
            value, Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(scale), at), Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(shift), at));
        return Vector512.FusedMultiplyAdd(
            Vector512.Min(normalised, Vector512<float>.Zero),
            Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(slope), at),
            Vector512.Max(normalised, Vector512<float>.Zero));
    }
}
