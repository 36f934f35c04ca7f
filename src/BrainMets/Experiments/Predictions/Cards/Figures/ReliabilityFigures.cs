namespace BrainMets.Experiments;

/// <summary>
/// Expected calibration error over ten bins of equal width (Naeini et al. 2015), before and after calibration; after it each patient by the fit on the others.
/// </summary>
/// <param name="ErrorBefore">0..1; null where there is nothing to weigh.</param>
/// <param name="ErrorAfter">0..1.</param>
/// <param name="ErrorBeforeFromTenth">Over the bins from 0.1 on only: nearly all of a brain lies below, where every error is small.</param>
/// <param name="ErrorAfterFromTenth">Likewise.</param>
public sealed record ReliabilityMetrics(double? ErrorBefore, double? ErrorAfter, double? ErrorBeforeFromTenth, double? ErrorAfterFromTenth);
