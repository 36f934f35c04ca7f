using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace BrainMets.Inference;

/// <summary>The feature maps of a region, all channels of a voxel together, in memory that layers take turns with.</summary>
/// <param name="rows">The region.</param>
/// <param name="channels">Padded.</param>
/// <param name="store">Of at least as many numbers; its owner disposes it.</param>
internal sealed class RegionFeatures<T>(RegionRows rows, int channels, Tensor store)
    where T : unmanaged
{
    public RegionRows Rows { get; } = rows;

    public int Channels { get; } = channels;

    /// <summary>All of them; <see cref="At"/> gives the index of a voxel.</summary>
    public Span<T> Values => MemoryMarshal.Cast<byte, T>(store.bytes);

    /// <summary>Index of the first channel of voxel (x, y, z), which must belong to the region.</summary>
    public int At(int x, int y, int z) => (Rows.Offset(y, z) + x - Rows.Row(y, z).Start) * Channels;

    /// <summary>Copies a box of the given sizes to <paramref name="target"/>; voxels that are not in the region become 0.</summary>
    public void Copy(VoxelIndex from, Size3 size, Span<T> target)
    {
        var values = Values;
        var length = size.X * Channels;
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                var row = target.Slice(((z * size.Y) + y) * length, length);
                var (start, end) = Rows.Row(from.Y + y, from.Z + z);
                (start, end) = (Math.Max(start, from.X), Math.Min(end, from.X + size.X));
                if (start >= end)
                {
                    row.Clear();
                    continue;
                }

                row[..((start - from.X) * Channels)].Clear();
                values.Slice(At(start, from.Y + y, from.Z + z), (end - start) * Channels).CopyTo(row[((start - from.X) * Channels)..]);
                row[((end - from.X) * Channels)..].Clear();
            }
        }
    }
}

/// <summary>Where channels lie in memory: groups, each padded to a multiple of <see cref="Lanes.Width"/>.</summary>
internal sealed class ChannelLayout
{
    private readonly int[] positions;

    private ChannelLayout(int[] positions, int padded) => (this.positions, Padded) = (positions, padded);

    /// <summary>Channels with padding.</summary>
    public int Padded { get; }

    public int Count => positions.Length;

    public int this[int channel] => positions[channel];

    /// <summary>One group.</summary>
    public static ChannelLayout Of(int channels) => Of([channels]);

    /// <summary>Several groups, each beginning at a multiple of the width.</summary>
    public static ChannelLayout Of(IReadOnlyList<int> groups)
    {
        var positions = new List<int>();
        var start = 0;
        foreach (var group in groups)
        {
            positions.AddRange(Enumerable.Range(start, group));
            start += Lanes.Padded(group);
        }

        return new ChannelLayout([.. positions], start);
    }

    /// <summary>The first channels of this layout, and more after its end when there are not enough.</summary>
    public ChannelLayout Resized(int channels)
    {
        var kept = positions.Take(channels).ToList();
        kept.AddRange(Enumerable.Range(Padded, channels - kept.Count));
        return new ChannelLayout([.. kept], Lanes.Padded(kept[^1] + 1));
    }

    /// <summary>Values of channels at their places, 0 between.</summary>
    public float[] Spread(float[] values)
    {
        var spread = new float[Padded];
        for (var c = 0; c < values.Length; c++)
        {
            spread[positions[c]] = values[c];
        }

        return spread;
    }
}

/// <summary>
/// Sixteen numbers at a time, in memory as float32 or as bfloat16 (the upper half of a float32, in a <see cref="ushort"/>), in registers as
/// float32. The branches on the type are decided when the method is compiled.
/// </summary>
internal static class Lanes
{
    public const int Width = 16;

    /// <summary>The next multiple of <see cref="Width"/>: channels are padded to it with zeros.</summary>
    public static int Padded(int channels) => (channels + Width - 1) / Width * Width;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load<T>(ref readonly T source, nuint offset)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Vector512.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)), offset);
        }

        var halves = Vector256.LoadUnsafe(ref Unsafe.As<T, ushort>(ref Unsafe.AsRef(in source)), offset);
        return (Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves)) << 16).AsSingle();
    }

    /// <summary>Stores to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<float> value, ref T target, nuint offset)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            value.StoreUnsafe(ref Unsafe.As<T, float>(ref target), offset);
            return;
        }

        var bits = value.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512.Create(1u))) >> 16;
        Vector256.Narrow(rounded.GetLower(), rounded.GetUpper()).StoreUnsafe(ref Unsafe.As<T, ushort>(ref target), offset);
    }
}

/// <summary>What <typeparamref name="T"/> is called by the tensor library: float for float32, ushort for bfloat16.</summary>
internal static class NumberFormat<T>
    where T : unmanaged
{
    public static ScalarType Type => typeof(T) == typeof(float) ? ScalarType.Float32 : ScalarType.BFloat16;
}
