namespace BrainMets.Evaluation.FreeResponse.Froc;

/// <summary>
/// Sensitivity of the step curve at a rate of false positives. <see cref="BeyondCurve"/>: no threshold gives as many, and the last point of
/// the curve stands in.
/// </summary>
public sealed record FrocSensitivity(double FalsePositivesPerPatient, Estimate Sensitivity, bool BeyondCurve);
