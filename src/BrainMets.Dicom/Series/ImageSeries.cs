using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>
/// One image series read as a volume: columns are x, rows are y, slices are z in the order of their position along the normal; the affine is RAS+ mm
/// (DICOM's own frame is LPS). With it what objects made from it must repeat to belong to the same patient and study.
/// </summary>
public sealed record ImageSeries
{
    public required Volume<float> Volume { get; init; }

    /// <summary>One for each z of the volume.</summary>
    public required IReadOnlyList<SliceSource> Slices { get; init; }

    /// <summary>The attributes of the first slice (of the whole object when it is multi-frame), without pixels.</summary>
    public required DicomDataset Header { get; init; }

    public required string StudyUid { get; init; }

    public required string SeriesUid { get; init; }

    /// <summary>Null when the series has none; objects derived from it then get one made from the series' UID.</summary>
    public string? FrameOfReferenceUid { get; init; }

    /// <summary>What was left out of the series, by name.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
