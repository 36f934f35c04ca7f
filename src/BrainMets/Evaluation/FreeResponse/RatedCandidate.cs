namespace BrainMets.Evaluation;

/// <summary>A lesion candidate of a probability map that is matched with a reference lesion or false.</summary>
public sealed record RatedCandidate(double VolumeMm3, double Confidence, bool IsMatched);
