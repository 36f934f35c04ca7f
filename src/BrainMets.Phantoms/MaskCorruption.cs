using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>Makes a mask with errors from the true one.</summary>
internal static class MaskCorruption
{
    /// <param name="brain">The true mask.</param>
    /// <param name="faults">The errors of the result.</param>
    /// <param name="noise">Of the head.</param>
    /// <param name="random">Where.</param>
    public static Volume<byte> Make(Volume<byte> brain, MaskErrorModel faults, NoiseField noise, Random random)
    {
        var outside = DistanceTransform.SquaredMm(brain);
        var inside = DistanceTransform.SquaredMm(Morphology.Complement(brain));
        var balls = Balls(brain, faults, random);
        var offset = new Vector3(random.Next(1000), random.Next(1000), random.Next(1000));
        var (size, spacing) = (brain.Size, brain.Geometry.Spacing);
        var reachMm = faults.GrowthMm + (3 * faults.WaverMm);
        var mask = new Volume<byte>(brain.Geometry);
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            var distance = brain.Voxels[i] != 0 ? -Math.Sqrt(inside.Voxels[i]) : Math.Sqrt(outside.Voxels[i]);
            if (distance > Math.Max(reachMm, 24))
            {
                continue;
            }

            var (x, y, z) = size.Position(i);
            var place = new Vector3((float)(x * spacing.X), (float)(y * spacing.Y), (float)(z * spacing.Z));
            var edge = faults.GrowthMm;
            if (Math.Abs(distance - edge) < 3 * faults.WaverMm)
            {
                edge += faults.WaverMm * Math.Clamp(noise.At(place + offset, (float)faults.WavelengthMm), -2.5f, 2.5f);
            }

            var kept = distance < edge;
            foreach (var (centre, radiusMm, added) in balls)
            {
                if (Vector3.DistanceSquared(place, centre) < radiusMm * radiusMm)
                {
                    kept = added;
                }
            }

            mask.Voxels[i] = (byte)(kept ? 1 : 0);
        }

        return mask;
    }

    private static List<(Vector3 Centre, float RadiusMm, bool Added)> Balls(Volume<byte> brain, MaskErrorModel faults, Random random)
    {
        var balls = new List<(Vector3 Centre, float RadiusMm, bool Added)>();
        for (var i = 0; i < faults.Spills + faults.Bites; i++)
        {
            if (SurfaceVoxel(brain, random) is { } place)
            {
                var added = i < faults.Spills;
                balls.Add((place, 8 + ((added ? 18 : 8) * (float)random.NextDouble()), added));
            }
        }

        return balls;
    }

    /// <summary>The last voxel of the brain on a random ray from the grid's middle, in mm from the first voxel.</summary>
    private static Vector3? SurfaceVoxel(Volume<byte> brain, Random random)
    {
        var (size, spacing) = (brain.Size, brain.Geometry.Spacing);
        var scale = new Vector3((float)spacing.X, (float)spacing.Y, (float)spacing.Z);
        var middle = scale * new Vector3(size.X / 2f, size.Y / 2f, size.Z / 2f);
        var direction =
            new Vector3((float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f);
        direction /= Math.Max(0.01f, direction.Length());
        Vector3? last = null;
        for (var r = 0f; r < 130; r++)
        {
            var place = middle + (r * direction);
            var voxel = place / scale;
            var (x, y, z) = ((int)voxel.X, (int)voxel.Y, (int)voxel.Z);
            if (size.Contains(x, y, z) && brain[x, y, z] != 0)
            {
                last = place;
            }
        }

        return last;
    }
}

/// <summary>How a brain mask departs from the true brain, as extraction does: a rim lost or skull, dura and sinuses left in.</summary>
internal sealed record MaskErrorModel
{
    /// <summary>The whole boundary moved outwards (or, negative, inwards), in mm.</summary>
    public double GrowthMm { get; init; }

    /// <summary>Standard deviation of the boundary's local departures, in mm.</summary>
    public double WaverMm { get; init; }

    /// <summary>Distance over which they change.</summary>
    public double WavelengthMm { get; init; } = 40;

    /// <summary>Pieces of 8 to 16 mm radius missing at the boundary.</summary>
    public int Bites { get; init; }

    /// <summary>Pieces of 8 to 26 mm radius beyond the boundary that are included as brain.</summary>
    public int Spills { get; init; }

    /// <summary>True when the scan itself is 0 outside the mask.</summary>
    public bool Stripped { get; init; }
}
