using System.Runtime.InteropServices;
using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>First guesses about a head on a coarse isotropic grid whose z axis is nearest Superior.</summary>
/// <param name="BrainIntensity">Median intensity deep inside the brain.</param>
/// <param name="Centre">Middle of the brain, in voxels; good to about 2 cm.</param>
/// <param name="TopSlice">The highest slice with a good deal of head in it.</param>
internal sealed record HeadEstimate(float BrainIntensity, PointMm Centre, int TopSlice)
{
    /// <summary>From the top of the scalp down to the foramen magnum; what lies below is face and neck.</summary>
    private const double CraniumHeightMm = 160;

    /// <summary>The part of the head in which no face and no neck pulls the centre forward.</summary>
    private const double FacelessHeightMm = 100;

    private const double DeepRadiusMm = 35;

    /// <summary>Null when the image holds no head: less than 200 mL stand out from the background.</summary>
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
