namespace BrainMets.Imaging;

/// <summary>Anatomical direction of voxel axes: three letters, toward which side x, y and z grow (RAS, LPI, ...).</summary>
internal static class AnatomicalOrientation
{
    /// <summary>The nearest anatomical code of the three voxel axes, each world axis used once.</summary>
    public static string Code(Affine affine)
    {
        var axes = ClosestWorldAxes(affine);
        return string.Concat(axes.Select(a => "LRPAIS"[(2 * a.WorldAxis) + (a.Positive ? 1 : 0)]));
    }

    /// <summary>
    /// The grid that visits the same voxels in the order nearest to RAS: axes permuted and flipped, oblique angles kept.
    /// A volume is never resampled by this.
    /// </summary>
    public static VolumeGeometry ClosestRas(VolumeGeometry geometry)
    {
        var axes = ClosestWorldAxes(geometry.VoxelToWorld);
        var sizes = new[] { geometry.Size.X, geometry.Size.Y, geometry.Size.Z };
        var columns = Columns(geometry.VoxelToWorld);
        var newSizes = new int[3];
        var newColumns = new PointMm[3];
        var origin = geometry.VoxelToWorld.Origin;
        for (var axis = 0; axis < 3; axis++)
        {
            var (world, positive) = axes[axis];
            newSizes[world] = sizes[axis];
            newColumns[world] = positive ? columns[axis] : -1 * columns[axis];
            origin = positive ? origin : origin + ((sizes[axis] - 1) * columns[axis]);
        }

        return new VolumeGeometry(
            new Size3(newSizes[0], newSizes[1], newSizes[2]),
            new Affine(newColumns[0], newColumns[1], newColumns[2], origin));
    }

    /// <summary>For each voxel axis the world axis (0 x, 1 y, 2 z) it is nearest to, each used once, the clearest choice first.</summary>
    public static (int WorldAxis, bool Positive)[] ClosestWorldAxes(Affine affine)
    {
        var columns = Columns(affine);
        var result = new (int WorldAxis, bool Positive)[3];
        var candidates =
            from axis in Enumerable.Range(0, 3)
            from world in Enumerable.Range(0, 3)
            let cosine = Component(columns[axis], world) / columns[axis].Length
            orderby Math.Abs(cosine) descending, axis, world
            select (axis, world, cosine);
        var (usedAxes, usedWorlds) = (new bool[3], new bool[3]);
        foreach (var (axis, world, cosine) in candidates.ToList())
        {
            if (!usedAxes[axis] && !usedWorlds[world])
            {
                (usedAxes[axis], usedWorlds[world]) = (true, true);
                result[axis] = (world, cosine >= 0);
            }
        }

        return result;
    }

    private static PointMm[] Columns(Affine affine) => [affine.ColumnX, affine.ColumnY, affine.ColumnZ];

    private static double Component(PointMm v, int axis) => axis == 0 ? v.X : axis == 1 ? v.Y : v.Z;
}
