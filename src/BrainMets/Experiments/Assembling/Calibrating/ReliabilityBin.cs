namespace BrainMets.Experiments;

/// <summary>What got a probability in [Low, High), the last bin with its upper end.</summary>
/// <param name="Low">0..1.</param>
/// <param name="High">0..1.</param>
/// <param name="Amount">Litres of brain, or findings.</param>
/// <param name="MeanProbability">Null for an empty bin.</param>
/// <param name="TrueShare">How much of it was lesion; null for an empty bin.</param>
public sealed record CalibrationBin(double Low, double High, double Amount, double? MeanProbability, double? TrueShare);
