using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>What prediction found in one case, with the folder its files were written to.</summary>
public sealed record CasePrediction
{
    public required string CaseId { get; init; }

    public required string Folder { get; init; }

    /// <summary>The image as it was read, for a preview.</summary>
    public required Volume<float> T1c { get; init; }

    public required LesionSet Lesions { get; init; }

    /// <summary>Who found what; empty for a single network.</summary>
    public IReadOnlyList<LesionAgreement> Agreement { get; init; } = [];

    public required PredictionManifest Manifest { get; init; }
}
