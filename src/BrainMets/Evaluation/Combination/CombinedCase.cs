using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>One case as put together from two models.</summary>
public sealed record CombinedCase
{
    /// <summary>The combined lesions, measured in the combined mask; probabilities are undefined.</summary>
    public required LesionSet Lesions { get; init; }

    /// <summary>One entry a combined lesion, in the order of their labels.</summary>
    public required IReadOnlyList<CombinedLesion> Origins { get; init; }

    public required IReadOnlyList<DroppedFinding> Dropped { get; init; }

    public required CombinationCounts Counts { get; init; }
}
