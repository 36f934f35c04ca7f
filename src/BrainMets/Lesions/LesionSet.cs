using BrainMets.Nifti;

namespace BrainMets.Lesions;

/// <summary>The lesions of one case, on the source grid: label map (0 = none) and measurements, in the order of their labels.</summary>
public sealed record LesionSet(string CaseId, string Patient, Volume<int> Labels, IReadOnlyList<Lesion> Lesions)
{
    public VolumeGeometry Geometry => Labels.Geometry;

    /// <summary>The connectivity by which the lesions were separated.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Corners26;

    /// <summary>True when a label map defined the lesions, so that connectivity was not used.</summary>
    public bool LabelsGiven { get; init; }

    /// <summary>
    /// Candidates below the threshold, which are not lesions of this set, for a reader to review; null when they were not searched.
    /// </summary>
    public CandidateSet? Candidates { get; init; }

    /// <summary>
    /// The lesions of a binary mask in a NIfTI file: every 26-connected component, however small. The case is named after the file.
    /// </summary>
    /// <param name="path">A mask of 0 and 1; a label map counts as the union of its labels.</param>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, or holds negative values or fractions (a probability map).
    /// </exception>
    public static LesionSet FromMask(string path)
    {
        var id = Path.GetFileName(path).Split('.')[0];
        return LesionFinder.Find(id, id, NiftiFile.ReadMask(path), new LesionOptions());
    }

    /// <summary>All lesions as one mask (0 and 1), for segmentation.nii.gz.</summary>
    public Volume<byte> ToSegmentation() => WhereLabelled(Labels, static label => (byte)(label > 0 ? 1 : 0));

    /// <summary>The label map in 16 bits, for lesions.nii.gz.</summary>
    /// <exception cref="InvalidInputException">There are more than 65,535 lesions.</exception>
    public Volume<ushort> ToLabelMap() => Lesions.Count <= ushort.MaxValue
        ? WhereLabelled(Labels, static label => (ushort)label)
        : throw new InvalidInputException(
            CaseId,
            $"{Lesions.Count} lesions; a 16-bit label map holds at most {ushort.MaxValue}. Raise the threshold or the minimum volume.");

    /// <summary>A volume of zeros but for the labelled voxels, which are few: rows without any are passed over.</summary>
    internal static Volume<T> WhereLabelled<T>(Volume<int> labels, Func<int, T> value)
        where T : unmanaged
    {
        var result = new Volume<T>(labels.Geometry);
        var length = labels.Size.X;
        Parallel.For(0, labels.Size.Z, z =>
        {
            for (var start = labels.Size.Index(0, 0, z); start < labels.Size.Index(0, 0, z + 1); start += length)
            {
                ReadOnlySpan<int> row = labels.Voxels.AsSpan(start, length);
                var to = result.Voxels.AsSpan(start, length);
                for (var x = row.IndexOfAnyExcept(0); x >= 0 && x < length; x++)
                {
                    to[x] = row[x] == 0 ? default : value(row[x]);
                }
            }
        });
        return result;
    }
}

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
