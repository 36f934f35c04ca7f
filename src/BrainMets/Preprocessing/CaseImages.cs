using BrainMets.Datasets;
using BrainMets.Nifti;

namespace BrainMets.Preprocessing;

/// <summary>
/// A case in memory, all volumes on one grid: what <see cref="Preprocessor"/> reads from a case's files, or a phantom hands over.
/// </summary>
internal sealed record CaseImages
{
    public required string CaseId { get; init; }

    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    public required Volume<float> T1c { get; init; }

    /// <summary>Not 0 inside lesions; null when there is no reference.</summary>
    public Volume<byte>? Reference { get; init; }

    /// <summary>Not 0 inside the brain; null to have the brain found.</summary>
    public Volume<byte>? BrainMask { get; init; }

    /// <summary>Acquisition parameters of the header; null for files without any.</summary>
    public ScanTags? Tags { get; init; }

    /// <summary>What was unusual about the image file.</summary>
    public IReadOnlyList<string> ReadWarnings { get; init; } = [];

    /// <exception cref="InvalidInputException">A file cannot be read, or a mask lies on another grid than its image.</exception>
    public static CaseImages Read(Case @case)
    {
        var t1c = NiftiFile.ReadImage(@case.T1cPath);
        var grid = t1c.Volume.Geometry;
        return new CaseImages
        {
            CaseId = @case.Id,
            Patient = @case.Patient,
            Site = @case.Site,
            T1c = t1c.Volume,
            Reference = @case.ReferencePath is { } reference ? NiftiFile.ReadMaskOn(reference, grid) : null,
            BrainMask = @case.BrainMaskPath is { } brainMask ? NiftiFile.ReadMaskOn(brainMask, grid) : null,
            ReadWarnings = t1c.Header.Warnings,
        };
    }
}

/// <summary>Acquisition parameters of a scan's header; NIfTI files have none.</summary>
/// <param name="Modality">As in DICOM: MR, CT, PT.</param>
/// <param name="Doubts">
/// What in the header is inconsistent with a T1 post-contrast scan of a head, as phrases; empty when nothing is.
/// </param>
internal sealed record ScanTags(string? Modality, IReadOnlyList<string> Doubts);
