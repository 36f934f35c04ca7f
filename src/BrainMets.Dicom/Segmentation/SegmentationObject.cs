using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>A segmentation (SEG): binary, fractional or a label map, with any number of segments that may overlap and frames that may be missing.</summary>
public sealed record SegmentationObject
{
    public required string Path { get; init; }

    public required SegmentationKind Kind { get; init; }

    public required string StudyUid { get; init; }

    public string? FrameOfReferenceUid { get; init; }

    /// <summary>The images it says it was made of (SOP instance UIDs).</summary>
    public required IReadOnlySet<string> MadeOf { get; init; }

    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>Reads the header and the pixels of all frames.</summary>
    /// <exception cref="DicomFileException">It is no segmentation of a volume, is damaged, or contradicts itself.</exception>
    public static SegmentationObject Read(DicomCodec codec, string path)
    {
        var header = codec.ReadHeader(path);
        SegmentationReader.CheckClass(path, header);
        return SegmentationReader.Read(path, header, codec.ReadPixels(path));
    }

    /// <exception cref="InvalidInputException">Neither the frame of reference nor the images are those of the series.</exception>
    internal void CheckBelongsTo(ImageSeries series)
    {
        var instances = series.Slices.Select(slice => slice.SopInstanceUid).ToHashSet();
        var sameFrame = FrameOfReferenceUid is not null && FrameOfReferenceUid == series.FrameOfReferenceUid;
        if (!sameFrame && (MadeOf.Count == 0 || !MadeOf.IsSubsetOf(instances)))
        {
            throw new InvalidInputException(Path,
                $"the segmentation belongs to another scan: its frame of reference is {FrameOfReferenceUid ?? "not stated"}, that of the series is {series.FrameOfReferenceUid ?? "not stated"}, " +
                $"and {MadeOf.Count(uid => !instances.Contains(uid))} of the {MadeOf.Count} images it was made of are not in the series. Give the series it was made of.");
        }
    }
}
