using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>Figures of the intensities of a scan as it was read.</summary>
internal sealed record ScanMeasures
{
    /// <summary>Fewer samples inside the brain say nothing.</summary>
    private const int FewestSamples = 500;

    /// <summary>As many standard deviations of a normal distribution lie between its 5th and 90th percentile.</summary>
    private const double NormalSpread = 2.9264;

    /// <summary>The standard deviation of a normal distribution over its median absolute deviation.</summary>
    private const double SigmaOfMedianDeviation = 1.4826;

    /// <summary>The share of voxels that have the commonest value, 0..1.</summary>
    public required double CommonestShare { get; init; }

    /// <summary>The share of voxels between -1100 and -900, as air is in Hounsfield units, 0..1.</summary>
    public required double CtAirShare { get; init; }

    /// <summary>How many values occur among the samples inside the brain (of the whole scan without a brain).</summary>
    public required int DistinctValues { get; init; }

    /// <summary>The share of brain voxels whose two neighbours have exactly their value, 0..1.</summary>
    public double? FlatShare { get; init; }

    /// <summary>Standard deviation of the noise over the spread of the brain's intensities.</summary>
    public double? Noise { get; init; }

    /// <summary>From the 5th to the 90th percentile of the brain less what noise makes of it, over its median above air; null for a scan normalised already, whose 0 is not air.</summary>
    public double? TissueContrast { get; init; }

    public static ScanMeasures Of(ScanSamples samples)
    {
        var measures = new ScanMeasures
        {
            CommonestShare = CommonestOf(samples.All) / (double)samples.All.Length,
            CtAirShare = samples.All.Count(v => v is >= -1100 and <= -900) / (double)samples.All.Length,
            DistinctValues = (samples.Brain.Length < FewestSamples ? samples.All : samples.Brain).Distinct().Count(),
        };
        if (samples.Brain.Length < FewestSamples)
        {
            return measures;
        }

        var (low, middle, high) = (Quantiles.At(samples.Brain, 0.05), Quantiles.At(samples.Brain, 0.5), Quantiles.At(samples.Brain, 0.9));
        var air = Quantiles.At(samples.All, 0.01);
        var noise = high > low ? NoiseOf(samples) * NormalSpread / (high - low) : (double?)null;
        return measures with
        {
            FlatShare = samples.Brain.Index().Count(v => samples.Before[v.Index] == v.Item && samples.After[v.Index] == v.Item) / (double)samples.Brain.Length,
            Noise = noise,
            TissueContrast = air >= 0 && low >= air && middle > air ? WithoutNoise(noise) * (high - low) / (middle - air) : null,
        };
    }

    /// <summary>The part of a spread that is left when noise is taken out; variances add.</summary>
    private static double WithoutNoise(double? noise) => noise is { } part ? Math.Sqrt(Math.Max(0, 1 - (part * part))) : 0;

    private static int CommonestOf(float[] values)
    {
        var counts = new Dictionary<float, int>();
        foreach (var value in values)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, value, out _)++;
        }

        return counts.Values.Max();
    }

    /// <summary>
    /// A voxel less the mean of its two neighbours holds the noise times the root of 1.5, and of the anatomy only edges, which the median passes over.
    /// </summary>
    private static double NoiseOf(ScanSamples samples)
    {
        var deviations = new float[samples.Brain.Length];
        for (var i = 0; i < deviations.Length; i++)
        {
            deviations[i] = Math.Abs(samples.Brain[i] - (0.5f * (samples.Before[i] + samples.After[i])));
        }

        return SigmaOfMedianDeviation * Quantiles.At(deviations, 0.5) / Math.Sqrt(1.5);
    }
}
