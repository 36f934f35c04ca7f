namespace BrainMets.Tests.Reporting;

/// <summary>
/// A head of ellipsoids with spherical lesions at chosen places in RAS mm, on any grid: enough to see whether a picture shows a thing where
/// it is.
/// </summary>
internal static class SyntheticHead
{
    public const float Air = 12;

    public static Volume<float> T1c(VolumeGeometry grid, IReadOnlyList<Ball> lesions, int seed)
    {
        var random = new Random(seed);
        return Fill(grid, p =>
        {
            var radius = Math.Sqrt((p.X * p.X / (68 * 68)) + (p.Y * p.Y / (84 * 84)) + (p.Z * p.Z / (64 * 64)));
            var tissue = radius switch
            {
                > 1.12 => Air,
                > 1.06 => 520f,
                > 1.0 => 60f,
                > 0.93 => 300f,
                _ => 380f + (float)(25 * Math.Sin(p.X / 5) * Math.Cos(p.Y / 6))
            };
            // The right side is marked by a dark ventricle, the front by a bright eye-like ball: flips are seen at once.
            tissue = new Ball(new PointMm(22, -8, 4), 9).Contains(p) ? 150 : tissue;
            tissue = lesions.Any(l => l.Contains(p)) ? 760 : tissue;
            return tissue + (float)(18 * (random.NextDouble() + random.NextDouble() - 1));
        });
    }

    public static Volume<byte> Mask(VolumeGeometry grid, IEnumerable<Ball> lesions)
    {
        var balls = lesions.ToList();
        return Fill(grid, p => (byte)(balls.Exists(b => b.Contains(p)) ? 1 : 0));
    }

    /// <summary>A grid whose middle lies at the world's origin.</summary>
    public static VolumeGeometry Centred(Size3 size, Affine linear)
    {
        var middle = linear.Apply((size.X - 1) / 2.0, (size.Y - 1) / 2.0, (size.Z - 1) / 2.0) - linear.Origin;
        return new VolumeGeometry(size, linear with { Origin = -1 * middle });
    }

    /// <summary>1.6 x 1.6 x 2.5 mm, upright.</summary>
    public static VolumeGeometry UprightGrid() => Centred(new Size3(104, 120, 60), Affine.FromSpacing(new SpacingMm(1.6, 1.6, 2.5)));

    /// <summary>A sagittal acquisition, 2.4 mm slices, tilted by 12 degrees, with two axes flipped.</summary>
    public static VolumeGeometry ObliqueGrid()
    {
        var (c, s) = (Math.Cos(12 * Math.PI / 180), Math.Sin(12 * Math.PI / 180));
        return Centred(new Size3(120, 110, 70), new Affine(
            new PointMm(0, -1.6 * c, -1.6 * s), new PointMm(0, 1.5 * s, -1.5 * c), new PointMm(2.4, 0, 0), default));
    }

    private static Volume<T> Fill<T>(VolumeGeometry grid, Func<PointMm, T> value)
        where T : unmanaged
    {
        var volume = new Volume<T>(grid);
        for (var i = 0; i < volume.Voxels.Length; i++)
        {
            var (x, y, z) = grid.Size.Position(i);
            volume.Voxels[i] = value(grid.VoxelToWorld.Apply(x, y, z));
        }

        return volume;
    }
}
