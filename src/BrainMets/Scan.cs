using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets;

/// <summary>
/// One T1 post-contrast scan in memory, as <see cref="BrainMetsModel.Predict"/> takes it. <see cref="Read"/> reads NIfTI; DICOM is read by
/// <c>DicomScan.Read</c> of the package BrainMets.Dicom. A scan made in memory needs only <see cref="Id"/> and <see cref="Image"/>.
/// </summary>
public sealed record Scan
{
    /// <summary>Case id in results: a pseudonym, never a name.</summary>
    public required string Id { get; init; }

    /// <summary>Voxels with their grid: index order x, y, z, world RAS+ mm, intensities in any unit.</summary>
    public required Volume<float> Image { get; init; }

    /// <summary>Brain mask on the grid of the image, 1 inside the brain; null for automatic brain extraction.</summary>
    public Volume<byte>? BrainMask { get; init; }

    /// <summary>
    /// SHA-256 of the files the scan was read from, lower-case hexadecimal; null for a scan that was not read from a file.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>True for DICOM, whose header holds acquisition parameters; NIfTI has none.</summary>
    public bool HasAcquisitionHeader { get; init; }

    /// <summary>Modality as in DICOM (MR, CT, PT); null where the files do not state it.</summary>
    public string? Modality { get; init; }

    /// <summary>
    /// Inconsistencies of the header with a T1 post-contrast scan of a head, one phrase each; used by the input check of the prediction.
    /// </summary>
    public IReadOnlyList<string> HeaderDoubts { get; init; } = [];

    /// <summary>Warnings about the files; they become warnings of the prediction.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Facts for the manifest, by name: format, series, why it was chosen.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Reading time in seconds; 0 for a scan that was not read from a file.</summary>
    public double ReadSeconds { get; init; }

    /// <summary>Reads a NIfTI file (.nii, .nii.gz); the case id is the name of the file.</summary>
    /// <param name="path">The T1 post-contrast scan.</param>
    /// <param name="brainMask">A brain mask on the same grid; null for automatic brain extraction.</param>
    /// <exception cref="InvalidInputException">A file cannot be read, or the mask lies on another grid.</exception>
    public static Scan Read(string path, string? brainMask = null)
    {
        var @case = InputCases.FromFile(Path.GetFullPath(path)) with
        {
            BrainMaskPath = brainMask is null ? null : Path.GetFullPath(brainMask),
        };
        var input = CaseInput.Read(@case);
        return new Scan
        {
            Id = @case.Id,
            Image = input.Images.T1c,
            BrainMask = input.Images.BrainMask,
            Sha256 = input.Sha256,
            Warnings = input.Images.ReadWarnings,
            ReadSeconds = input.ReadSeconds,
        };
    }

    /// <summary>The scan as the prediction stage takes it.</summary>
    internal CaseInput ToInput() => new()
    {
        Images = new CaseImages
        {
            CaseId = Id,
            Patient = Id,
            T1c = Image,
            BrainMask = BrainMask,
            Tags = HasAcquisitionHeader ? new ScanTags(Modality, HeaderDoubts) : null,
            ReadWarnings = Warnings,
        },
        Sha256 = Sha256,
        Facts = Facts,
        ReadSeconds = ReadSeconds,
    };
}
