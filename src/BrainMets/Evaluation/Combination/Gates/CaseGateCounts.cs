namespace BrainMets.Evaluation;

/// <summary>What one case gives at every gate and for every baseline.</summary>
public sealed record CaseGateCounts
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>In the order of the gates that were asked for.</summary>
    public required IReadOnlyList<DetectionCounts> ByGate { get; init; }

    /// <summary>Every finding kept, with the outlines of whichever models saw it.</summary>
    public required DetectionCounts Union { get; init; }

    /// <summary>The findings that both models saw, with both outlines.</summary>
    public required DetectionCounts Intersection { get; init; }

    /// <summary>The mean of both models' probabilities; null when there was none to judge.</summary>
    public DetectionCounts? MeanProbability { get; init; }
}
