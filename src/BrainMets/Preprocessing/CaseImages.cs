using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>A case in memory, all volumes on one grid: what <see cref="Preprocessor"/> reads from a case's files, or a phantom hands over.</summary>
public sealed record CaseImages
{
    public required string CaseId { get; init; }

    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    public required Volume<float> T1c { get; init; }

    /// <summary>Not 0 inside lesions; null when nobody drew a reference.</summary>
    public Volume<byte>? Reference { get; init; }

    /// <summary>Not 0 inside the brain; null to have the brain found.</summary>
    public Volume<byte>? BrainMask { get; init; }
}
