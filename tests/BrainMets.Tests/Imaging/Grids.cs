namespace BrainMets.Tests.Imaging;

/// <summary>Grids on which an exchanged axis, a lost flip or an ignored spacing shows; the identity hides all three.</summary>
internal static class Grids
{
    /// <summary>Turned about all three world axes, x flipped (left-handed), spacing 0.7 x 1.1 x 2.5 mm.</summary>
    public static VolumeGeometry Oblique(Size3 size) =>
        new(size, Turned(new SpacingMm(0.7, 1.1, 2.5), (0.2, -0.35, 0.5), new PointMm(-31.5, 12.25, 40)));

    /// <summary>A rotation by z, then y, then x (radians), with x flipped.</summary>
    public static Affine Turned(SpacingMm spacing, (double X, double Y, double Z) angles, PointMm origin)
    {
        PointMm Turn(PointMm p)
        {
            var (sx, cx) = Math.SinCos(angles.X);
            var (sy, cy) = Math.SinCos(angles.Y);
            var (sz, cz) = Math.SinCos(angles.Z);
            p = new PointMm((cz * p.X) - (sz * p.Y), (sz * p.X) + (cz * p.Y), p.Z);
            p = new PointMm((cy * p.X) + (sy * p.Z), p.Y, (cy * p.Z) - (sy * p.X));
            return new PointMm(p.X, (cx * p.Y) - (sx * p.Z), (sx * p.Y) + (cx * p.Z));
        }

        return new Affine(
            Turn(new PointMm(-spacing.X, 0, 0)), Turn(new PointMm(0, spacing.Y, 0)), Turn(new PointMm(0, 0, spacing.Z)), origin);
    }

    /// <summary>An unrotated grid.</summary>
    public static VolumeGeometry Upright(Size3 size, SpacingMm spacing) => new(size, Affine.FromSpacing(spacing));

    public static Volume<byte> Mask(VolumeGeometry geometry, Func<int, int, int, bool> isIn)
    {
        var mask = new Volume<byte>(geometry);
        ForEach(geometry.Size, (x, y, z) => mask[x, y, z] = (byte)(isIn(x, y, z) ? 1 : 0));
        return mask;
    }

    public static Volume<float> Image(VolumeGeometry geometry, Func<int, int, int, double> value)
    {
        var image = new Volume<float>(geometry);
        ForEach(geometry.Size, (x, y, z) => image[x, y, z] = (float)value(x, y, z));
        return image;
    }

    public static void ForEach(Size3 size, Action<int, int, int> action)
    {
        for (var z = 0; z < size.Z; z++)
        {
            for (var y = 0; y < size.Y; y++)
            {
                for (var x = 0; x < size.X; x++)
                {
                    action(x, y, z);
                }
            }
        }
    }
}
