namespace BrainMets.Inference;

/// <summary>
/// Covers the brain with tiles of one size. Every tile starts a whole number of context blocks from the grid's first voxel, which makes
/// prediction by tiles equal to prediction of the whole volume; the last tile of an axis therefore reaches beyond the image, it is never
/// shifted back.
/// </summary>
internal static class TileGrid
{
    /// <summary>The tiles, as boxes of predicted voxels, that hold any brain; others need not run. Empty for an empty mask.</summary>
    /// <param name="brain">Where a prediction is wanted.</param>
    /// <param name="block">Tiles start at, and measure, multiples of this.</param>
    /// <param name="largest">No side of a tile exceeds this; the sides are chosen so that little is computed beyond the brain.</param>
    public static IReadOnlyList<Box3> Covering(Volume<byte> brain, int block, int largest)
    {
        if (Box3.Around(brain) is not { } around)
        {
            return [];
        }

        var (xs, sideX) = Cover(around.X, around.EndX, block, largest);
        var (ys, sideY) = Cover(around.Y, around.EndY, block, largest);
        var (zs, sideZ) = Cover(around.Z, around.EndZ, block, largest);
        var size = new Size3(sideX, sideY, sideZ);
        return
        [
            .. from z in zs
               from y in ys
               from x in xs
               let tile = new Box3(x, y, z, size)
               where HoldsAny(brain, tile)
               select tile,
        ];
    }

    private static (IEnumerable<int> Starts, int Side) Cover(int first, int end, int block, int largest)
    {
        var start = first / block * block;
        var tiles = (end - start + largest - 1) / largest;
        var side = (end - start + (tiles * block) - 1) / (tiles * block) * block;
        return (Enumerable.Range(0, tiles).Select(i => start + (i * side)).Where(s => s < end), side);
    }

    /// <summary>Whether any voxel of the mask lies in the tile, as far as it lies in the image.</summary>
    internal static bool HoldsAny(Volume<byte> mask, Box3 tile)
    {
        var length = Math.Min(tile.EndX, mask.Size.X) - tile.X;
        for (var z = tile.Z; z < Math.Min(tile.EndZ, mask.Size.Z); z++)
        {
            for (var y = tile.Y; y < Math.Min(tile.EndY, mask.Size.Y); y++)
            {
                if (mask.Voxels.AsSpan(mask.Size.Index(tile.X, y, z), length).IndexOfAnyExcept((byte)0) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
