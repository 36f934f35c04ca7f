namespace BrainMets.Evaluation;

/// <summary>
/// At this confidence: the share of patients with a false candidate, and the weighted share of lesions found. Between points, and from the
/// last to (1, 1), the curve is straight.
/// </summary>
public sealed record AfrocPoint(double Confidence, double FalsePositiveFraction, double WeightedLesionFraction);
