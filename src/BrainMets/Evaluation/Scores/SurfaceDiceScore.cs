namespace BrainMets.Evaluation;

/// <summary>A surface Dice as a challenge computes it, the mean of the two sides; null where the case has no score.</summary>
public sealed record SurfaceDiceScore(double ToleranceMm, double? Value);
