namespace BrainMets.Dicom;

/// <summary>What a folder holds: image series, and files that are none.</summary>
public sealed record ScannedFolder
{
    public required string Folder { get; init; }

    /// <summary>By series number, then UID.</summary>
    public required IReadOnlyList<FoundSeries> Series { get; init; }

    /// <summary>DICOM objects other than images, by path: structure sets, segmentations, reports.</summary>
    public required IReadOnlyList<OtherObject> Others { get; init; }

    /// <summary>Files that begin like DICOM and cannot be read.</summary>
    public required IReadOnlyList<SkippedFile> Damaged { get; init; }

    /// <summary>Files that are no DICOM at all; only counted.</summary>
    public required int Foreign { get; init; }
}
