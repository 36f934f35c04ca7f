namespace BrainMets.Lesions;

/// <summary>
/// One connected component and its measurements. Diameters are measured in one slice of the plane nearest axial, voxel edges included.
/// </summary>
public sealed record Lesion
{
    /// <summary>Its value in the label map, from 1; largest lesion first.</summary>
    public required int Label { get; init; }

    public required long Voxels { get; init; }

    public required double VolumeMm3 { get; init; }

    public required double LongestDiameterMm { get; init; }

    /// <summary>The longest chord perpendicular to the longest diameter, in the same slice.</summary>
    public required double PerpendicularDiameterMm { get; init; }

    /// <summary>Number of axial slices the lesion appears on.</summary>
    public required int Slices { get; init; }

    /// <summary>Centroid in RAS mm.</summary>
    public required PointMm Centroid { get; init; }

    /// <summary>Mean probability over the lesion; null when it was found in a mask.</summary>
    public double? MeanProbability { get; init; }

    public double? MaxProbability { get; init; }

    /// <summary>Calibrated probability of a true lesion, 0..1, from the mapping on the model's card; null when the card has none.</summary>
    public double? TrueProbability { get; init; }

    /// <summary>True when a voxel lies on the outermost layer of the grid, so that the lesion may be truncated.</summary>
    public required bool TouchesBorder { get; init; }

    /// <summary>The smallest box of voxels around it.</summary>
    public required Box3 Box { get; init; }

    /// <summary>
    /// Whether a volume is at least <paramref name="minVolumeMm3"/>, up to the rounding of an affine stored in single precision: two voxels
    /// of 1.5 mm³ reach 3 mm³.
    /// </summary>
    public static bool ReachesVolume(double volumeMm3, double minVolumeMm3) => volumeMm3 >= minVolumeMm3 * (1 - 1e-6);
}
