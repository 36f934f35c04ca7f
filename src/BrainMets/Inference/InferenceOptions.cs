namespace BrainMets.Inference;

/// <summary>How a case is predicted.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// Longest side of the predicted box of a tile in voxels; a multiple of every context factor, so that tiles agree exactly with the whole
    /// volume. Default 60: the larger the tile, the less the halo costs, until the feature maps leave the cache.
    /// </summary>
    public int TileSize { get; init; } = 60;

    /// <summary>
    /// Whether the case is also predicted with left and right exchanged and the two averaged: the network learned from scans flipped at random, and what it is unsure of is
    /// seldom the same on both sides. Twice the time.
    /// </summary>
    public bool Mirror { get; init; }

    /// <summary>
    /// Whether tiles through the network's own forward pass are used on the CPU too, as they are on an accelerator: several times slower, for comparison.
    /// </summary>
    public bool ByTiles { get; init; }
}
