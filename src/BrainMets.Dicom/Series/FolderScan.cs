using System.Text;

namespace BrainMets.Dicom;

/// <summary>Searches a folder and its subfolders for DICOM objects and groups the images by series.</summary>
internal static class FolderScan
{
    private const int PreambleBytes = 128;

    /// <param name="codec">Reads the files.</param>
    /// <param name="folder">Where to look.</param>
    /// <param name="progress">Receives after each file the number done and the number of all.</param>
    /// <param name="cancellation">Checked before each file.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="DicomFileException">This build has no DICOM reader.</exception>
    public static ScannedFolder Scan(
        DicomCodec codec, string folder, IProgress<(int Done, int Files)>? progress = null, CancellationToken cancellation = default)
    {
        var files = Files(folder);
        var images = new Dictionary<string, SeriesFiles>(StringComparer.Ordinal);
        var others = new List<OtherObject>();
        var damaged = new List<SkippedFile>();
        var foreign = 0;
        for (var i = 0; i < files.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((i, files.Count));
            if (!MayBeDicom(files[i]))
            {
                foreign++;
                continue;
            }

            try
            {
                Sort(files[i], codec.ReadHeader(files[i]), images, others);
            }
            catch (DicomFileException error) when (DicomCodec.IsAvailable)
            {
                damaged.Add(new SkippedFile(files[i], error.Message));
            }
        }

        progress?.Report((files.Count, files.Count));
        return new ScannedFolder
        {
            Folder = folder,
            Series = [.. images.Values.Select(series => series.ToSeries()).OrderBy(series => series.Header.WholeNumber(Tags.SeriesNumber)
                ?? int.MaxValue).ThenBy(series => series.SeriesUid, StringComparer.Ordinal)],
            Others = others,
            Damaged = damaged,
            Foreign = foreign,
        };
    }

    /// <summary>True when the folder, or one below it, holds a file that begins like DICOM.</summary>
    public static bool HoldsDicom(string folder) => All(folder).Any(BeginsLikeDicom);

    private static IEnumerable<string> All(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
    });

    /// <summary>The four letters after the preamble (PS3.10, section 7.1).</summary>
    public static bool BeginsLikeDicom(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[PreambleBytes + 4];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && Encoding.ASCII.GetString(start[PreambleBytes..]) == "DICM";
    }

    /// <summary>The file, or all files of the folder and those below it, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string path) => File.Exists(path) ? [path] : [.. All(path).Order(StringComparer.Ordinal)];

    /// <summary>Old files lack the preamble; they are tried when their extension is that of DICOM.</summary>
    public static bool MayBeDicom(string file) =>
        BeginsLikeDicom(file) || Path.GetExtension(file).ToUpperInvariant() is ".DCM" or ".IMA" or ".DICOM";

    private static void Sort(string file, DicomDataset header, Dictionary<string, SeriesFiles> images, List<OtherObject> others)
    {
        if (header.Contains(Tags.DirectoryRecordSequence))
        {
            return;                                                 // a DICOMDIR is the table of contents of what is found anyway
        }

        var seriesUid = header.Text(Tags.SeriesInstanceUid);
        var modality = header.Text(Tags.Modality) ?? string.Empty;
        if (seriesUid is null || !header.Contains(Tags.Rows) || modality is "SEG" or "RTDOSE")
        {
            others.Add(new OtherObject(file, header.Text(Tags.SopClassUid) ?? string.Empty, modality, header));
            return;
        }

        if (!images.TryGetValue(seriesUid, out var series))
        {
            images[seriesUid] = series = new SeriesFiles(seriesUid, header);
        }

        series.Add(file, header);
    }
}

/// <summary>What a folder holds: image series, and files that are none.</summary>
internal sealed record ScannedFolder
{
    public required string Folder { get; init; }

    /// <summary>By series number, then UID.</summary>
    public required IReadOnlyList<FoundSeries> Series { get; init; }

    /// <summary>DICOM objects other than images, by path: structure sets, segmentations, reports.</summary>
    public required IReadOnlyList<OtherObject> Others { get; init; }

    /// <summary>Files that begin like DICOM and cannot be read.</summary>
    public required IReadOnlyList<SkippedFile> Damaged { get; init; }

    /// <summary>Files that are not DICOM; only counted.</summary>
    public required int Foreign { get; init; }
}

/// <summary>The image objects of one series, as found on disk; pixels are not read yet.</summary>
internal sealed record FoundSeries
{
    public required string SeriesUid { get; init; }

    /// <summary>The header of its first object.</summary>
    public required DicomDataset Header { get; init; }

    public required IReadOnlyList<ImageFrame> Frames { get; init; }

    /// <summary>Objects of this series that are not slices of a scan, or occur twice.</summary>
    public IReadOnlyList<SkippedFile> SetAside { get; init; } = [];

    public string? Description => Header.Text(Tags.SeriesDescription);

    /// <summary>For people: number, description, modality, frames, and the UID that --series takes.</summary>
    public string Label =>
        $"series {Header.Text(Tags.SeriesNumber) ?? "?"} \"{Description ?? "without description"}\" "
            + $"({Header.Text(Tags.Modality) ?? "?"}, {Frames.Count} slices, UID {SeriesUid})";
}

/// <summary>A DICOM object that is not an image of a scan: a structure set, a segmentation, a report.</summary>
internal sealed record OtherObject(string File, string SopClassUid, string Modality, DicomDataset Header);

/// <summary>A file that was left out, and why.</summary>
internal sealed record SkippedFile(string File, string Reason);

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
