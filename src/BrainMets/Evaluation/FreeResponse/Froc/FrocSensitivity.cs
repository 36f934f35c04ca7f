namespace BrainMets.Evaluation;

/// <summary>
/// Sensitivity of the step curve at a rate of false positives. <see cref="BeyondCurve"/>: no threshold gives as many, and the last point of
/// the curve stands in.
/// </summary>
public sealed record FrocSensitivity(double FalsePositivesPerPatient, Estimate Sensitivity, bool BeyondCurve)
{
    /// <summary>Lower end of the band that holds the whole curve; null beyond it, at rates of fewer than two false positives in all, and in files of before there was such a band.</summary>
    public double? SimultaneousLow { get; init; }

    /// <summary>Upper end, null with the lower.</summary>
    public double? SimultaneousHigh { get; init; }
}
