namespace BrainMets.Imaging;

/// <summary>The grid a volume is sampled on: its size and the affine from voxel indices to RAS+ mm.</summary>
public sealed record VolumeGeometry(Size3 Size, Affine VoxelToWorld)
{
    /// <summary>Corners of one grid may lie this far from the other's before the two count as different grids.</summary>
    public const double ToleranceMm = 0.01;

    public SpacingMm Spacing => VoxelToWorld.Spacing;

    /// <summary>The volume of one voxel; for sheared axes the determinant, not the product of spacings.</summary>
    public double VoxelVolumeMm3 => Math.Abs(VoxelToWorld.Determinant);

    /// <summary>True when size is equal and every corner agrees within <see cref="ToleranceMm"/> (so axis flips count as different).</summary>
    public bool SameGridAs(VolumeGeometry other) =>
        Size == other.Size && VoxelToWorld.LargestCornerDistanceMm(other.VoxelToWorld, Size) <= ToleranceMm;

    /// <summary>The geometry of the part of this grid inside <paramref name="box"/>.</summary>
    public VolumeGeometry Crop(Box3 box) =>
        new(box.Size, VoxelToWorld with { Origin = VoxelToWorld.Apply(box.X, box.Y, box.Z) });

    public override string ToString() => $"size {Size}, spacing {Spacing}, orientation {Orientation.Code(VoxelToWorld)}, affine {VoxelToWorld}";
}
