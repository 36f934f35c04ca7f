using System.Globalization;
using BrainMets.Datasets;

namespace BrainMets.Dicom;

/// <summary>
/// A folder of DICOM examinations, of any number of patients, on its way to NIfTI files and a dataset.json: of each examination the T1
/// post-contrast series, and the contours of readers from structure sets and segmentations, filled on its grid. Nothing in the folder is
/// changed.
/// </summary>
internal sealed class DicomImport
{
    /// <summary>As typed after <c>--layout</c>.</summary>
    public static readonly IReadOnlyList<string> Layouts = ["dicom", "gk-hippo"];

    private readonly DicomCodec codec;
    private readonly DicomImportOptions options;
    private readonly ReaderPatterns patterns;
    private readonly IReadOnlyList<Examination> examinations;

    private DicomImport(DicomCodec codec, DicomImportOptions options, ScannedFolder found, IReadOnlyList<Examination> examinations)
    {
        (this.codec, this.options, Found, this.examinations) = (codec, options, found, examinations);
        patterns = ReaderPatterns.Of(options);
    }

    /// <summary>What the folder holds.</summary>
    public ScannedFolder Found { get; }

    /// <summary>Absolute paths of all files the import reads.</summary>
    public IEnumerable<string> Inputs => Found.Series.SelectMany(series => series.Frames.Select(frame => frame.Source.File))
        .Concat(Found.Others.Select(other => other.File)).Append(Found.Folder);

    /// <summary>Looks through the folder; no pixels are read.</summary>
    /// <exception cref="InvalidInputException">There is no image in it.</exception>
    /// <exception cref="ArgumentException">A pattern is not a regular expression, or the layout is unknown.</exception>
    public static DicomImport Find(DicomCodec codec, string folder, DicomImportOptions options, IProgress<(int Done, int Files)>? progress,
        CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidInputException(
                folder, "there is no such folder. Give the folder that holds the DICOM files; subfolders are searched too.");
        }

        var found = FolderScan.Scan(codec, Path.GetFullPath(folder), progress, cancellation);
        return found.Series.Count > 0
            ? new DicomImport(codec, options, found, Examination.Of(found))
            : throw new InvalidInputException(
                folder, $"holds no DICOM image. Found: {found.Others.Count} other DICOM objects, {found.Damaged.Count} damaged ones, "
                    + $"{found.Foreign} other files.");
    }

    /// <summary>Writes images and masks, dataset.json and, last of all, import.json.</summary>
    /// <exception cref="ArgumentException">
    /// There are contours, but none that the layout or the user's pattern selects as the reference; their names are listed.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ImportResult Write(string folder, IProgress<(int Done, int Scans)>? progress, CancellationToken cancellation)
    {
        var ids = CaseIds.Of(examinations);
        var writer = new ExaminationImport
        {
            Codec = codec,
            Patterns = patterns,
            Source = Found.Folder,
            Folder = Path.GetFullPath(folder),
            Site = options.Site ?? string.Empty,
            KeepWithoutMask = options.KeepWithoutMask,
        };
        writer.CheckNames(examinations);
        var outcomes = new List<ExaminationOutcome>();
        foreach (var examination in examinations)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((outcomes.Count, examinations.Count));
            outcomes.Add(writer.Import(examination, ids[examination], cancellation));
        }

        progress?.Report((examinations.Count, examinations.Count));
        var cases = outcomes.Select(outcome => outcome.Case).OfType<Case>().ToList();
        var result = new ImportResult
        {
            Dataset = cases.Count == 0 ? null : new DatasetIndex
            {
                Name = options.Name ?? options.Layout,
                Site = options.Site ?? string.Empty,
                Cases = cases,
            },
            Cases = [.. outcomes.Select(outcome => outcome.Report).OfType<ImportedCase>()],
            SetAside = [.. outcomes.Select(outcome => outcome.SetAside).OfType<ExcludedScan>()],
            Faults = [.. outcomes.SelectMany(outcome => outcome.Faults),
                .. Found.Damaged.Select(file => new ImportFault(Path.GetRelativePath(Found.Folder, file.File), file.Reason))],
            Scans = examinations.Count,
        };
        result.Dataset?.Save(Path.Combine(folder, "dataset.json"));
        DicomImportReport.Save(Path.Combine(folder, DatasetImport.ReportName), options, patterns, result);
        return result;
    }
}

/// <summary>Options of an import for what the objects of a DICOM data set do not state.</summary>
internal sealed record DicomImportOptions
{
    /// <summary>"dicom" or "gk-hippo".</summary>
    public required string Layout { get; init; }

    public string? Name { get; init; }

    public string? Site { get; init; }

    /// <summary>
    /// Regular expression for the contours of the reference (<c>--reference</c>), matched without regard to case against "file / series
    /// description / structure set label / structure name"; null for the layout's own, or for structures that are called tumours.
    /// </summary>
    public string? Reference { get; init; }

    /// <summary>The same for further readers, by name (<c>--reader NAME=PATTERN</c>).</summary>
    public IReadOnlyDictionary<string, string> Readers { get; init; } = new Dictionary<string, string>();

    /// <summary>Keep scans without contours, as cases without a reference.</summary>
    public bool KeepWithoutMask { get; init; }
}

/// <summary>
/// Names of patients and cases. A number that is a pseudonym already (the objects state that identities were removed) is kept; any other
/// never reaches a file: patients are then counted in the order in which their files lie.
/// </summary>
internal static class CaseIds
{
    /// <summary>For each examination: the patient and the case, unique and fit for folder names.</summary>
    public static IReadOnlyDictionary<Examination, (string Patient, string Case)> Of(IReadOnlyList<Examination> examinations)
    {
        var ids = new Dictionary<Examination, (string, string)>();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var number = 0;
        foreach (var patient in examinations.GroupBy(examination => examination.Patient))
        {
            number++;
            var counted = string.Create(CultureInfo.InvariantCulture, $"patient-{number:000}");
            var name = patient.All(examination => examination.IsPseudonymous) ? Safe(patient.Key) : counted;
            name = taken.Add(name) ? name : counted;
            var ordered = patient.OrderBy(examination => examination.Date, StringComparer.Ordinal).ToList();
            for (var i = 0; i < ordered.Count; i++)
            {
                ids[ordered[i]] = (name, ordered.Count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{i + 1}"));
            }
        }

        return ids;
    }

    private static string Safe(string text)
    {
        var safe = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        return safe.Length > 0 ? safe : "patient";
    }
}

/// <summary>
/// import.json of an import from DICOM: the options, the source of each case, excluded scans, and errors. No identifiers.
/// </summary>
internal static class DicomImportReport
{
    public static void Save(string path, DicomImportOptions options, ReaderPatterns patterns, ImportResult result)
    {
        var document = new
        {
            SchemaVersion = 1,
            options.Layout,
            patterns.Reference,
            patterns.Readers,
            options.KeepWithoutMask,
            result.Scans,
            Patients = result.Cases.Select(c => c.Patient).Distinct().Count(),
            result.Cases,
            result.SetAside,
            result.Faults,
        };
        JsonFile.Write(path, document, JsonFormats.Listing);
    }
}
