namespace BrainMets.Evaluation;

/// <summary>A finding that the strategy leaves out: small and seen by the model for large lesions only, or large and seen by the one for small lesions only.</summary>
/// <param name="Finding">Its number within the case.</param>
/// <param name="Model">The only model that saw it.</param>
/// <param name="ModelLesions">That model's lesions there, by their labels.</param>
/// <param name="VolumeMm3">Their summed volume, which was compared with the gate.</param>
public sealed record DroppedFinding(int Finding, string Model, IReadOnlyList<int> ModelLesions, double VolumeMm3);
