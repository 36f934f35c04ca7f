namespace BrainMets.Evaluation;

/// <summary>Which of the definitions in use a Hausdorff distance follows (docs/metrics.md).</summary>
public enum HausdorffFamily
{
    /// <summary>B: surface voxels, the larger of the two directed percentiles.</summary>
    MaxDirected,

    /// <summary>A: surface voxels, the percentile of both directions pooled.</summary>
    Pooled,

    /// <summary>C: surface pieces weighted by area, the larger of the two directions.</summary>
    AreaWeighted,
}
