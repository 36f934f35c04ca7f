namespace BrainMets.Evaluation;

/// <summary>Where a combined lesion, or a part of it, comes from.</summary>
/// <param name="Model">Name of the model whose outline it is.</param>
/// <param name="ModelLesion">Its label among that model's lesions, the largest being 1.</param>
/// <param name="Finding">The finding it belongs to, numbered within the case.</param>
/// <param name="GateVolumeMm3">The volume of the finding that was compared with the gate.</param>
public sealed record LesionOrigin(string Model, int ModelLesion, int Finding, double GateVolumeMm3);
