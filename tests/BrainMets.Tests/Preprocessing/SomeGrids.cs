namespace BrainMets.Tests.Preprocessing;

/// <summary>Grids on which a mistaken axis shows.</summary>
internal static class SomeGrids
{
    /// <summary>Sagittal slices, stored back to front and head first, tilted by 12 and 7 degrees, anisotropic.</summary>
    public static VolumeGeometry ObliqueSagittal(Size3 size, SpacingMm spacing)
    {
        var (a, b) = (12 * Math.PI / 180, 7 * Math.PI / 180);
        PointMm Tilt(PointMm p)
        {
            var q = new PointMm(p.X, (Math.Cos(a) * p.Y) - (Math.Sin(a) * p.Z), (Math.Sin(a) * p.Y) + (Math.Cos(a) * p.Z));
            return new PointMm((Math.Cos(b) * q.X) - (Math.Sin(b) * q.Y), (Math.Sin(b) * q.X) + (Math.Cos(b) * q.Y), q.Z);
        }

        return new VolumeGeometry(size, new Affine(
            spacing.X * Tilt(new PointMm(0, -1, 0)),
            spacing.Y * Tilt(new PointMm(0, 0, -1)),
            spacing.Z * Tilt(new PointMm(1, 0, 0)),
            new PointMm(-31.5, 47.25, 60)));
    }

    public static Volume<float> Sample(VolumeGeometry grid, Func<PointMm, double> valueAt)
    {
        var volume = new Volume<float>(grid);
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            var (x, y, z) = grid.Size.Position(i);
            volume.Voxels[i] = (float)valueAt(grid.VoxelToWorld.Apply(x, y, z));
        }

        return volume;
    }

    public static Volume<byte> Ball(VolumeGeometry grid, PointMm centre, double radiusMm) =>
        Sample(grid, p => (p - centre).Length <= radiusMm ? 1 : 0).Map(v => (byte)v);

    public static PointMm Middle(VolumeGeometry grid) =>
        grid.VoxelToWorld.Apply(0.5 * (grid.Size.X - 1), 0.5 * (grid.Size.Y - 1), 0.5 * (grid.Size.Z - 1));

    /// <summary>Centroid in mm and volume in mm³ of what is not 0.</summary>
    public static (PointMm Centroid, double VolumeMm3) Measure(Volume<byte> mask)
    {
        var (sum, count) = (default(PointMm), 0);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            if (mask.Voxels[i] != 0)
            {
                var (x, y, z) = mask.Size.Position(i);
                (sum, count) = (sum + mask.Geometry.VoxelToWorld.Apply(x, y, z), count + 1);
            }
        }

        return ((1.0 / count) * sum, count * mask.Geometry.VoxelVolumeMm3);
    }

    /// <summary>The same voxels stored in another order: new axis i runs along old axis order[i], backwards where flipped.</summary>
    public static Volume<T> Reorder<T>(Volume<T> volume, int[] order, bool[] flipped)
        where T : unmanaged
    {
        int[] sizes = [volume.Size.X, volume.Size.Y, volume.Size.Z];
        PointMm[] columns =
            [volume.Geometry.VoxelToWorld.ColumnX, volume.Geometry.VoxelToWorld.ColumnY, volume.Geometry.VoxelToWorld.ColumnZ];
        var origin = volume.Geometry.VoxelToWorld.Origin;
        var newColumns = new PointMm[3];
        for (var i = 0; i < 3; i++)
        {
            newColumns[i] = flipped[i] ? -1 * columns[order[i]] : columns[order[i]];
            origin = flipped[i] ? origin + ((sizes[order[i]] - 1) * columns[order[i]]) : origin;
        }

        var size = new Size3(sizes[order[0]], sizes[order[1]], sizes[order[2]]);
        var reordered = new Volume<T>(new VolumeGeometry(size, new Affine(newColumns[0], newColumns[1], newColumns[2], origin)));
        var old = new int[3];
        for (var index = 0; index < reordered.Voxels.Length; index++)
        {
            var (x, y, z) = size.Position(index);
            int[] now = [x, y, z];
            for (var i = 0; i < 3; i++)
            {
                old[order[i]] = flipped[i] ? sizes[order[i]] - 1 - now[i] : now[i];
            }

            reordered.Voxels[index] = volume[old[0], old[1], old[2]];
        }

        return reordered;
    }
}
