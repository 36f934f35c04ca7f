using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Grows a lesion of an exact volume around a point: an uneven, tilted ellipsoid that does not enter ventricles, cross the falx or
/// the tentorium, or leave the brain. Voxels are sampled finely, so that edges have partial volume.
/// </summary>
internal sealed class LesionGrowth(HeadAnatomy anatomy, VolumeGeometry geometry, Affine voxelToHead)
{
    private const float Forbidden = 1e6f;

    /// <summary>One region for all that lies below the skull: a lesion at the surface heeds only the bone.</summary>
    private const int SurfaceRegion = 4;

    private readonly Affine _headToVoxel = voxelToHead.Inverse();
    private readonly float[] _fields = new float[FieldLattice.Fields];

    /// <summary>The grown lesion, or null where there is no room for one connected lesion of that volume.</summary>
    public LesionShape? TryGrow(LesionPlan plan, Vector3 centre, Random random)
    {
        var reach = (1.5f * plan.RadiusMm) + 2;
        var box = BoxAround(centre, reach);
        if (box is not { } room)
        {
            return null;
        }

        var perAxis = plan.RadiusMm < 4 ? 3 : plan.RadiusMm < 8 ? 2 : 1;
        var levels = Levels(room, perAxis, Growth.Draw(plan, centre, random), plan.AtSurface);
        if (BoundaryLevel(levels, plan.VolumeCc * 1000, perAxis) is not { } boundary)
        {
            return null;
        }

        var (cover, distanceMm) = Fill(levels, boundary, perAxis);
        var shape = new LesionShape(plan, centre, room) { Cover = cover, DistanceMm = distanceMm };
        return IsOneComponent(shape) ? shape : null;
    }

    private Box3? BoxAround(Vector3 centre, float reachMm)
    {
        var v = _headToVoxel.Apply(centre.X, centre.Y, centre.Z);
        var spacing = geometry.Spacing;
        int Steps(double spacingMm) => (int)Math.Ceiling(reachMm / spacingMm);
        var (rx, ry, rz) = (Steps(spacing.X), Steps(spacing.Y), Steps(spacing.Z));
        var (x, y, z) = ((int)Math.Round(v.X) - rx, (int)Math.Round(v.Y) - ry, (int)Math.Round(v.Z) - rz);
        var size = new Size3((2 * rx) + 1, (2 * ry) + 1, (2 * rz) + 1);
        var fits = geometry.Size.Contains(x, y, z) && geometry.Size.Contains(x + size.X - 1, y + size.Y - 1, z + size.Z - 1);
        return fits ? new Box3(x, y, z, size) : null;
    }

    /// <summary>Level of each sample (perAxis³ a voxel, consecutive): distance from the centre, stretched by the unevenness.</summary>
    private float[] Levels(Box3 box, int perAxis, Growth growth, bool atSurface)
    {
        var levels = new float[box.Size.Count * perAxis * perAxis * perAxis];
        var next = 0;
        var home = Region(growth.Centre, atSurface);
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    for (var sample = 0; sample < perAxis * perAxis * perAxis; sample++)
                    {
                        double Offset(int step) => ((step + 0.5) / perAxis) - 0.5;
                        var p = voxelToHead.Apply(
                            x + Offset(sample % perAxis), y + Offset(sample / perAxis % perAxis), z + Offset(sample / perAxis / perAxis));
                        levels[next++] = Level(new Vector3((float)p.X, (float)p.Y, (float)p.Z), growth, (home, atSurface));
                    }
                }
            }
        }

        return levels;
    }

    private float Level(Vector3 point, Growth growth, (int Region, bool AtSurface) home)
    {
        var level = growth.Level(point, anatomy.Noise);
        return level > growth.FarthestMm || Region(point, home.AtSurface) != home.Region ? Forbidden : level;
    }

    /// <summary>Which compartment a point lies in: 0 none, 1 the right and 2 the left hemisphere, 3 below the tentorium.</summary>
    private int Region(Vector3 point, bool atSurface)
    {
        anatomy.Sample(point, _fields);
        var tissue = new TissuePoint(_fields, anatomy.Subject);
        if (atSurface)
        {
            return tissue.Cranium < -0.3f ? SurfaceRegion : 0;
        }

        if (tissue.BrainHull > -0.6f || tissue.Cranium > -1 || _fields[AnatomyField.Ventricle] < 0.5f)
        {
            return 0;
        }

        if (_fields[AnatomyField.Cerebrum] > Math.Min(_fields[AnatomyField.Cerebellum], _fields[AnatomyField.Brainstem]))
        {
            return 3;
        }

        return tissue.FissureDistance < 1 ? 0 : _fields[AnatomyField.Midline] > 0 ? 1 : 2;
    }

    /// <summary>The level below which the samples fill the volume.</summary>
    private float? BoundaryLevel(float[] levels, double volumeMm3, int perAxis)
    {
        var sampleMm3 = geometry.VoxelVolumeMm3 / (perAxis * perAxis * perAxis);
        var wanted = (int)Math.Round(volumeMm3 / sampleMm3);
        var sorted = (float[])levels.Clone();
        Array.Sort(sorted);
        return wanted < sorted.Length && sorted[wanted] < Forbidden ? sorted[wanted] : null;
    }

    /// <summary>How much of each voxel is lesion, and how far it lies from the boundary.</summary>
    private (float[] Cover, float[] DistanceMm) Fill(float[] levels, float boundary, int perAxis)
    {
        var perVoxel = perAxis * perAxis * perAxis;
        var softMm = (float)(Math.Cbrt(geometry.VoxelVolumeMm3) / perAxis);
        var (cover, distance) = (new float[levels.Length / perVoxel], new float[levels.Length / perVoxel]);
        for (var voxel = 0; voxel < cover.Length; voxel++)
        {
            foreach (var level in levels.AsSpan(voxel * perVoxel, perVoxel))
            {
                cover[voxel] += Blend.Inside(level - boundary, softMm) / perVoxel;
                distance[voxel] += Math.Min(level - boundary, 100) / perVoxel;
            }
        }

        // The smallest lesions may straddle voxels without filling half of any; the fullest one is then used.
        if (!cover.Any(c => c > 0.5f))
        {
            cover[Array.IndexOf(cover, cover.Max())] = 0.51f;
        }

        return (cover, distance);
    }

    private static bool IsOneComponent(LesionShape shape)
    {
        var mask = new Volume<byte>(
            new VolumeGeometry(shape.Box.Size, Affine.Identity), [.. shape.Cover.Select(cover => (byte)(cover > 0.5f ? 1 : 0))]);
        return ConnectedComponents.Label(mask, Connectivity.Corners26).Count == 1;
    }
}

/// <summary>The drawn form of a lesion: an ellipsoid with random axes whose radius varies with direction.</summary>
internal sealed record Growth(Vector3 Centre, Quaternion Rotation, Vector3 Stretch)
{
    /// <summary>Amplitude of the variation of the radius with direction.</summary>
    public required float Unevenness { get; init; }

    public required float WavelengthMm { get; init; }

    /// <summary>Where the noise is read, so that two lesions differ.</summary>
    public required Vector3 NoiseOffset { get; init; }

    /// <summary>Levels beyond this do not belong to the lesion's box.</summary>
    public required float FarthestMm { get; init; }

    public static Growth Draw(LesionPlan plan, Vector3 centre, Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        var stretch = new Vector3(Between(0.85, 1.2), Between(0.85, 1.2), Between(0.85, 1.2));
        stretch /= MathF.Cbrt(stretch.X * stretch.Y * stretch.Z);
        return new Growth(centre, Quaternion.CreateFromYawPitchRoll(Between(0, 6.28), Between(0, 6.28), Between(0, 6.28)), stretch)
        {
            Unevenness = plan.Lobes * (plan.Kind == LesionKind.Cavity ? Between(0.14, 0.2) : Between(0.05, 0.16)),
            WavelengthMm = plan.RadiusMm * Between(1.3, 2.2),
            NoiseOffset = new Vector3(Between(0, 900), Between(0, 900), Between(0, 900)),
            FarthestMm = (1.5f * plan.RadiusMm) + 2,
        };
    }

    /// <summary>
    /// Distance from the centre in units in which the lesion is a ball. The noise is read on a sphere, so every lesion is star-shaped
    /// and therefore connected.
    /// </summary>
    public float Level(Vector3 point, NoiseField noise)
    {
        var local = Vector3.Transform(point - Centre, Rotation) / Stretch;
        var distance = local.Length();
        var onSphere = local * (0.5f * FarthestMm / Math.Max(0.1f, distance));
        var uneven = noise.At(onSphere + NoiseOffset, WavelengthMm);
        return distance / (1 + (Unevenness * Math.Clamp(uneven, -2, 2) * Math.Min(1, distance)));
    }
}

/// <summary>A lesion in place: for each voxel of its box how much of it is lesion, and how far its centre is from the boundary.</summary>
internal sealed record LesionShape(LesionPlan Plan, Vector3 CentreHeadMm, Box3 Box)
{
    /// <summary>Part of each voxel that is lesion, 0..1; box order, x fastest.</summary>
    public required float[] Cover { get; init; }

    /// <summary>Distance to the boundary in mm, negative inside; far outside where no lesion may grow.</summary>
    public required float[] DistanceMm { get; init; }

    public bool IsMask(int boxIndex) => Cover[boxIndex] > 0.5f;

    public int MaskVoxels => Cover.Count(cover => cover > 0.5f);

    /// <summary>Grid index of each voxel of the box, with its index in the box.</summary>
    public IEnumerable<(int Grid, int InBox)> Voxels(Size3 grid)
    {
        var inBox = 0;
        for (var z = Box.Z; z < Box.EndZ; z++)
        {
            for (var y = Box.Y; y < Box.EndY; y++)
            {
                var row = grid.Index(Box.X, y, z);
                for (var x = 0; x < Box.Size.X; x++)
                {
                    yield return (row + x, inBox++);
                }
            }
        }
    }
}
