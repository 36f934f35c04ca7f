namespace BrainMets.Inference;

/// <summary>Probability of lesion, 0..1, on the source grid of a case; 0 outside the brain.</summary>
public sealed record ProbabilityMap(string CaseId, string Patient, Volume<float> Probability);
