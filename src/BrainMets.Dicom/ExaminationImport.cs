using BrainMets.Datasets;
using BrainMets.Nifti;

namespace BrainMets.Dicom;

/// <summary>Makes a case of one examination.</summary>
internal sealed class ExaminationImport
{
    private const int NamesListed = 30;

    public required DicomCodec Codec { get; init; }

    public required ReaderPatterns Patterns { get; init; }

    public required string Source { get; init; }

    public required string Folder { get; init; }

    public required string Site { get; init; }

    public required bool KeepWithoutMask { get; init; }

    /// <summary>When there are contours, but none is named as a reference, the user must state which it is.</summary>
    /// <exception cref="ArgumentException">No contours are named as a reference; the names found are listed.</exception>
    public void CheckNames(IReadOnlyList<Examination> examinations)
    {
        var reader = new ReaderSegmentations(Codec, Source);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var examination in examinations.Where(examination => examination.Outlines.Count > 0))
        {
            var outlines = reader.Read(examination, []);
            if (outlines.Any(outline => outline.Matches(Patterns.Reference)))
            {
                return;
            }

            names.UnionWith(outlines.Select(outline => outline.Name));
        }

        if (names.Count > 0 && !KeepWithoutMask)
        {
            var nameless = new PhiRedactor(examinations.SelectMany(examination => examination.Headers));
            throw new ArgumentException(
                $"Option '--reference' must state which contours are the reference, as a regular expression over \"file / series "
                    + $"description / label of the set / name\": none matches {Patterns.Reference}. "
                + $"Structures found: "
                + $"{nameless.Of(string.Join(", ", names.Take(NamesListed)))}{(names.Count > NamesListed ? ", …" : string.Empty)}.");
        }
    }

    public ExaminationOutcome Import(Examination examination, (string Patient, string Case) id, CancellationToken cancellation)
    {
        ExaminationOutcome outcome;
        try
        {
            outcome = TryImport(examination, id, cancellation);
        }
        catch (Exception error) when (error is InvalidInputException or IOException)
        {
            outcome = new ExaminationOutcome { Faults = [new ImportFault(id.Case, error.Message)] };
        }

        return outcome.Without(new PhiRedactor(examination.Headers));
    }

    private ExaminationOutcome TryImport(Examination examination, (string Patient, string Case) id, CancellationToken cancellation)
    {
        List<string> warnings = [], faults = [];
        var outlines = new ReaderSegmentations(Codec, Source).Read(examination, faults);
        var chosen = Choose(examination, outlines);
        var scan = SeriesVolume.Read(Codec, chosen.Series, cancellation);
        warnings.AddRange([.. chosen.Warnings, .. scan.Remarks]);
        var reference = ReaderSegmentations.Fill(outlines, Patterns.Reference, scan, (warnings, faults));
        if (reference is null && !KeepWithoutMask)
        {
            return new ExaminationOutcome
            {
                SetAside = new ExcludedScan(
                    id.Case, "no mask", $"{outlines.Count} structures or segments, none the reference; --keep-without-mask keeps the scan"),
                Faults = Named(id, faults),
            };
        }

        var readers = new Dictionary<string, Volume<byte>>();
        foreach (var (name, pattern) in Patterns.Readers)
        {
            if (ReaderSegmentations.Fill(outlines, pattern, scan, (warnings, faults)) is { } mask)
            {
                readers[name] = mask;
            }
            else
            {
                warnings.Add($"Reader '{name}' has no contours here.");
            }
        }

        // A reference of which a part was rejected would count detected lesions as false positives.
        return faults.Count > 0
            ? new ExaminationOutcome { Faults = Named(id, faults) }
            : Written(id, scan, reference, readers) with { Report = Report(id, scan, outlines, reference is not null, warnings) };
    }

    /// <summary>The series that the reference was drawn on, when that is one; else by the rules.</summary>
    private ChosenSeries Choose(Examination examination, IReadOnlyList<ReaderSegmentation> outlines)
    {
        var drawnOn = outlines.Where(outline => outline.Matches(Patterns.Reference))
            .SelectMany(outline => outline.Structure?.DrawnOn ?? new HashSet<string>()).ToHashSet();
        var series = examination.Series.Where(series => series.Frames.Any(frame => drawnOn.Contains(frame.Source.SopInstanceUid))).ToList();
        return series is [var only]
            ? new ChosenSeries(only, "the reference was drawn on it", [])
            : SeriesSelection.Choose(new ScannedFolder
            {
                Folder = $"Study {examination.StudyUid}",
                Series = examination.Series,
                Others = [],
                Damaged = [],
                Foreign = 0,
            });
    }

    private ExaminationOutcome Written(
        (string Patient, string Case) id, ImageSeries scan, Volume<byte>? reference, Dictionary<string, Volume<byte>> readers)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "images"));
        Directory.CreateDirectory(Path.Combine(Folder, "masks"));
        var image = Path.Combine(Folder, "images", id.Case + ".nii.gz");
        WriteImage(scan.Volume, image);
        string? Mask(Volume<byte>? mask, string suffix)
        {
            var path = Path.Combine(Folder, "masks", $"{id.Case}{suffix}.nii.gz");
            if (mask is not null)
            {
                NiftiFile.Write(mask, path);
            }

            return mask is null ? null : path;
        }

        return new ExaminationOutcome
        {
            Case = new Case
            {
                Id = id.Case,
                Patient = id.Patient,
                Site = Site,
                T1cPath = image,
                ReferencePath = Mask(reference, string.Empty),
                ReaderPaths = readers.ToDictionary(reader => reader.Key, reader => Mask(reader.Value, "-" + reader.Key)!),
            },
        };
    }

    /// <summary>Whole numbers, as scanners store them, take half the room.</summary>
    private static void WriteImage(Volume<float> image, string path)
    {
        if (image.Voxels.All(value => value == (short)value))
        {
            NiftiFile.Write(image.Map(value => (short)value), path);
        }
        else
        {
            NiftiFile.Write(image, path);
        }
    }

    private ImportedCase Report((string Patient, string Case) id, ImageSeries scan, IReadOnlyList<ReaderSegmentation> outlines,
        bool hasReference, List<string> warnings) => new()
        {
            Case = id.Case,
            Patient = id.Patient,
            T1c = $"series {scan.SeriesUid}",
            Reference = hasReference
            ? string.Join(", ", outlines.Where(outline => outline.Matches(Patterns.Reference)).Select(outline => outline.Name))
            : null,
            Warnings = warnings,
        };

    private static IReadOnlyList<ImportFault> Named((string Patient, string Case) id, List<string> faults) =>
        [.. faults.Select(fault => new ImportFault(id.Case, fault))];
}

/// <summary>The objects of one DICOM study: its image series, and the structure sets and segmentations that belong to it.</summary>
internal sealed record Examination
{
    public required string StudyUid { get; init; }

    public required IReadOnlyList<FoundSeries> Series { get; init; }

    public required IReadOnlyList<OtherObject> Outlines { get; init; }

    /// <summary>
    /// The identifier of the patient within the data set; never written, unless the objects state that it is a pseudonym.
    /// </summary>
    public string Patient => Header.Text(Tags.PatientId) ?? StudyUid;

    /// <summary>True when the objects state that identities were removed, so that the patient's number is a pseudonym already.</summary>
    public bool IsPseudonymous => Header.Text(Tags.PatientIdentityRemoved) == "YES";

    /// <summary>For the order of examinations; null when dates were removed.</summary>
    public string? Date => Header.Text(Tags.StudyDate);

    /// <summary>Of every series and set of contours.</summary>
    public IEnumerable<DicomDataset> Headers => Series.Select(series => series.Header).Concat(Outlines.Select(set => set.Header));

    private DicomDataset Header => Series[0].Header;

    public static IReadOnlyList<Examination> Of(ScannedFolder folder) =>
    [
        .. from series in folder.Series
           group series by series.Header.Text(Tags.StudyInstanceUid) ?? series.SeriesUid into study
           select new Examination
           {
               StudyUid = study.Key,
               Series = [.. study],
               Outlines = [.. folder.Others.Where(
                   other => other.Modality is "RTSTRUCT" or "SEG" && other.Header.Text(Tags.StudyInstanceUid) == study.Key)],
           },
    ];
}

/// <summary>What became of an examination: a case with its report, or why it is none.</summary>
internal sealed record ExaminationOutcome
{
    public Case? Case { get; init; }

    public ImportedCase? Report { get; init; }

    public ExcludedScan? SetAside { get; init; }

    public IReadOnlyList<ImportFault> Faults { get; init; } = [];

    /// <summary>
    /// The same with identifiers removed from all messages: descriptions, file names and structures sometimes hold names.
    /// </summary>
    public ExaminationOutcome Without(PhiRedactor nameless) => this with
    {
        Report = Report is { } report
            ? report with
            {
                Reference = report.Reference is { } names ? nameless.Of(names) : null,
                Warnings = [.. report.Warnings.Select(nameless.Of)],
            }
            : null,
        SetAside = SetAside is { } aside ? aside with { Detail = nameless.Of(aside.Detail) } : null,
        Faults = [.. Faults.Select(fault => fault with { Reason = nameless.Of(fault.Reason) })],
    };
}
