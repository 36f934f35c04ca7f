using BrainMets.Evaluation;
using BrainMets.Imaging;

namespace BrainMets.Experiments;

/// <summary>How one case's combination came about; manifest.json.</summary>
public sealed record CombinationManifest
{
    public string Use { get; init; } = "Research use; not a medical device.";

    public required string Case { get; init; }

    public required Provenance Provenance { get; init; }

    public required CombinationModels Models { get; init; }

    public required VolumeGate Gate { get; init; }

    /// <summary>Which neighbours joined voxels to lesions.</summary>
    public required Connectivity Connectivity { get; init; }

    public required int Lesions { get; init; }

    public required double LesionVolumeMm3 { get; init; }

    public required CombinationCounts Counts { get; init; }

    /// <summary>Which model each lesion comes from.</summary>
    public required IReadOnlyList<CombinedLesion> Origins { get; init; }

    public required IReadOnlyList<DroppedFinding> Dropped { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }
}
