using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>
/// The voxels of a volume (x fastest) read piece by piece, from an array or from a mapped file. Reading copies: a span over the mapping itself would outlive it
/// in careless hands and end the process, whereas here reading after the case was disposed is an exception. Safe to read from several threads.
/// </summary>
public sealed class StoredVoxels<T>
    where T : unmanaged
{
    private readonly T[] values = [];
    private readonly SafeBuffer? mapping;
    private readonly long startBytes;

    internal StoredVoxels(T[] values) => (this.values, Count) = (values, values.Length);

    /// <param name="mapping">Stays the caller's; read while it lasts.</param>
    /// <param name="startBytes">Of the first voxel; it need not be aligned.</param>
    /// <param name="count">Voxels.</param>
    internal StoredVoxels(SafeBuffer mapping, long startBytes, int count) => (this.mapping, this.startBytes, Count) = (mapping, startBytes, count);

    public int Count { get; }

    /// <summary>Copies as many voxels as the target holds.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="target">Receives them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The volume does not hold all of them.</exception>
    /// <exception cref="ObjectDisposedException">The case they belong to was disposed.</exception>
    public void Read(int start, Span<T> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - target.Length);
        if (mapping is null)
        {
            values.AsSpan(start, target.Length).CopyTo(target);
            return;
        }

        mapping.ReadSpan((ulong)(startBytes + ((long)start * Unsafe.SizeOf<T>())), target);
    }

    /// <summary>All of them, in an array of the caller's own.</summary>
    public T[] ToArray()
    {
        var all = new T[Count];
        Read(0, all);
        return all;
    }
}
