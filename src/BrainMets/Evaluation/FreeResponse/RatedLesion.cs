namespace BrainMets.Evaluation;

/// <summary>
/// A reference lesion that counts, and how sure the map is of it: the confidence of the candidate it is paired with, or that covers it when
/// merged. Null when no candidate found it.
/// </summary>
public sealed record RatedLesion(int Reference, double VolumeMm3, double? Confidence);
