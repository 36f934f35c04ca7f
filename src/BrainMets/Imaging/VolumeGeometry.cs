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
    public VolumeGeometry Crop(Box3 box) =>
        new(box.Size, VoxelToWorld with { Origin = VoxelToWorld.Apply(box.X, box.Y, box.Z) });

    public override string ToString() =>
        $"size {Size}, spacing {Spacing}, orientation {AnatomicalOrientation.Code(VoxelToWorld)}, affine {VoxelToWorld}";
}

/// <summary>Number of voxels along x, y and z. Memory order: x runs fastest, then y, then z.</summary>
public readonly record struct Size3(int X, int Y, int Z)
{
    public long Count => (long)X * Y * Z;

    public int Index(int x, int y, int z) => x + (X * (y + (Y * z)));

    public VoxelIndex Position(int index) => new(index % X, index / X % Y, index / (X * Y));

    public bool Contains(int x, int y, int z) =>
        (uint)x < (uint)X && (uint)y < (uint)Y && (uint)z < (uint)Z;

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
