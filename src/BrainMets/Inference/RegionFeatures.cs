using System.Runtime.InteropServices;
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

    /// <summary>All of them; <see cref="At"/> tells where a voxel begins.</summary>
    public Span<T> Values => MemoryMarshal.Cast<byte, T>(store.bytes);

    /// <summary>Index of the first channel of voxel (x, y, z), which must belong to the region.</summary>
    public int At(int x, int y, int z) => (Rows.Offset(y, z) + x - Rows.Row(y, z).Start) * Channels;

    /// <summary>Copies a box of the given sizes to <paramref name="target"/>; voxels that are not in the region become 0.</summary>
    public void Copy((int X, int Y, int Z) from, (int X, int Y, int Z) size, Span<T> target)
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
