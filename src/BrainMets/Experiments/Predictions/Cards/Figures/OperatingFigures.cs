using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Lesion-level figures with 95 % intervals, bootstrap over patients (docs/metrics.md).</summary>
/// <param name="Sensitivity">Of the reference lesions.</param>
/// <param name="FalsePositivesPerCase">Over the scans.</param>
/// <param name="PanopticQuality">F1 times Dice of the lesions found.</param>
/// <param name="Dice">Mean of the lesions found; one that shares its outline with another counts 0.</param>
/// <param name="LowestThreshold">Of those the patients were judged at.</param>
/// <param name="HighestThreshold">Of those the patients were judged at.</param>
public sealed record OperatingMetrics(
    Estimate Sensitivity, Estimate FalsePositivesPerCase, Estimate PanopticQuality, Estimate Dice, double LowestThreshold, double HighestThreshold);
