using System.Globalization;

namespace BrainMets.Prediction;

/// <summary>
/// Platt scaling of a probability map: slope times log odds plus intercept (docs/calibration.md). It rises, so lesions at a mapped
/// threshold are those at the threshold before, and the order of lesions by probability stays.
/// </summary>
internal sealed record MapCalibration
{
    // The largest number below 1 in single precision, and far outside the range that networks give for brain voxels.
    private const double Highest = 1 - (1.0 / (1 << 24));
    private const double Lowest = 1e-12;

    /// <summary>Above 0.</summary>
    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Scans it was fitted on; every voxel of their brains counted by its volume.</summary>
    public int Cases { get; init; }

    /// <summary>Volume of these brains, in ml.</summary>
    public double BrainMl { get; init; }

    /// <summary>Volume of lesion in them, in ml.</summary>
    public double LesionMl { get; init; }

    /// <summary>Log odds of a probability above 0; those of the ends are finite, so that a voxel at 1 can be scaled too.</summary>
    public static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, Lowest, Highest);
        return Math.Log(p / (1 - p));
    }

    /// <summary>The calibrated probability of a voxel; outside the brain a map is 0 and stays 0.</summary>
    public float Of(float probability) => probability > 0 ? (float)(1 / (1 + Math.Exp(-((Slope * LogOdds(probability)) + Intercept)))) : 0;

    /// <summary>
    /// The threshold on the calibrated map that finds what <paramref name="threshold"/> finds on the map before: mapped in single precision
    /// as voxels are, and given with no more digits than that has.
    /// </summary>
    public double OfThreshold(double threshold) =>
        double.Parse(Of((float)threshold).ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Each point's threshold mapped.</summary>
    public OperatingPoints Of(OperatingPoints points) =>
        new(OfThreshold(points.Sensitive), OfThreshold(points.Balanced), OfThreshold(points.Precise))
        {
            Outline = points.Outline is { } outline ? OfThreshold(outline) : null,
        };

    /// <summary>Calibrates a map in place.</summary>
    public void Apply(Volume<float> probability)
    {
        var voxels = probability.Voxels;
        var area = probability.Size.X * probability.Size.Y;
        Parallel.For(0, probability.Size.Z, z =>
        {
            foreach (ref var voxel in voxels.AsSpan(z * area, area))
            {
                voxel = voxel > 0 ? Of(voxel) : voxel;
            }
        });
    }
}

/// <summary>
/// Probability that a finding is a true lesion, from its maximum (calibrated) probability: logistic regression on its log odds
/// (docs/calibration.md). The maximum does not depend on the threshold from which the finding was segmented.
/// </summary>
internal sealed record FindingCalibration
{
    /// <summary>Above 0.</summary>
    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Findings below this were not in the fit, so no probability is given for them.</summary>
    public required double From { get; init; }

    /// <summary>Findings it was fitted on.</summary>
    public int Findings { get; init; }

    /// <summary>How many of them were true lesions.</summary>
    public int TrueLesions { get; init; }

    /// <summary>0..1; null below what the fit has seen, and for a finding without a probability.</summary>
    /// <param name="maxProbability">The maximum in the finding, on the calibrated map.</param>
    public double? Of(double? maxProbability) => maxProbability is { } p && (float)p >= (float)From
        ? 1 / (1 + Math.Exp(-((Slope * MapCalibration.LogOdds(p)) + Intercept)))
        : null;
}
