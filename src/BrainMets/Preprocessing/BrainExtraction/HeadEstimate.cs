using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>Rough estimates of a head on a coarse isotropic grid whose z axis is nearest Superior.</summary>
/// <param name="BrainIntensity">Median intensity deep inside the brain.</param>
/// <param name="Centre">Middle of the brain, in voxels; good to about 2 cm.</param>
/// <param name="TopSlice">The topmost slice with a substantial part of the head.</param>
internal sealed record HeadEstimate(float BrainIntensity, PointMm Centre, int TopSlice)
{
    /// <summary>From the top of the scalp down to the foramen magnum; what lies below is face and neck.</summary>
    private const double CraniumHeightMm = 160;

    /// <summary>The part of the head in which no face and no neck pulls the centre forward.</summary>
    private const double FacelessHeightMm = 100;

    private const double DeepRadiusMm = 35;

    /// <summary>Null when the image holds no head: less than 200 mL differ from the background.</summary>
    public static HeadEstimate? From(Volume<float> image)
    {
        var (air, bright) = (Quantiles.At(image.Voxels, 0.02), Quantiles.At(image.Voxels, 0.98));
        var threshold = air + (0.1f * (bright - air));
        var head = ConnectedComponents.Largest(image.Map(v => (byte)(v > threshold ? 1 : 0)), Connectivity.Faces6);
        var spacing = image.Geometry.Spacing;
        var areasMm2 = SliceAreasMm2(head);
        var top = Array.FindLastIndex(areasMm2, a => a > 2000);
        if (top < 0 || areasMm2.Sum() * spacing.Z < 200_000)
        {
            return null;
        }

        var bottom = Math.Max(0, top - (int)(CraniumHeightMm / spacing.Z));
        var faceless = Math.Max(bottom, top - (int)(FacelessHeightMm / spacing.Z));
        var centre = Centroid(head, faceless, top) with { Z = 0.5 * (bottom + top) };
        var deep = Brighter(threshold, image, centre, DeepRadiusMm);
        return deep.Count == 0 ? null : new HeadEstimate(Quantiles.At(CollectionsMarshal.AsSpan(deep), 0.5), centre, top);
    }

    private static double[] SliceAreasMm2(Volume<byte> mask)
    {
        var area = mask.Size.X * mask.Size.Y;
        var pixelMm2 = mask.Geometry.Spacing.X * mask.Geometry.Spacing.Y;
        return [.. Enumerable.Range(0, mask.Size.Z).Select(z => pixelMm2 * mask.Voxels.AsSpan(z * area, area).Count((byte)1))];
    }

    private static PointMm Centroid(Volume<byte> mask, int lowestSlice, int highestSlice)
    {
        var (sum, count) = (default(PointMm), 0L);
        for (var i = mask.Size.Index(0, 0, lowestSlice); i < mask.Size.Index(0, 0, highestSlice + 1); i++)
        {
            if (mask.Voxels[i] != 0)
            {
                var (x, y, z) = mask.Size.Position(i);
                (sum, count) = (sum + new PointMm(x, y, z), count + 1);
            }
        }

        return (1.0 / Math.Max(1, count)) * sum;
    }

    private static List<float> Brighter(float than, Volume<float> image, PointMm centre, double radiusMm)
    {
        var (spacing, values) = (image.Geometry.Spacing, new List<float>());
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            if (image.Voxels[i] > than)
            {
                var (x, y, z) = image.Size.Position(i);
                var away = new PointMm(spacing.X * (x - centre.X), spacing.Y * (y - centre.Y), spacing.Z * (z - centre.Z));
                if (away.Length <= radiusMm)
                {
                    values.Add(image.Voxels[i]);
                }
            }
        }

        return values;
    }
}

/// <summary>
/// Where in a brain something lies: heights above the widest level in mm, and across it in half widths and half lengths of the core there.
/// It includes a generous boundary of the brain, an ellipse a slice that tapers above and below and excludes the face.
/// </summary>
internal sealed class BrainShape
{
    /// <summary>The centre of the cerebellum, whose connection to the brain the opening may cut.</summary>
    private const double CerebellumHalfWidth = 0.35;
    private static readonly (double Low, double High) CerebellumFront = (-0.85, 0.05);
    private static readonly (double Low, double High) CerebellumLevelMm = (-75, -20);

    /// <summary>Height from the foramen magnum to the vertex, with room to spare: below this the core may be neck.</summary>
    private const double SearchedHeightMm = 120;

    /// <summary>Fits around adult brains with a margin of about 1 cm.</summary>
    private static readonly (double LevelMm, double Value)[] RadiusByLevel =
        [(-98, 0), (-90, 0.4), (-82, 0.75), (-72, 0.98), (-60, 1.1), (-45, 1.2), (0, 1.22), (30, 1.12), (50, 0.95), (62, 0.8), (75, 0.65),
            (95, 0.4)];

    private static readonly (double LevelMm, double Value)[] FrontByLevel =
        [(-80, 0.15), (-68, 0.15), (-60, 0.28), (-52, 0.55), (-44, 0.75), (-36, 0.9), (-24, 1.3)];

    private readonly double sliceMm;
    private readonly (double Centre, double Half) x;
    private readonly (double Centre, double Half) y;

    private BrainShape(int widestSlice, double sliceMm, (double Centre, double Half) x, (double Centre, double Half) y)
    {
        WidestSlice = widestSlice;
        this.sliceMm = sliceMm;
        this.x = x;
        this.y = y;
    }

    public int WidestSlice { get; }

    /// <summary>Measures a core, which may leak below but not in the upper part of the head.</summary>
    public static BrainShape Around(Volume<byte> core, HeadEstimate head)
    {
        var sliceMm = core.Geometry.Spacing.Z;
        var lowest = Math.Max(0, head.TopSlice - (int)(SearchedHeightMm / sliceMm));
        var area = core.Size.X * core.Size.Y;
        var areas = Enumerable.Range(0, core.Size.Z).Select(z => (double)core.Voxels.AsSpan(z * area, area).Count((byte)1)).ToArray();
        var smooth = areas.Select((_, z) => areas[Math.Max(0, z - 2)..Math.Min(areas.Length, z + 3)].Average()).ToArray();
        var limit = 0.9 * smooth[lowest..].Max();
        var wide = Enumerable.Range(lowest, core.Size.Z - lowest).Where(z => smooth[z] >= limit).ToArray();
        var widest = wide[wide.Length / 2];
        var slices = (Low: Math.Max(0, widest - 3), High: Math.Min(core.Size.Z - 1, widest + 3));
        return new BrainShape(widest, sliceMm, Extent(core, slices, p => p.X), Extent(core, slices, p => p.Y));
    }

    public bool Contains(int voxelX, int voxelY, int voxelZ)
    {
        var (across, front, levelMm) = Locate(new PointMm(voxelX, voxelY, voxelZ));
        return front <= Interpolate(FrontByLevel, levelMm)
            && Math.Sqrt((across * across) + (front * front)) <= Interpolate(RadiusByLevel, levelMm);
    }

    public bool CouldBeCerebellum(PointMm centroid)
    {
        var (across, front, levelMm) = Locate(centroid);
        return Math.Abs(across) < CerebellumHalfWidth
            && front > CerebellumFront.Low && front < CerebellumFront.High
            && levelMm > CerebellumLevelMm.Low && levelMm < CerebellumLevelMm.High;
    }

    private (double Across, double Front, double LevelMm) Locate(PointMm voxel) =>
        ((voxel.X - x.Centre) / x.Half, (voxel.Y - y.Centre) / y.Half, (voxel.Z - WidestSlice) * sliceMm);

    /// <summary>Middle and half length of the core's projection on one axis, the outermost half percent left out on either side.</summary>
    private static (double Centre, double Half) Extent(Volume<byte> core, (int Low, int High) slices, Func<VoxelIndex, int> axis)
    {
        var (first, end) = (core.Size.Index(0, 0, slices.Low), core.Size.Index(0, 0, slices.High + 1));
        var positions = Enumerable.Range(first, end - first)
            .Where(i => core.Voxels[i] != 0).Select(i => axis(core.Size.Position(i))).Order().ToArray();
        var (low, high) = (positions[positions.Length / 200], positions[^((positions.Length / 200) + 1)]);
        return (0.5 * (low + high), (0.5 * (high - low)) + 1);
    }

    private static double Interpolate((double LevelMm, double Value)[] table, double levelMm)
    {
        if (levelMm <= table[0].LevelMm)
        {
            return table[0].Value;
        }

        for (var i = 1; i < table.Length; i++)
        {
            if (levelMm <= table[i].LevelMm)
            {
                var (low, high) = (table[i - 1], table[i]);
                return low.Value + ((levelMm - low.LevelMm) / (high.LevelMm - low.LevelMm) * (high.Value - low.Value));
            }
        }

        return table[^1].Value;
    }
}
