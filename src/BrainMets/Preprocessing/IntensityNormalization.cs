namespace BrainMets.Preprocessing;

/// <summary>Intensity normalisation inside the brain.</summary>
internal static class IntensityNormalization
{
    /// <summary>
    /// The value of every voxel outside the brain after normalisation: darker than any tissue, so that the brain's edge is visible to the
    /// network.
    /// </summary>
    public const float OutsideBrain = -4;

    /// <summary>The brightest value kept; lesions and vessels beyond it carry no further information.</summary>
    public const float Brightest = 12;

    /// <summary>
    /// The spread is measured from the 5th percentile (sulcal CSF) to the 90th (white matter). Over nine real and phantom sources the
    /// levels of CSF, grey and white matter and lesions agreed better than with the interquartile range or with the white-matter peak
    /// (docs/preprocessing.md).
    /// </summary>
    private const double LowQuantile = 0.05;
    private const double HighQuantile = 0.90;

    /// <summary>As many standard deviations lie between these quantiles of a normal distribution.</summary>
    private const double NormalSpread = 2.9264;

    /// <summary>
    /// Evens out the coil's field, then brings the brain's median to 0 and its spread to that of a unit normal distribution, clipped to
    /// <see cref="OutsideBrain"/> and <see cref="Brightest"/>. Unchanged by any linear change of the input's intensities with positive
    /// slope, and by a few percent of wild voxels.
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
                normalized.Voxels[i] = brain.Voxels[i] == 0
                    ? OutsideBrain
                    : (float)Math.Clamp((flat.Voxels[i] - centre) / spread, OutsideBrain, Brightest);
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

/// <summary>
/// Evens out slow brightness changes of the receiving coils: tracks white matter with a wide Gaussian on a 4 mm grid and divides by it.
/// White matter is followed because everything else (lesions, oedema, ventricles) differs in place, which is anatomy and must stay.
/// Measured gain: docs/preprocessing.md. N4 (Tustison 2010) was the alternative; its finer fit also follows large lesions, and it takes far
/// longer.
/// </summary>
internal static class FieldCorrection
{
    private const double CoarseMm = 4;
    private const double SigmaMm = 30;
    private const int Rounds = 3;

    /// <summary>
    /// Starts at this quantile of the brain, near its white matter; each round follows what lies within these fractions of the map so far.
    /// </summary>
    private const double StartQuantile = 0.75;
    private const float Low = 0.8f;
    private const float High = 1.2f;

    /// <summary>Coils rarely vary by more than this over a brain; a map beyond it followed something else.</summary>
    private const float StrongestFactor = 2;

    /// <summary>
    /// The image with white matter equally bright everywhere, up to a constant factor, and darkness at 0. Follows any linear change of the
    /// input with positive slope: what counts as dark is the 2nd percentile of the whole image, which is air or stripped background.
    /// </summary>
    public static Volume<float> Flatten(Volume<float> image, Volume<byte> brain)
    {
        var dark = Quantiles.At(image.Voxels, 0.02);
        var (above, area) = (new Volume<float>(image.Geometry), image.Size.X * image.Size.Y);
        Parallel.For(0, image.Size.Z, z => Subtract(image.Voxels.AsSpan(z * area, area), dark, above.Voxels.AsSpan(z * area, area)));
        var grid = WorkingGrid.Covering(image.Geometry, new SpacingMm(CoarseMm, CoarseMm, CoarseMm));
        var field = Resampler.Linear(
            Field(WorkingGrid.Resample(above, grid), MaskResampling.Shape(brain, grid)), image.Geometry, outside: 1);
        Parallel.For(0, image.Size.Z, z => Divide(above.Voxels.AsSpan(z * area, area), field.Voxels.AsSpan(z * area, area)));
        return above;
    }

    private static void Subtract(ReadOnlySpan<float> values, float dark, Span<float> above)
    {
        for (var i = 0; i < values.Length; i++)
        {
            above[i] = values[i] - dark;
        }
    }

    private static void Divide(Span<float> values, ReadOnlySpan<float> by)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] /= by[i];
        }
    }

    /// <summary>Brightness of white matter relative to the brain's start value, a smooth map.</summary>
    private static Volume<float> Field(Volume<float> coarse, Volume<byte> brain)
    {
        var inside = IntensityNormalization.Inside(coarse, brain);
        var field = coarse.Map(_ => 1f);
        if (inside.Length == 0 || Quantiles.At(inside, StartQuantile) is var start && start <= 0)
        {
            return field;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var (weights, logs) = (new Volume<float>(coarse.Geometry), new Volume<float>(coarse.Geometry));
            for (var i = 0; i < coarse.Voxels.Length; i++)
            {
                var left = coarse.Voxels[i] / start / field.Voxels[i];
                (weights.Voxels[i], logs.Voxels[i]) = brain.Voxels[i] != 0 && left is > Low and < High ? (1, MathF.Log(left)) : (0, 0);
            }

            (weights, logs) = (GaussianFilter.SmoothMm(weights, SigmaMm), GaussianFilter.SmoothMm(logs, SigmaMm));
            for (var i = 0; i < field.Voxels.Length; i++)
            {
                var mean = weights.Voxels[i] > 1e-4f ? MathF.Exp(logs.Voxels[i] / weights.Voxels[i]) : 1;
                field.Voxels[i] = Math.Clamp(mean * field.Voxels[i], 1 / StrongestFactor, StrongestFactor);
            }
        }

        return field;
    }
}
