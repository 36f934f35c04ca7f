namespace BrainMets.Evaluation;

/// <summary>
/// Detection of the small lesions of a case as the challenge of 2026 counts it: false positives are those of any size, and F1 is null when
/// the case has no small reference lesion.
/// </summary>
public sealed record SmallLesionScore(int TruePositives, int FalseNegatives, int FalsePositives, double? F1);
