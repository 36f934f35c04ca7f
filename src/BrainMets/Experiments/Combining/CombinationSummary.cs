using BrainMets.Evaluation;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>A whole combination; combination.json (docs/metrics.md, "Combination").</summary>
public sealed record CombinationSummary
{
    public int SchemaVersion { get; init; } = 1;

    public string Use { get; init; } = "Research use; not a medical device.";

    public required CombinationModels Models { get; init; }

    /// <summary>The gate by which the cases were put together; null when one was to be chosen and none could be.</summary>
    public required VolumeGate? Gate { get; init; }

    /// <summary>Which neighbours joined voxels to lesions; null in files of before there was a choice, which used 26.</summary>
    public Connectivity? Connectivity { get; init; }

    /// <summary>Over all cases; null without a gate.</summary>
    public required CombinationCounts? Counts { get; init; }

    public required IReadOnlyList<CaseCounts> Cases { get; init; }

    /// <summary>How the baseline of mean probabilities was thresholded, or why there is none; null without references.</summary>
    public required MeanProbability? MeanProbability { get; init; }

    /// <summary>How good the gate is; null without references.</summary>
    public required GateSelectionResult? Selection { get; init; }

    public required Provenance Provenance { get; init; }
}
