namespace BrainMets.Inference;

/// <summary>
/// What a context pathway found, at its own resolution: its features, and its share of the first layer of the classifier, which is the same for every voxel
/// of a block and need not be computed for each.
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
