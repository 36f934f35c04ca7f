namespace BrainMets.Dicom;

/// <summary>
/// Copies the images, segmentations and structure sets of a folder without what names the patient (docs/deidentification.md). Pixels are copied as they are:
/// a head shows a face, and nothing here takes it away.
/// </summary>
public sealed class FolderDeidentification
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
    /// <exception cref="OperationCanceledException">Asked to stop; what is finished is kept, and so is the key.</exception>
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
            options.Progress?.Report(("scan", i, files.Count));
            if (FolderScan.MayBeDicom(files[i]))
            {
                Try(i + 1, files[i], () => Sort(i + 1, files[i], codec.ReadHeader(files[i]), (found, seen)));
            }
            else
            {
                foreign++;
            }
        }

        options.Progress?.Report(("scan", files.Count, files.Count));
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
            throw new DicomFileException($"It has no {missing}, which every object has: it is cut off or damaged. Copy it again from its source.");
        }
        else if (!objects.Seen.Add(header.Text(Tags.SopInstanceUid) ?? file))
        {
            LeaveOut(file, "the same object once more");
        }
        else
        {
            objects.Found.Add(new SourceObject(number, file, pseudonyms.Patient(header).Pseudonym, ObjectExclusion.Kind(profile, header).File, SourceObject.Sorted(header)));
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
            options.Progress?.Report(("deidentify", done++, objects.Count));
            Try(item.Number, item.File, () =>
            {
                Write(attributes, item, Path.Combine(options.Output, path));
                written.Add(item);
            });
        }

        options.Progress?.Report(("deidentify", objects.Count, objects.Count));
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

    /// <summary>One bad file does not end the folder. Paths may name patients: they are taken out of the reason, which is shown.</summary>
    private void Try(int number, string file, Action work)
    {
        try
        {
            work();
        }
        catch (DicomFileException error) when (DicomCodec.IsAvailable)
        {
            var reason = error.Message.Replace(Path.GetFullPath(file), "it", StringComparison.Ordinal).Replace(file, "it", StringComparison.Ordinal).Replace(Path.GetFileName(file), "it", StringComparison.Ordinal);
            failures.Add(new ExcludedFile($"file {number}", reason));
            notCopied.Add(new ExcludedFile(file, reason));
        }
    }
}
