namespace BrainMets.Evaluation;

/// <summary>A predicted lesion where the reference has none: its label in the predicted label map, and its volume.</summary>
public sealed record FalsePositive(int Predicted, double VolumeMm3);
