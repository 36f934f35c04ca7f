namespace BrainMets.Evaluation;

/// <summary>
/// A figure with its 95 % interval. <see cref="N"/> is how many items (lesions, patients) it rests on; <see cref="Undefined"/> how many had no
/// defined value and were left out. Value and interval are null when nothing is defined.
/// </summary>
public sealed record Estimate(double? Value, double? Low, double? High, int N, int Undefined);
