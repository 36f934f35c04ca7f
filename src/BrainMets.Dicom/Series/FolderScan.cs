using System.Text;

namespace BrainMets.Dicom;

/// <summary>Looks through a folder and all below it for DICOM objects and groups the images by series.</summary>
public static class FolderScan
{
    private const int PreambleBytes = 128;

    /// <param name="codec">Reads the files.</param>
    /// <param name="folder">Where to look.</param>
    /// <param name="progress">Told after each file: how many are done, of how many.</param>
    /// <param name="cancellation">Asked before each file.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    /// <exception cref="DicomFileException">This build has no DICOM reader.</exception>
    public static ScannedFolder Scan(DicomCodec codec, string folder, IProgress<(int Done, int Files)>? progress = null, CancellationToken cancellation = default)
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
            Series = [.. images.Values.Select(series => series.ToSeries()).OrderBy(series => series.Header.WholeNumber(Tags.SeriesNumber) ?? int.MaxValue).ThenBy(series => series.SeriesUid, StringComparer.Ordinal)],
            Others = others,
            Damaged = damaged,
            Foreign = foreign,
        };
    }

    /// <summary>True when the folder, or one below it, holds a file that begins like DICOM.</summary>
    public static bool HoldsDicom(string folder) =>
        All(folder).Any(BeginsLikeDicom);

    private static IEnumerable<string> All(string folder) => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true });

    /// <summary>The four letters after the preamble (PS3.10, section 7.1).</summary>
    public static bool BeginsLikeDicom(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[PreambleBytes + 4];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && Encoding.ASCII.GetString(start[PreambleBytes..]) == "DICM";
    }

    /// <summary>The file, or all files of the folder and those below it, in the order of their names.</summary>
    public static IReadOnlyList<string> Files(string path) => File.Exists(path) ? [path] : [.. All(path).Order(StringComparer.Ordinal)];

    /// <summary>Old files lack the preamble; they are tried when their name says DICOM.</summary>
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
