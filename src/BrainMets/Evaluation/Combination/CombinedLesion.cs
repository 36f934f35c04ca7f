namespace BrainMets.Evaluation;

/// <summary>
/// A combined lesion by its label, with where it comes from. There is one origin, unless outlines taken from different models for different findings touch: those are one lesion of
/// the mask, and have several.
/// </summary>
public sealed record CombinedLesion(int Lesion, IReadOnlyList<LesionOrigin> Origins);
