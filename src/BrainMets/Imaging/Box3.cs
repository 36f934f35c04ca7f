namespace BrainMets.Imaging;

/// <summary>A box of voxels: its lowest corner and its size.</summary>
public readonly record struct Box3(int X, int Y, int Z, Size3 Size)
{
    public int EndX => X + Size.X;

    public int EndY => Y + Size.Y;

    public int EndZ => Z + Size.Z;

    public static Box3 Whole(Size3 size) => new(0, 0, 0, size);

    /// <summary>This box grown by a margin on every side and clipped to the grid.</summary>
    public Box3 Grow(int marginVoxels, Size3 within) => Grow(marginVoxels, marginVoxels, marginVoxels, within);

    public Box3 Grow(int marginX, int marginY, int marginZ, Size3 within)
    {
        var (x, y, z) = (Math.Max(0, X - marginX), Math.Max(0, Y - marginY), Math.Max(0, Z - marginZ));
        return new Box3(x, y, z, new Size3(
            Math.Min(within.X, EndX + marginX) - x,
            Math.Min(within.Y, EndY + marginY) - y,
            Math.Min(within.Z, EndZ + marginZ) - z));
    }

    public Box3 Union(Box3 other)
    {
        var (x, y, z) = (Math.Min(X, other.X), Math.Min(Y, other.Y), Math.Min(Z, other.Z));
        return new Box3(x, y, z, new Size3(
            Math.Max(EndX, other.EndX) - x, Math.Max(EndY, other.EndY) - y, Math.Max(EndZ, other.EndZ) - z));
    }

    /// <summary>The smallest box that holds every non-zero voxel, or null for an empty mask.</summary>
    public static Box3? Around(Volume<byte> mask)
    {
        var size = mask.Size;
        var (lowX, lowY, lowZ) = (int.MaxValue, int.MaxValue, int.MaxValue);
        var (highX, highY, highZ) = (-1, -1, -1);
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                var row = mask.Voxels.AsSpan(size.Index(0, y, z), size.X);
                var first = row.IndexOfAnyExcept((byte)0);
                if (first < 0)
                {
                    continue;
                }

                (lowX, highX) = (Math.Min(lowX, first), Math.Max(highX, row.LastIndexOfAnyExcept((byte)0)));
                (lowY, highY) = (Math.Min(lowY, y), Math.Max(highY, y));
                (lowZ, highZ) = (Math.Min(lowZ, z), Math.Max(highZ, z));
            }
        }

        return highX < 0 ? null : new Box3(lowX, lowY, lowZ, new Size3(highX - lowX + 1, highY - lowY + 1, highZ - lowZ + 1));
    }
}
