namespace BrainMets.Evaluation;

/// <summary>
/// What was taken from label maps on either side: labels ("1,3"), "any" of them, or "each" as a lesion of its own; null for masks.
/// </summary>
public sealed record LabelsRead(string? Reference, string? Prediction);
