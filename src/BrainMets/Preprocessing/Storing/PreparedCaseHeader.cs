using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>What a stored case says of itself before its voxels begin.</summary>
internal sealed record PreparedCaseHeader(
    VolumeGeometry Grid, VolumeGeometry Source, BrainOrigin BrainOrigin, string? BrainModelSha256, bool HasReference, IReadOnlyList<string> Warnings);
