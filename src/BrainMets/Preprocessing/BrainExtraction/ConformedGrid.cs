namespace BrainMets.Preprocessing;

/// <summary>
/// The grids the published brain networks were trained on: 1 mm, x toward Left, y toward Inferior, z toward Anterior ("LIA"); and the order
/// of voxels in their tensors, [D, H, W] = [x, y, z], in which z runs fastest.
/// </summary>
internal static class ConformedGrid
{
    /// <summary>
    /// Along the scanner's axes, whatever the angle of the source; the middle voxel (size / 2) lies on that of the source.
    /// </summary>
    public static VolumeGeometry AlongWorldAxes(VolumeGeometry source, Size3 size)
    {
        var centre = source.VoxelToWorld.Apply(source.Size.X / 2.0, source.Size.Y / 2.0, source.Size.Z / 2.0);
        var axes = new Affine(new PointMm(-1, 0, 0), new PointMm(0, 0, -1), new PointMm(0, 1, 0), default);
        return new VolumeGeometry(size, axes with { Origin = centre - axes.Apply(size.X / 2.0, size.Y / 2.0, size.Z / 2.0) });
    }

    /// <summary>Along the source's own axes, as large as its field of view.</summary>
    public static VolumeGeometry AlongSourceAxes(VolumeGeometry source)
    {
        var ras = WorkingGrid.Covering(source, new SpacingMm(1, 1, 1));
        var (size, map) = (ras.Size, ras.VoxelToWorld);
        return new VolumeGeometry(
            new Size3(size.X, size.Z, size.Y),
            new Affine(-1 * map.ColumnX, -1 * map.ColumnZ, map.ColumnY, map.Apply(size.X - 1, 0, size.Z - 1)));
    }

    /// <summary>
    /// A mask on the source grid, nearest neighbour; halves go to the lower conformed index, as in the published tool. Slices of 1.5 mm lie
    /// half-way between two of 1 mm every other time: rounded up, the mask of such a scan would sit half a millimetre too low (Dice 0.994
    /// to the published one).
    /// </summary>
    public static Volume<byte> Restore(Volume<byte> conformed, VolumeGeometry source)
    {
        const double Slack = 1e-4;
        var restored = new Volume<byte>(source);
        var map = conformed.Geometry.VoxelToWorld.Inverse().After(source.VoxelToWorld);
        static int Nearest(double position) => (int)Math.Ceiling(position - 0.5 - Slack);
        Parallel.For(0, source.Size.Z, z =>
        {
            for (var y = 0; y < source.Size.Y; y++)
            {
                for (var x = 0; x < source.Size.X; x++)
                {
                    var at = map.Apply(x, y, z);
                    var (cx, cy, cz) = (Nearest(at.X), Nearest(at.Y), Nearest(at.Z));
                    restored[x, y, z] = conformed.Size.Contains(cx, cy, cz) ? conformed[cx, cy, cz] : (byte)0;
                }
            }
        });
        return restored;
    }

    /// <summary>From the order of a volume (x fastest) to that of a tensor (z fastest).</summary>
    public static T[] ToTensor<T>(ReadOnlySpan<T> voxels, Size3 size) => Transpose(voxels, size.X, size.Y, size.Z);

    /// <summary>From the order of a tensor to that of a volume.</summary>
    public static T[] FromTensor<T>(ReadOnlySpan<T> values, Size3 size) => Transpose(values, size.Z, size.Y, size.X);

    /// <summary>Turns [slowest, middle, fastest] into [fastest, middle, slowest].</summary>
    private static T[] Transpose<T>(ReadOnlySpan<T> values, int fastest, int middle, int slowest)
    {
        var turned = new T[values.Length];
        for (var slow = 0; slow < slowest; slow++)
        {
            for (var between = 0; between < middle; between++)
            {
                var row = values.Slice(fastest * (between + (middle * slow)), fastest);
                for (var fast = 0; fast < fastest; fast++)
                {
                    turned[slow + (slowest * (between + (middle * fast)))] = row[fast];
                }
            }
        }

        return turned;
    }
}
