namespace BrainMets.Evaluation;

/// <summary>
/// An operating point chosen on the very cases it is judged on. It looks better than it will on other patients; <see cref="HeldOut"/> says
/// by about how much.
/// </summary>
public sealed record ChosenThreshold
{
    public required ThresholdRule Rule { get; init; }

    /// <summary>False positives per patient that the rule allows; null for a rule without.</summary>
    public double? FalsePositiveBudget { get; init; }

    /// <summary>A reminder for whoever reads the numbers alone: the threshold was chosen on the cases of this evaluation.</summary>
    public bool ChosenOnTheseCases { get; init; } = true;

    /// <summary>The figures there, with intervals that take the threshold as given. Null when no threshold can be chosen.</summary>
    public required OperatingPoint? Point { get; init; }

    /// <summary>The 2.5th percentile of the thresholds that resampled patients would have chosen; null as intervals are.</summary>
    public double? ThresholdLow { get; init; }

    /// <summary>The 97.5th percentile.</summary>
    public double? ThresholdHigh { get; init; }

    /// <summary>Null for fewer than two patients, and when no threshold can be chosen.</summary>
    public CrossValidatedThreshold? HeldOut { get; init; }

    /// <summary>F1 at the chosen threshold less F1 by cross-validation; null when either is undefined.</summary>
    public double? F1Optimism { get; init; }

    /// <summary>Sensitivity at the chosen threshold less sensitivity by cross-validation.</summary>
    public double? SensitivityOptimism { get; init; }
}
