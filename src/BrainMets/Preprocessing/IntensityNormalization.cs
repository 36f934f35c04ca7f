using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Intensity normalisation inside the brain.</summary>
public static class IntensityNormalization
{
    /// <summary>The value of every voxel outside the brain after normalisation: darker than any tissue, so that the brain's edge is visible to the network.</summary>
    public const float OutsideBrain = -4;

    /// <summary>The brightest value kept; lesions and vessels beyond it carry no further information.</summary>
    public const float Brightest = 12;

    /// <summary>A quarter to three quarters of a normal distribution span this many standard deviations.</summary>
    private const double NormalIqr = 1.349;

    /// <summary>
    /// Median of the brain to 0, its interquartile range to that of a unit normal distribution, clipped to <see cref="OutsideBrain"/> and
    /// <see cref="Brightest"/>. Unchanged by any linear change of the input's intensities with positive slope.
    /// </summary>
    /// <returns>Null when half of the brain has one and the same value, which no scan has.</returns>
    public static Volume<float>? Normalize(Volume<float> image, Volume<byte> brain)
    {
        var inside = new List<float>();
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            if (brain.Voxels[i] != 0)
            {
                inside.Add(image.Voxels[i]);
            }
        }

        inside.Sort();
        if (inside.Count == 0)
        {
            return null;
        }

        float Quantile(double fraction) => inside[(int)(fraction * (inside.Count - 1))];
        var centre = Quantile(0.5);
        var scale = (Quantile(0.75) - Quantile(0.25)) / NormalIqr;
        if (!(scale > 0))
        {
            return null;
        }

        var normalized = new Volume<float>(image.Geometry);
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            normalized.Voxels[i] = brain.Voxels[i] == 0
                ? OutsideBrain
                : (float)Math.Clamp((image.Voxels[i] - centre) / scale, OutsideBrain, Brightest);
        }

        return normalized;
    }
}
