using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>
/// Copies the images, segmentations and structure sets of a folder without what names the patient (docs/deidentification.md). Pixels are
/// copied as they are: a head shows a face, and nothing here takes it away.
/// </summary>
internal sealed class FolderDeidentification
{
    private static readonly DicomTag[] Needed = [Tags.SopInstanceUid, Tags.StudyInstanceUid, Tags.SeriesInstanceUid];

    private readonly DicomCodec codec;
    private readonly DeidentificationOptions options;
    private readonly DeidentificationProfile profile = DeidentificationProfile.Standard;
    private readonly Pseudonyms pseudonyms;
    private readonly Dictionary<string, int> leftOut = new(StringComparer.Ordinal);
    private readonly List<ExcludedFile> notCopied = [];
    private readonly List<ExcludedFile> failures = [];
    private int foreign;

    private FolderDeidentification(DicomCodec codec, DeidentificationOptions options, KeyFile key) =>
        (this.codec, this.options, pseudonyms) = (codec, options, new Pseudonyms(key));

    /// <summary>Writes every object that the profile lists, and the key file.</summary>
    /// <exception cref="InvalidDataException">The key file is none.</exception>
    /// <exception cref="DicomFileException">This build has no DICOM reader.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what is finished is kept, and so is the key.</exception>
    public static DeidentifiedFolder Run(DicomCodec codec, DeidentificationOptions options)
    {
        var key = KeyFile.LoadOrCreate(options.KeyFile);
        var run = new FolderDeidentification(codec, options, key);
        key.Save(options.KeyFile);                                  // before any file that needs it for the way back
        try
        {
            return run.Copy(run.Scan());
        }
        finally
        {
            (key with { NotCopied = run.notCopied }).Save(options.KeyFile);
        }
    }

    private List<SourceObject> Scan()
    {
        var files = FolderScan.Files(options.Source);
        var found = new List<SourceObject>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            options.Progress?.Report(new DeidentificationProgress("scan", i, files.Count));
            if (FolderScan.MayBeDicom(files[i]))
            {
                Try(i + 1, files[i], () => Sort(i + 1, files[i], codec.ReadHeader(files[i]), (found, seen)));
            }
            else
            {
                foreign++;
            }
        }

        options.Progress?.Report(new DeidentificationProgress("scan", files.Count, files.Count));
        return found;
    }

    private void Sort(int number, string file, DicomDataset header, (List<SourceObject> Found, HashSet<string> Seen) objects)
    {
        if (header.Contains(Tags.DirectoryRecordSequence))
        {
            LeaveOut(file, "a table of contents (DICOMDIR)");
        }
        else if (ObjectExclusion.Reason(profile, header) is { } reason)
        {
            LeaveOut(file, reason);
        }
        else if (Needed.FirstOrDefault(tag => header.Text(tag) is null) is { Group: > 0 } missing)
        {
            throw new DicomFileException(
                $"It has no {missing}, which every object has: it is cut off or damaged. Copy it again from its source.");
        }
        else if (!objects.Seen.Add(header.Text(Tags.SopInstanceUid) ?? file))
        {
            LeaveOut(file, "the same object once more");
        }
        else
        {
            objects.Found.Add(
                new SourceObject(number, file, pseudonyms.Patient(header).Pseudonym, ObjectExclusion.Kind(profile, header).File,
                    SourceObject.Sorted(header)));
        }
    }

    private DeidentifiedFolder Copy(List<SourceObject> objects)
    {
        var attributes = new DatasetDeidentification(profile, pseudonyms, options.Dates);
        var written = new List<SourceObject>();
        var done = 0;
        foreach (var (item, path) in OutputNames.Of(objects))
        {
            options.Cancellation.ThrowIfCancellationRequested();
            options.Progress?.Report(new DeidentificationProgress("deidentify", done++, objects.Count));
            Try(item.Number, item.File, () =>
            {
                Write(attributes, item, Path.Combine(options.Output, path));
                written.Add(item);
            });
        }

        options.Progress?.Report(new DeidentificationProgress("deidentify", objects.Count, objects.Count));
        return new DeidentifiedFolder
        {
            Written = written.Count,
            Patients = written.Select(item => item.Pseudonym).Distinct().Count(),
            Series = written.Select(item => item.SeriesUid).Distinct().Count(),
            LeftOut = leftOut,
            Foreign = foreign,
            Failures = failures,
        };
    }

    private void Write(DatasetDeidentification attributes, SourceObject item, string path)
    {
        var header = codec.ReadHeader(item.File);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // it has the folder of its series
        codec.Write(path, attributes.Of(header), header.Contains(Tags.Rows) ? item.File : null);
    }

    private void LeaveOut(string file, string reason)
    {
        leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
        notCopied.Add(new ExcludedFile(file, reason));
    }

    /// <summary>
    /// One bad file does not end the folder. Paths may identify patients: they are removed from the reason, which is shown.
    /// </summary>
    private void Try(int number, string file, Action work)
    {
        try
        {
            work();
        }
        catch (DicomFileException error) when (DicomCodec.IsAvailable)
        {
            var reason = error.Message.Replace(Path.GetFullPath(file), "it", StringComparison.Ordinal)
                .Replace(file, "it", StringComparison.Ordinal).Replace(Path.GetFileName(file), "it", StringComparison.Ordinal);
            failures.Add(new ExcludedFile($"file {number}", reason));
            notCopied.Add(new ExcludedFile(file, reason));
        }
    }
}

/// <summary>What to de-identify, and where to.</summary>
internal sealed record DeidentificationOptions
{
    /// <summary>A folder, with all below it, or one file. Nothing in it is changed.</summary>
    public required string Source { get; init; }

    /// <summary>An existing folder.</summary>
    public required string Output { get; init; }

    /// <summary>The private key file, outside of the output; made when it is not there.</summary>
    public required string KeyFile { get; init; }

    public DateHandling Dates { get; init; } = DateHandling.Drop;

    /// <summary>Receives a report after each file.</summary>
    public IProgress<DeidentificationProgress>? Progress { get; init; }

    public CancellationToken Cancellation { get; init; }
}

/// <summary>How far a de-identification is.</summary>
/// <param name="Stage">"scan" or "deidentify".</param>
/// <param name="Done">Files done in this stage.</param>
/// <param name="Files">Files of this stage.</param>
internal readonly record struct DeidentificationProgress(string Stage, int Done, int Files);

/// <summary>What becomes of dates. Times of day are dropped in any case.</summary>
internal enum DateHandling
{
    /// <summary>Emptied, or 1900-01-01 where the standard requires one.</summary>
    Drop,

    /// <summary>All of a patient moved back by the same number of days, so that the time between two scans stays.</summary>
    Shift,
}

/// <summary>What was done with a folder. Nothing here names a patient or a file of the source.</summary>
internal sealed record DeidentifiedFolder
{
    public required int Written { get; init; }

    public required int Patients { get; init; }

    public required int Series { get; init; }

    /// <summary>How many DICOM objects were left out, by reason.</summary>
    public required IReadOnlyDictionary<string, int> LeftOut { get; init; }

    /// <summary>Files that are not DICOM; they are never copied.</summary>
    public required int Foreign { get; init; }

    /// <summary>Files that could not be read or written: "file 17" in the order of names, and why. The key file has their names.</summary>
    public required IReadOnlyList<ExcludedFile> Failures { get; init; }
}

/// <summary>A file that was not copied.</summary>
internal sealed record ExcludedFile(string File, string Reason);

/// <summary>An object that is to be written: where it is, and what its place in the output depends on.</summary>
/// <param name="Number">Place of the file in the order of names, from 1.</param>
/// <param name="File">Path in the source.</param>
/// <param name="Pseudonym">Of its patient.</param>
/// <param name="Kind">What its file will be called.</param>
/// <param name="Header">Of the few attributes that sort it.</param>
internal sealed record SourceObject(int Number, string File, string Pseudonym, string Kind, DicomDataset Header)
{
    private static readonly DicomTag[] Sorting =
        [Tags.StudyDate, Tags.SopInstanceUid, Tags.StudyInstanceUid, Tags.SeriesInstanceUid, Tags.SeriesNumber, Tags.InstanceNumber];

    public string StudyUid => Header.Text(Tags.StudyInstanceUid) ?? string.Empty;

    public string SeriesUid => Header.Text(Tags.SeriesInstanceUid) ?? string.Empty;

    public string InstanceUid => Header.Text(Tags.SopInstanceUid) ?? string.Empty;

    public string Date => Header.Text(Tags.StudyDate) ?? string.Empty;

    public int SeriesNumber => Header.WholeNumber(Tags.SeriesNumber) ?? int.MaxValue;

    public int InstanceNumber => Header.WholeNumber(Tags.InstanceNumber) ?? int.MaxValue;

    /// <summary>Keeps only what sorts: headers of thousands of files would fill the memory.</summary>
    public static DicomDataset Sorted(DicomDataset header)
    {
        var few = new DicomDataset();
        foreach (var element in Sorting.Select(header.Find).OfType<DicomElement>())
        {
            few.Add(element with { Value = element.Value.ToArray() });
        }

        return few;
    }
}

/// <summary>Names of output files, of pseudonym, kind and order only: P-…/study-1/series-1/image-0001.dcm.</summary>
internal static class OutputNames
{
    public static IEnumerable<(SourceObject Object, string Path)> Of(IEnumerable<SourceObject> objects)
    {
        foreach (var patient in objects.GroupBy(o => o.Pseudonym).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var studies = patient.GroupBy(o => o.StudyUid)
                .OrderBy(group => group.Min(o => o.Date), StringComparer.Ordinal).ThenBy(group => group.Key, StringComparer.Ordinal);
            foreach (var (study, s) in studies.Select((group, i) => (group, i + 1)))
            {
                var series = study.GroupBy(o => o.SeriesUid)
                    .OrderBy(group => group.Min(o => o.SeriesNumber)).ThenBy(group => group.Key, StringComparer.Ordinal);
                foreach (var (one, n) in series.Select((group, i) => (group, i + 1)))
                {
                    var sorted = one.OrderBy(o => o.InstanceNumber).ThenBy(o => o.InstanceUid, StringComparer.Ordinal);
                    foreach (var (item, i) in sorted.Select((item, i) => (item, i + 1)))
                    {
                        yield return (item,
                            Path.Combine(patient.Key, $"study-{s}", $"series-{n}",
                                string.Create(CultureInfo.InvariantCulture, $"{item.Kind}-{i:0000}.dcm")));
                    }
                }
            }
        }
    }
}
