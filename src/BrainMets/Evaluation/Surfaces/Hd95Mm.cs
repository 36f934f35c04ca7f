namespace BrainMets.Evaluation;

/// <summary>95th percentile Hausdorff distance in mm by family (docs/metrics.md); null where undefined.</summary>
public sealed record Hd95Mm(double? MaxDirected, double? Pooled, double? AreaWeighted);
