namespace BrainMets.Evaluation;

/// <summary>
/// Share of both surfaces within a tolerance of the other (normalised surface distance): by surface voxels and by area; null where
/// undefined.
/// </summary>
public sealed record SurfaceDice(double ToleranceMm, double? Voxels, double? AreaWeighted);
