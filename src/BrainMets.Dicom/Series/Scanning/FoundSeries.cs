namespace BrainMets.Dicom;

/// <summary>The image objects of one series, as found on disk; pixels are not read yet.</summary>
public sealed record FoundSeries
{
    public required string SeriesUid { get; init; }

    /// <summary>The header of its first object.</summary>
    public required DicomDataset Header { get; init; }

    public required IReadOnlyList<ImageFrame> Frames { get; init; }

    /// <summary>Objects of this series that are no slices of a scan, or stand there twice.</summary>
    public IReadOnlyList<SkippedFile> SetAside { get; init; } = [];

    public string? Description => Header.Text(Tags.SeriesDescription);

    /// <summary>For people: number, description, modality, frames, and the UID that --series takes.</summary>
    public string Label => $"series {Header.Text(Tags.SeriesNumber) ?? "?"} \"{Description ?? "without description"}\" ({Header.Text(Tags.Modality) ?? "?"}, {Frames.Count} slices, UID {SeriesUid})";
}
