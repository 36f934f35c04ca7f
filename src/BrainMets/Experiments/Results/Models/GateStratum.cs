using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>
/// Detection below a volume or from it on. Reference lesions go by reference volume, predictions by predicted volume; the intervals are patient-cluster bootstraps.
/// </summary>
/// <param name="LowMm3">Null below the gate.</param>
/// <param name="HighMm3">Null from the gate on.</param>
/// <param name="Sensitivity">Of the stratum's reference lesions.</param>
/// <param name="Precision">Of the stratum's predictions.</param>
/// <param name="F1">Of both together.</param>
public sealed record GateStratum(double? LowMm3, double? HighMm3, Estimate Sensitivity, Estimate Precision, Estimate F1);
