namespace BrainMets.Experiments;

/// <summary>
/// How probable it is that a finding is a true lesion, from the highest (calibrated) probability in it: logistic regression on its log odds
/// (docs/calibration.md). The highest, because it does not depend on the threshold at which the finding was outlined.
/// </summary>
public sealed record FindingCalibration
{
    /// <summary>Above 0.</summary>
    public required double Slope { get; init; }

    public required double Intercept { get; init; }

    /// <summary>Findings below this were not in the fit, so nothing is said of them.</summary>
    public required double From { get; init; }

    /// <summary>Findings it was fitted on.</summary>
    public int Findings { get; init; }

    /// <summary>How many of them were true lesions.</summary>
    public int TrueLesions { get; init; }

    /// <summary>0..1; null below what the fit has seen, and for a finding without a probability.</summary>
    /// <param name="maxProbability">The highest in the finding, on the calibrated map.</param>
    public double? Of(double? maxProbability) => maxProbability is { } p && (float)p >= (float)From
        ? 1 / (1 + Math.Exp(-((Slope * MapCalibration.LogOdds(p)) + Intercept)))
        : null;
}
