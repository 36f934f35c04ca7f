namespace BrainMets.Inference;

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
