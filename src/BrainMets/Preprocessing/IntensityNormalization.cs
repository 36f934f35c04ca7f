using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Intensity normalisation inside the brain.</summary>
public static class IntensityNormalization
{
    /// <summary>The value of every voxel outside the brain after normalisation: darker than any tissue, so that the brain's edge is visible to the network.</summary>
    public const float OutsideBrain = -4;

    /// <summary>The brightest value kept; lesions and vessels beyond it carry no further information.</summary>
    public const float Brightest = 12;

    /// <summary>
    /// The spread is taken from the 5th percentile (sulcal CSF) to the 90th (white matter). Over nine real and phantom sources the levels of CSF, grey
    /// and white matter and lesions agreed better than with the interquartile range or with the white-matter peak (docs/preprocessing.md).
    /// </summary>
    private const double LowQuantile = 0.05;
    private const double HighQuantile = 0.90;

    /// <summary>As many standard deviations lie between these quantiles of a normal distribution.</summary>
    private const double NormalSpread = 2.9264;

    /// <summary>
    /// Evens out the coil's field, then brings the brain's median to 0 and its spread to that of a unit normal distribution, clipped to
    /// <see cref="OutsideBrain"/> and <see cref="Brightest"/>. Unchanged by any linear change of the input's intensities with positive slope, and by a few
    /// percent of wild voxels.
    /// </summary>
    /// <returns>Null when nearly all of the brain has one and the same value, or there is no brain.</returns>
    public static Volume<float>? Normalize(Volume<float> image, Volume<byte> brain)
    {
        if (Spread(Inside(image, brain)) is not > 0)
        {
            return null;
        }

        var flat = FieldCorrection.Flatten(image, brain);
        var inside = Inside(flat, brain);
        var centre = Quantiles.At(inside, 0.5);
        var scale = Spread(inside);
        if (scale is not > 0)
        {
            return null;
        }

        var normalized = new Volume<float>(image.Geometry);
        var (area, spread) = (image.Size.X * image.Size.Y, scale.Value);
        Parallel.For(0, image.Size.Z, z =>
        {
            for (var i = z * area; i < (z + 1) * area; i++)
            {
                normalized.Voxels[i] = brain.Voxels[i] == 0 ? OutsideBrain : (float)Math.Clamp((flat.Voxels[i] - centre) / spread, OutsideBrain, Brightest);
            }
        });
        return normalized;
    }

    /// <summary>The values inside a mask, in memory order.</summary>
    internal static float[] Inside(Volume<float> image, Volume<byte> brain)
    {
        var inside = new float[brain.Voxels.Length - brain.Voxels.AsSpan().Count((byte)0)];
        var count = 0;
        for (var i = 0; count < inside.Length; i++)
        {
            if (brain.Voxels[i] != 0)
            {
                inside[count++] = image.Voxels[i];
            }
        }

        return inside;
    }

    private static double? Spread(float[] inside) =>
        inside.Length == 0 ? null : (Quantiles.At(inside, HighQuantile) - Quantiles.At(inside, LowQuantile)) / NormalSpread;
}
