namespace BrainMets.Dicom;

/// <summary>
/// A segmentation (SEG): binary, fractional or a label map, with any number of segments that may overlap and frames that may be missing.
/// </summary>
internal sealed record SegmentationObject
{
    public required string Path { get; init; }

    public required SegmentationKind Kind { get; init; }

    public required string StudyUid { get; init; }

    public string? FrameOfReferenceUid { get; init; }

    /// <summary>Its source images (SOP instance UIDs).</summary>
    public required IReadOnlySet<string> MadeOf { get; init; }

    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>Reads the header and the pixels of all frames.</summary>
    /// <exception cref="DicomFileException">It is not a segmentation of a volume, is damaged, or contradicts itself.</exception>
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
                $"the segmentation belongs to another scan: its frame of reference is {FrameOfReferenceUid ?? "not stated"}, that of the "
                    + $"series is {series.FrameOfReferenceUid ?? "not stated"}, " +
                $"and {MadeOf.Count(uid => !instances.Contains(uid))} of the {MadeOf.Count} source images are not in the series. "
                    + "Give the series it was made from.");
        }
    }
}

/// <summary>How the pixels of a segmentation are meant.</summary>
internal enum SegmentationKind
{
    /// <summary>Each frame belongs to one segment; 1 is inside. Segments may overlap.</summary>
    Binary,

    /// <summary>Each frame belongs to one segment; the value is the probability, or the fraction, of a voxel inside.</summary>
    Fractional,

    /// <summary>The value of a pixel is the number of its segment; segments cannot overlap.</summary>
    LabelMap,
}

/// <summary>Takes a segmentation apart. What is stated for a frame goes before what is stated for all.</summary>
internal static class SegmentationReader
{
    public static void CheckClass(string path, DicomDataset header)
    {
        if (header.Text(ObjectTag.SopClassUid) is var sopClass
            and not SegmentationTag.SopClassUid and not SegmentationTag.LabelMapSopClassUid)
        {
            throw new DicomFileException(
                $"{path} is not a segmentation: its class is {sopClass ?? "not stated"}, that of SEG is {SegmentationTag.SopClassUid}.");
        }
    }

    public static SegmentationObject Read(string path, DicomDataset header, PixelData pixels)
    {
        var kind = Kind(path, header);
        var groups = header.Items(SegmentationTag.PerFrameFunctionalGroupsSequence);
        if (pixels.BitsAllocated is not (1 or 8 or 16))
        {
            throw new DicomFileException($"{path} has {pixels.BitsAllocated} bits a pixel; segmentations of 1, 8 and 16 are read.");
        }

        var neededBits = (double)pixels.Rows * pixels.Columns * pixels.Frames * pixels.BitsAllocated;   // no whole number overflows here
        if (groups.Count != pixels.Frames || pixels.SamplesPerPixel != 1 || pixels.Bytes.LongLength * 8 < neededBits)
        {
            throw new DicomFileException(
                $"{path} contradicts itself: {groups.Count} frames are described, and {pixels.Bytes.LongLength:N0} bytes should hold " +
                $"{pixels.Frames} frames of {pixels.Columns} x {pixels.Rows} with {pixels.BitsAllocated} bits. The file is damaged.");
        }

        var parsed = new SegmentationObject
        {
            Path = path,
            Kind = kind,
            StudyUid = header.Text(ObjectTag.StudyInstanceUid)
                ?? throw new DicomFileException($"{path} has no study instance UID (0020,000D); the file is damaged."),
            FrameOfReferenceUid = header.Text(ObjectTag.FrameOfReferenceUid),
            MadeOf = MadeOf(header, groups),
        };
        var frames = Frames(path, header, pixels);
        return parsed with
        {
            Segments = header.Items(SegmentationTag.SegmentSequence)
                .Select(item => One(parsed, item, frames))
                .Where(segment => segment.Number > 0)               // 0 is the background of a label map
                .ToList(),
        };
    }

    private static SegmentationKind Kind(string path, DicomDataset header) => header.Text(SegmentationTag.SegmentationType) switch
    {
        "BINARY" => SegmentationKind.Binary,
        "FRACTIONAL" => SegmentationKind.Fractional,
        "LABELMAP" => SegmentationKind.LabelMap,
        var other => throw new DicomFileException(
            $"{path} is a segmentation of type {other ?? "(none)"}; BINARY, FRACTIONAL and LABELMAP are read."),
    };

    private static HashSet<string> MadeOf(DicomDataset header, IReadOnlyList<DicomDataset> groups)
    {
        var whole = header.Items(ObjectTag.ReferencedSeriesSequence)
            .SelectMany(series => series.Items(ObjectTag.ReferencedInstanceSequence));
        var framewise =
            from frame in groups
            from derivation in frame.Items(SegmentationTag.DerivationImageSequence)
            from image in derivation.Items(SegmentationTag.SourceImageSequence)
            select image;
        return whole.Concat(framewise).Select(item => item.Text(ObjectTag.ReferencedSopInstanceUid)).OfType<string>().ToHashSet();
    }

    /// <summary>All frames, by segment number; those of a label map belong to all, under 0.</summary>
    private static ILookup<int, SegmentFrame> Frames(string path, DicomDataset header, PixelData pixels)
    {
        var shared = header.Item(SegmentationTag.SharedFunctionalGroupsSequence);
        var whole = header.Text(SegmentationTag.SegmentationType) != "FRACTIONAL" ? 1
            : header.Number(SegmentationTag.MaximumFractionalValue) is { } most and > 0 ? most
            : throw new DicomFileException(
                $"{path} is fractional and does not state which value means all (0062,000E); its fractions cannot be computed.");
        var isLabelMap = header.Text(SegmentationTag.SegmentationType) == "LABELMAP";
        return header.Items(SegmentationTag.PerFrameFunctionalGroupsSequence).Select((group, i) =>
        {
            DicomDataset? Group(DicomTag tag) => group.Item(tag) ?? shared?.Item(tag);
            var number = isLabelMap ? 0
                : Group(SegmentationTag.SegmentIdentificationSequence)?.WholeNumber(SegmentationTag.ReferencedSegmentNumber)
                ?? throw new DicomFileException($"{path}: frame {i + 1} names no segment.");
            return (number, frame: new SegmentFrame(i, Plane(path, i, Group), pixels, whole, isLabelMap));
        }).ToLookup(pair => pair.number, pair => pair.frame);
    }

    private static Affine Plane(string path, int frame, Func<DicomTag, DicomDataset?> group)
    {
        var position = group(SegmentationTag.PlanePositionSequence)?.Numbers(SegmentationTag.ImagePositionPatient, 3);
        var orientation = group(SegmentationTag.PlaneOrientationSequence)?.Numbers(SegmentationTag.ImageOrientationPatient, 6);
        var spacing = group(SegmentationTag.PixelMeasuresSequence)?.Numbers(SegmentationTag.PixelSpacing, 2);
        if (position is null || orientation is null || spacing is null || spacing[0] <= 0 || spacing[1] <= 0)
        {
            var missing = position is null
                ? "position (0020,0032)"
                : orientation is null ? "orientation (0020,0037)" : "pixel spacing (0028,0030)";
            throw new DicomFileException(
                $"{path}: frame {frame + 1} has no usable {missing} in the patient, so it cannot be placed; segmentations of slides are "
                    + "not read.");
        }

        // LPS to RAS; PixelSpacing states the distance between rows first.
        var right = spacing[1] * new PointMm(-orientation[0], -orientation[1], orientation[2]);
        var down = spacing[0] * new PointMm(-orientation[3], -orientation[4], orientation[5]);
        return new Affine(right, down, default, new PointMm(-position[0], -position[1], position[2]));
    }

    private static Segment One(SegmentationObject parent, DicomDataset item, ILookup<int, SegmentFrame> frames)
    {
        var number = item.WholeNumber(SegmentationTag.SegmentNumber)
            ?? throw new DicomFileException($"{parent.Path}: segment '{item.Text(SegmentationTag.SegmentLabel)}' has no number.");
        var type = item.Item(SegmentationTag.PropertyTypeCodeSequence);
        var ownFrames = parent.Kind == SegmentationKind.LabelMap
            ? frames[0].Select(frame => frame with { Whole = number })
            : frames[number];
        return new Segment(parent, ownFrames.ToList())
        {
            Number = number,
            Label = item.Text(SegmentationTag.SegmentLabel) ?? $"segment {number}",
            Description = item.Text(SegmentationTag.SegmentDescription),
            PropertyType = type is null
                ? null
                : $"{type.Text(ObjectTag.CodingSchemeDesignator)} {type.Text(ObjectTag.CodeValue)} ({type.Text(ObjectTag.CodeMeaning)})",
            TrackingUid = item.Text(SegmentationTag.TrackingUid),
        };
    }
}
