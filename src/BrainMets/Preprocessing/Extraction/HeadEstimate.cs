using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>First guesses about a head on a coarse isotropic grid: where its brain lies and which intensities are air and brain.</summary>
/// <param name="Air">Intensity of air.</param>
/// <param name="HeadThreshold">Between air and the darkest tissue.</param>
/// <param name="Brain">Median intensity deep inside the brain.</param>
/// <param name="CentreMm">Middle of the brain, in mm along the axes of the grid from its first voxel.</param>
/// <param name="RadiusMm">Of the sphere as large as the upper part of the head.</param>
internal sealed record HeadEstimate(float Air, float HeadThreshold, float Brain, PointMm CentreMm, double RadiusMm)
{
    /// <summary>From the top of the head to the middle of the brain, scalp and skull included; adult heads vary by about 1 cm.</summary>
    private const double TopToCentreMm = 80;

    /// <summary>Null when the image holds no head: fewer than 200 mL stand out from the background.</summary>
    /// <param name="image">On a grid whose z axis is nearest Superior.</param>
    public static HeadEstimate? From(Volume<float> image)
    {
        var sorted = (float[])image.Voxels.Clone();
        Array.Sort(sorted);
        var (air, bright) = (Quantile(sorted, 0.02), Quantile(sorted, 0.98));
        var threshold = air + (0.1f * (bright - air));
        var head = ConnectedComponents.Largest(image.Map(v => (byte)(v > threshold ? 1 : 0)), Connectivity.Faces6);
        var areas = SliceAreas(head);
        var voxelMm2 = image.Geometry.Spacing.X * image.Geometry.Spacing.Y;
        var top = Array.FindLastIndex(areas, a => a * voxelMm2 > 2000);
        if (top < 0 || areas.Sum() * image.Geometry.VoxelVolumeMm3 < 200_000)
        {
            return null;
        }

        var spacing = image.Geometry.Spacing;
        var bottom = Math.Max(0, top - (int)(2 * TopToCentreMm / spacing.Z));
        var (centreX, centreY, volumeMm3) = Cranium(head, (Math.Max(bottom, top - (int)(100 / spacing.Z)), top));
        var centre = new PointMm(centreX * spacing.X, centreY * spacing.Y, 0.5 * (bottom + top) * spacing.Z);
        var deep = Within(image, centre, 35).Where(v => v > threshold).Order().ToArray();
        return deep.Length == 0
            ? null
            : new HeadEstimate(air, threshold, Quantile(deep, 0.5), centre, Math.Cbrt(3 * volumeMm3 / (4 * Math.PI)));
    }

    private static float Quantile(float[] sorted, double fraction) => sorted[(int)(fraction * (sorted.Length - 1))];

    private static long[] SliceAreas(Volume<byte> mask)
    {
        var area = mask.Size.X * mask.Size.Y;
        return [.. Enumerable.Range(0, mask.Size.Z).Select(z => (long)mask.Voxels.AsSpan(z * area, area).Count((byte)1))];
    }

    /// <summary>Centroid and volume of the slices of the head that hold no face or neck.</summary>
    private static (double X, double Y, double VolumeMm3) Cranium(Volume<byte> head, (int Low, int High) slices)
    {
        var (sumX, sumY, count) = (0.0, 0.0, 0L);
        for (var z = slices.Low; z <= slices.High; z++)
        {
            for (var y = 0; y < head.Size.Y; y++)
            {
                for (var x = 0; x < head.Size.X; x++)
                {
                    if (head[x, y, z] != 0)
                    {
                        (sumX, sumY, count) = (sumX + x, sumY + y, count + 1);
                    }
                }
            }
        }

        return (sumX / Math.Max(1, count), sumY / Math.Max(1, count), count * head.Geometry.VoxelVolumeMm3);
    }

    private static IEnumerable<float> Within(Volume<float> image, PointMm centre, double radiusMm)
    {
        var spacing = image.Geometry.Spacing;
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            var (x, y, z) = image.Size.Position(i);
            if ((new PointMm(x * spacing.X, y * spacing.Y, z * spacing.Z) - centre).Length <= radiusMm)
            {
                yield return image.Voxels[i];
            }
        }
    }
}
