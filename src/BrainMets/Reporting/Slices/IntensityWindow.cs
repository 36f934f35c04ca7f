namespace BrainMets.Reporting;

/// <summary>
/// Which intensity is shown black and which white. One window a scan, from percentiles inside the head, so that slices of a scan can be
/// compared with each other and one hot voxel does not darken the rest. <see cref="Background"/> is the one value that fills the outside of
/// a stripped scan (0 in a z-scored one lies amid the brain's values); it is shown black.
/// </summary>
internal readonly record struct IntensityWindow(float Black, float White, float? Background)
{
    private const int MostSamples = 200_000;

    /// <summary>A value held by more voxels than this is the filling around the head, not a measurement.</summary>
    private const double BackgroundShare = 0.1;

    private const double BlackPercentile = 0.5;
    private const double WhitePercentile = 99.5;

    /// <summary>The grey level, 0..255.</summary>
    public byte Grey(float value)
    {
        if (value == Background || !(value > Black))
        {
            return 0;
        }

        return value >= White ? (byte)255 : (byte)(255 * ((value - Black) / (White - Black)));
    }

    public static IntensityWindow Of(ReadOnlySpan<float> voxels)
    {
        var samples = Sample(voxels);
        var background = MostFrequent(samples);
        var tissue = background is null ? samples : Array.FindAll(samples, v => v != background);
        if (tissue.Length == 0)
        {
            return new IntensityWindow(0, 1, background);
        }

        Array.Sort(tissue);
        var black = Percentile(tissue, BlackPercentile);
        var head = tissue[FirstAbove(tissue, AirThreshold(tissue))..];
        var white = Percentile(head, WhitePercentile);
        return new IntensityWindow(black, white > black ? white : black + 1, background);
    }

    private static float[] Sample(ReadOnlySpan<float> voxels)
    {
        // An odd step does not keep hitting the same columns of an image whose rows are a power of two long.
        var step = (voxels.Length / MostSamples) | 1;
        var samples = new List<float>(Math.Min(voxels.Length, 2 * MostSamples));
        for (var i = 0; i < voxels.Length; i += step)
        {
            if (float.IsFinite(voxels[i]))
            {
                samples.Add(voxels[i]);
            }
        }

        return [.. samples];
    }

    private static float? MostFrequent(float[] samples)
    {
        var most = samples.CountBy(v => v).OrderByDescending(c => c.Value).ThenBy(c => c.Key).FirstOrDefault();
        return most.Value > BackgroundShare * samples.Length ? most.Key : null;
    }

    /// <summary>
    /// Air in a scan with noise has values of its own: half of the mean, its brightest hundredth capped, separates it from the head well
    /// enough for a display.
    /// </summary>
    private static float AirThreshold(float[] sorted)
    {
        var cap = Percentile(sorted, WhitePercentile);
        var mean = sorted.Average(v => (double)Math.Min(v, cap));
        return (float)(sorted[0] + (0.5 * (mean - sorted[0])));
    }

    private static int FirstAbove(float[] sorted, float threshold)
    {
        var index = Array.BinarySearch(sorted, threshold);
        return Math.Min(index < 0 ? ~index : index, sorted.Length - 1);
    }

    private static float Percentile(float[] sorted, double percent) => sorted[(int)Math.Round(percent / 100 * (sorted.Length - 1))];
}
