namespace BrainMets.Dicom;

/// <summary>Collects the objects of one series.</summary>
internal sealed class SeriesFiles(string seriesUid, DicomDataset first)
{
    private readonly List<ImageFrame> frames = [];
    private readonly List<SkippedFile> aside = [];
    private readonly Dictionary<string, string> seen = new(StringComparer.Ordinal);

    public void Add(string file, DicomDataset header)
    {
        var instance = header.Text(Tags.SopInstanceUid) ?? file;
        if (!seen.TryAdd(instance, file))
        {
            aside.Add(new SkippedFile(file, $"is the same object as {seen[instance]} (SOP instance UID {instance})"));
            return;
        }

        var (found, reason) = FrameReading.Of(file, header);
        frames.AddRange(found);
        if (reason is not null)
        {
            aside.Add(new SkippedFile(file, reason));
        }
    }

    public FoundSeries ToSeries() => new() { SeriesUid = seriesUid, Header = first, Frames = frames, SetAside = aside };
}
