namespace BrainMets.Evaluation;

/// <summary>
/// Hausdorff distance in mm, the largest instead of the 95th percentile: between surface voxels (families A and B, which agree here) and
/// between surface pieces (family C); null where undefined.
/// </summary>
public sealed record Hd100Mm(double? Voxels, double? AreaWeighted);
