namespace BrainMets.Experiments;

/// <summary>How a model did on the cases on which its operating points and calibration were chosen.</summary>
public sealed record ValidationMetrics
{
    /// <summary>What to bear in mind when reading them.</summary>
    public required string Note { get; init; }

    public required int Cases { get; init; }

    public required int Patients { get; init; }

    /// <summary>Reference lesions that count.</summary>
    public required int Lesions { get; init; }

    /// <summary>Lesions of a reference and findings below this were ignored, in mm³.</summary>
    public required double MinVolumeMm3 { get; init; }

    /// <summary>Of these cases, how many some network learned from: 0 where known to be none, null where a network does not say whom it learned from.</summary>
    public int? CasesInTraining { get; init; }

    /// <summary>Each network by itself, at thresholds of its own.</summary>
    public required IReadOnlyList<NetworkMetrics> Networks { get; init; }

    /// <summary>All together; the only network's where there is one.</summary>
    public required NetworkMetrics Ensemble { get; init; }

    /// <summary>Of the voxels' probability, before and after; null without calibration.</summary>
    public ReliabilityMetrics? Voxels { get; init; }

    /// <summary>Of the findings' probability of being true lesions, likewise.</summary>
    public ReliabilityMetrics? Findings { get; init; }
}
