namespace BrainMets.Dicom;

/// <summary>
/// Writes the lesions of a label map, or a probability map, as a segmentation (PS3.3, A.51): one segment a lesion, frames only where it has
/// voxels. No lesion: one segment named <see cref="NothingFound"/> with one empty frame, as the standard requires at least one of each, and
/// a missing file could not be distinguished from a failure.
/// </summary>
public static class SegmentationWriter
{
    /// <summary>Label of the one segment of an empty result.</summary>
    public const string NothingFound = "AI-NothingFound";

    /// <summary>Label of the one segment of a probability map.</summary>
    public const string Probability = "AI-Probability";

    /// <summary>The stored value of probability 1.</summary>
    private const int MaximumFractionalValue = 255;

    /// <summary>Binary: segment n is the n-th finding.</summary>
    /// <exception cref="ArgumentException">Label map and series are not on the same grid, or findings and labels do not agree.</exception>
    /// <exception cref="DicomFileException">The file cannot be written.</exception>
    public static void Write(DicomCodec codec, string path, ImageSeries source, Volume<ushort> labels, ResultOptions options)
    {
        var boxes = options.Check(source, labels);
        var frames = new SegmentationFrames(labels.Size, bitsAPixel: 1);
        var segments = new List<DicomDataset>();
        foreach (var finding in options.Findings)
        {
            segments.Add(Segment(segments.Count + 1, finding, options, TrackingUid(source, labels, finding.Label, boxes[finding.Label])));
            frames.AddNonEmpty(segments.Count, labels, boxes[finding.Label], voxel => (byte)(voxel == finding.Label ? 1 : 0));
        }

        if (segments.Count == 0)
        {
            segments.Add(
                Segment(1, new LesionLabel { Label = 1, Name = NothingFound, Description = "No lesion found." }, options,
                    ContentUid.Of("finding", source.SeriesUid)));
            frames.AddEmpty(segment: 1);
        }

        var made = NewObject(source, options, "AI_LESIONS")
            .Add(SegmentationTag.SegmentationType, "CS", "BINARY")
            .Add(SegmentationTag.SegmentSequence, segments);
        codec.Write(path, SourceAttributes.WithUids(SegmentationLayout.Add(made, source, frames)));
    }

    /// <summary>Fractional: probabilities of 0 to 1 as 0 to 255; slices without any stay out.</summary>
    /// <exception cref="ArgumentException">Map and series are not on the same grid, or a value is not a probability.</exception>
    /// <exception cref="DicomFileException">The file cannot be written.</exception>
    public static void WriteProbability(DicomCodec codec, string path, ImageSeries source, Volume<float> probability, ResultOptions options)
    {
        options.CheckTexts();
        ResultOptions.CheckGrid(source, probability.Geometry);
        if (Array.FindIndex(probability.Voxels, value => value is not (>= 0 and <= 1)) is var index and >= 0)
        {
            throw new ArgumentException(
                $"Voxel {probability.Size.Position(index)} has the value {probability.Voxels[index]}; a probability lies between 0 and 1.");
        }

        var frames = new SegmentationFrames(probability.Size, bitsAPixel: 8);
        frames.AddNonEmpty(1, probability, Box3.Whole(probability.Size), value => (byte)Math.Round(value * MaximumFractionalValue));
        if (frames.Frames.Count == 0)
        {
            frames.AddEmpty(segment: 1);
        }

        var description = new LesionLabel
        {
            Label = 1,
            Name = Probability,
            Description = "Probability of each voxel to belong to a metastasis.",
        };
        var made = NewObject(source, options, "AI_PROBABILITY")
            .Add(SegmentationTag.SegmentationType, "CS", "FRACTIONAL")
            .Add(SegmentationTag.SegmentationFractionalType, "CS", "PROBABILITY")
            .Add(SegmentationTag.MaximumFractionalValue, "US", MaximumFractionalValue)
            .Add(SegmentationTag.SegmentSequence, Segment(1, description, options, ContentUid.Of("probability", source.SeriesUid)));
        codec.Write(path, SourceAttributes.WithUids(SegmentationLayout.Add(made, source, frames)));
    }

    private static DicomDataset NewObject(ImageSeries source, ResultOptions options, string label)
    {
        var (date, time) = SourceAttributes.When(source);
        return SourceAttributes.NewObject(source, options, SegmentationTag.SopClassUid, "SEG")
            .Add(SegmentationTag.ImageType, "CS", "DERIVED\\PRIMARY")
            .Add(SegmentationTag.ContentDate, "DA", date)
            .Add(SegmentationTag.ContentTime, "TM", time)
            .Add(SegmentationTag.SegmentsOverlap, "CS", "NO")
            .Add(SegmentationTag.ContentLabel, "CS", label)
            .Add(SegmentationTag.ContentDescription, "LO", ResultOptions.ResearchUse)
            .Add(SegmentationTag.ContentCreatorName, "PN", string.Empty);
    }

    private static DicomDataset Segment(int number, LesionLabel finding, ResultOptions options, string trackingUid)
    {
        var algorithm = new DicomDataset()
            .Add(SegmentationTag.AlgorithmFamilyCodeSequence, LesionCode.ArtificialIntelligence)
            .Add(SegmentationTag.AlgorithmName, "LO", options.AlgorithmName)
            .Add(SegmentationTag.AlgorithmVersion, "LO", options.AlgorithmVersion);
        return new DicomDataset()
            .Add(SegmentationTag.SegmentNumber, "US", number)
            .Add(SegmentationTag.SegmentLabel, "LO", finding.Name)
            .Add(SegmentationTag.SegmentDescription, "ST", options.Describe(finding.Description))
            .Add(SegmentationTag.SegmentAlgorithmType, "CS", "AUTOMATIC")
            .Add(SegmentationTag.SegmentAlgorithmName, "LO", options.AlgorithmName)
            .Add(SegmentationTag.AlgorithmIdentificationSequence, algorithm)
            .Add(SegmentationTag.PropertyCategoryCodeSequence, LesionCode.AbnormalStructure)
            .Add(SegmentationTag.PropertyTypeCodeSequence, LesionCode.Metastasis)
            .Add(SegmentationTag.RecommendedDisplayCieLabValue, "US", DisplayColour.CieLab(finding.Label))
            .Add(SegmentationTag.TrackingId, "UT", finding.Name)
            .Add(SegmentationTag.TrackingUid, "UI", trackingUid);
    }

    /// <summary>The same voxels of the same series are the same lesion.</summary>
    private static string TrackingUid(ImageSeries source, Volume<ushort> labels, ushort label, Box3 box)
    {
        using var voxels = new MemoryStream();
        using var writer = new BinaryWriter(voxels);
        for (var i = labels.Size.Index(0, 0, box.Z); i < labels.Size.Index(0, 0, box.EndZ); i++)
        {
            if (labels.Voxels[i] == label)
            {
                writer.Write(i);
            }
        }

        writer.Flush();
        return ContentUid.Of("finding", source.SeriesUid, voxels.ToArray());
    }
}
