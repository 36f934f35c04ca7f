namespace BrainMets.Inference;

/// <summary>A box of <see cref="Height"/> x <see cref="Depth"/> rows that one convolution call computes, by its lowest corner.</summary>
/// <param name="X">First voxel of its rows.</param>
/// <param name="Y">First row.</param>
/// <param name="Z">First slice.</param>
/// <param name="Length">Voxels of a row.</param>
internal readonly record struct RegionBox(int X, int Y, int Z, int Length)
{
    /// <summary>Along y. Small boxes follow the brain closely; below these the copying of their borders begins to cost (docs/performance.md).</summary>
    public const int Height = 6;

    /// <summary>Along z.</summary>
    public const int Depth = 4;

    public const int LengthStep = 8;

    public const int LongestLength = 96;

    public int VoxelCount => Length * Height * Depth;

    /// <summary>Those voxels of the box that belong to a region, row by row.</summary>
    /// <returns>First voxel of each run, its number of voxels, and its index among the voxels of the box.</returns>
    public IEnumerable<(int X, int Y, int Z, int Length, int Index)> Runs(RegionRows region)
    {
        for (var z = Z; z < Z + Depth; z++)
        {
            for (var y = Y; y < Y + Height; y++)
            {
                var (start, end) = region.Row(y, z);
                (start, end) = (Math.Max(start, X), Math.Min(end, X + Length));
                if (start < end)
                {
                    yield return (start, y, z, end - start, ((((z - Z) * Height) + y - Y) * Length) + start - X);
                }
            }
        }
    }
}
