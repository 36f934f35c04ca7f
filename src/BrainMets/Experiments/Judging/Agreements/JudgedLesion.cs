using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>A predicted lesion: who finds it, and what the reference says of it.</summary>
/// <param name="Case">Of the test set.</param>
/// <param name="Patient">Of the case.</param>
/// <param name="Lesion">Its label, the largest first.</param>
/// <param name="VolumeMm3">Predicted.</param>
/// <param name="Outcome">By the rules of matching.</param>
/// <param name="FoundBy">Names of the networks that have a lesion of their own sharing a voxel with it.</param>
/// <param name="Of">How many networks were asked.</param>
/// <param name="Confirmed">Whether the confirming network finds it; null where none confirms.</param>
public sealed record PredictedLesion(
    string Case, string Patient, int Lesion, double VolumeMm3, PredictionOutcome Outcome, IReadOnlyList<string> FoundBy, int Of, bool? Confirmed);
