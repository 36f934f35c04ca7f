using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BrainMets.Inference;

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
