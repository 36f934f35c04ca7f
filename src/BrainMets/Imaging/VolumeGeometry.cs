namespace BrainMets.Imaging;

/// <summary>The grid a volume is sampled on: its size and the affine from voxel indices to RAS+ mm.</summary>
public sealed record VolumeGeometry(Size3 Size, Affine VoxelToWorld)
{
    /// <summary>Corners of one grid may lie this far from the other's before the two count as different grids.</summary>
    public const double ToleranceMm = 0.01;

    public SpacingMm Spacing => VoxelToWorld.Spacing;

    /// <summary>The volume of one voxel; for sheared axes the determinant, not the product of spacings.</summary>
    public double VoxelVolumeMm3 => Math.Abs(VoxelToWorld.Determinant);

    /// <summary>
    /// True when size is equal and every corner agrees within <see cref="ToleranceMm"/> (so axis flips count as different).
    /// </summary>
    public bool SameGridAs(VolumeGeometry other) =>
        Size == other.Size && VoxelToWorld.LargestCornerDistanceMm(other.VoxelToWorld, Size) <= ToleranceMm;

    /// <summary>The geometry of the part of this grid inside <paramref name="box"/>.</summary>
    public VolumeGeometry Crop(Box3 box) => new(box.Size, VoxelToWorld with { Origin = VoxelToWorld.Apply(box.X, box.Y, box.Z) });

    public override string ToString() =>
        $"size {Size}, spacing {Spacing}, orientation {AnatomicalOrientation.Code(VoxelToWorld)}, affine {VoxelToWorld}";
}

/// <summary>Number of voxels along x, y and z. Memory order: x runs fastest, then y, then z.</summary>
public readonly record struct Size3(int X, int Y, int Z)
{
    public long Count => (long)X * Y * Z;

    public int Index(int x, int y, int z) => x + (X * (y + (Y * z)));

    public VoxelIndex Position(int index) => new(index % X, index / X % Y, index / (X * Y));

    public bool Contains(int x, int y, int z) => (uint)x < (uint)X && (uint)y < (uint)Y && (uint)z < (uint)Z;

    public override string ToString() => $"{X} x {Y} x {Z}";
}

/// <summary>Indices of a voxel along x, y and z, from 0; also a step or an offset between voxels.</summary>
public readonly record struct VoxelIndex(int X, int Y, int Z)
{
    public override string ToString() => $"({X}, {Y}, {Z})";
}

/// <summary>Distance between the centres of neighbouring voxels along x, y and z, in millimetres.</summary>
public readonly record struct SpacingMm(double X, double Y, double Z)
{
    public double VoxelVolumeMm3 => X * Y * Z;

    public double Smallest => Math.Min(X, Math.Min(Y, Z));

    public override string ToString() => $"{X:0.####} x {Y:0.####} x {Z:0.####} mm";
}

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
        return new Box3(x, y, z, new Size3(Math.Max(EndX, other.EndX) - x, Math.Max(EndY, other.EndY) - y, Math.Max(EndZ, other.EndZ) - z));
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
