namespace BrainMets.Dicom;

/// <summary>What rules may ask about a series.</summary>
internal sealed class SeriesFacts(FoundSeries series)
{
    public double Slices => series.Frames.Count;

    /// <summary>The usual distance of neighbouring slices; null when there are fewer than two positions.</summary>
    public double? SliceSpacingMm { get; } = Spacing(series.Frames);

    /// <summary>The data set that holds an attribute with a value: the top, the shared functional groups or those of the first frame.</summary>
    public DicomDataset? Find(DicomTag tag) => Find(series.Header, tag, 0);

    private static DicomDataset? Find(DicomDataset dataset, DicomTag tag, int depth)
    {
        if (dataset.Find(tag) is { } element && (element.IsSequence ? element.Items is { Count: > 0 } : dataset.Text(tag) is not null))
        {
            return dataset;
        }

        var groups = depth > 1 ? [] : depth == 1
            ? dataset.Where(element => element.IsSequence).SelectMany(element => element.Items!.Take(1))
            : new[] { dataset.Item(Tags.SharedFunctionalGroupsSequence), dataset.Item(Tags.PerFrameFunctionalGroupsSequence) }.OfType<DicomDataset>();
        return groups.Select(group => Find(group, tag, depth + 1)).FirstOrDefault(found => found is not null);
    }

    private static double? Spacing(IReadOnlyList<ImageFrame> frames)
    {
        var depths = frames.Select(frame => frame.DepthMm).Order().ToList();
        var gaps = depths.Zip(depths.Skip(1), (a, b) => b - a).Where(gap => gap > 1e-3).Order().ToList();
        return gaps.Count > 0 ? gaps[gaps.Count / 2] : null;
    }
}
