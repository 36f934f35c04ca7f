namespace BrainMets.Dicom;

/// <summary>
/// How one lesion came through the structure set: its mask, the contours as they stand in the written file, and the mask made from them again.
/// </summary>
public sealed record ContourCheck
{
    /// <summary>Its number in the label map.</summary>
    public required ushort Label { get; init; }

    /// <summary>Its name in the structure set.</summary>
    public required string Name { get; init; }

    public required int Slices { get; init; }

    public required int Contours { get; init; }

    public required int Points { get; init; }

    public required double MaskVolumeMm3 { get; init; }

    /// <summary>Area of the contours in the file times the distance between slices, which is what planning systems compute (some take less at both ends).</summary>
    public required double ContourVolumeMm3 { get; init; }

    /// <summary>Of the voxels whose centres the contours enclose; null when the file gave no mask back.</summary>
    public double? RereadVolumeMm3 { get; init; }

    /// <summary>Between the mask and the one made from the file; null when there is none.</summary>
    public double? RereadDice { get; init; }

    /// <summary>In words; each begins with the name of the lesion.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
