namespace BrainMets.Evaluation.Statistics;

/// <summary>A confidence interval.</summary>
public readonly record struct Interval(double Low, double High);
