namespace BrainMets.Experiments;

/// <summary>How prediction is timed.</summary>
public sealed record InferenceBenchmarkOptions
{
    /// <summary>How often each way is run, in turns; at least 1. Their median is told.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Without the published way, which takes most of the time.</summary>
    public bool SkipPublished { get; init; }

    /// <summary>A folder that gets what another program needs to predict the same; null for none.</summary>
    public string? ExportFolder { get; init; }
}
