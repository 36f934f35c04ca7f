using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BrainMets.Datasets;
using BrainMets.Dicom;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;
using BrainMets.Prediction;
using BrainMets.Preprocessing;

namespace BrainMets.Cli;

/// <summary>One examination in DICOM as the input of a prediction.</summary>
internal sealed class DicomInput : IDisposable
{
    private readonly DicomCodec codec;
    private readonly ChosenSeries chosen;
    private readonly IReadOnlyList<string> warnings;
    private readonly PhiRedactor nameless;
    private ImageSeries? read;

    private DicomInput(DicomCodec codec, ChosenSeries chosen, Case @case, (IReadOnlyList<string> Warnings, PhiRedactor Nameless) said)
    {
        (this.codec, this.chosen, Case, (warnings, nameless)) = (codec, chosen, @case, said);
    }

    public Case Case { get; }

    /// <summary>Says which series was taken, and why.</summary>
    public string Chosen => nameless.Of($"{chosen.Series.Label}: {chosen.Reason}");

    /// <summary>True for a folder of DICOM files (and of no NIfTI), or one DICOM file.</summary>
    public static bool Recognises(string path) =>
        File.Exists(path) ? FolderScan.BeginsLikeDicom(path)
        : Directory.Exists(path) && !File.Exists(Path.Combine(path, "dataset.json")) && !HoldsNifti(path) && FolderScan.HoldsDicom(path);

    /// <summary>Looks through the folder and chooses the series; pixels are read when the case is.</summary>
    /// <exception cref="InvalidInputException">No series, or no single one, can be the T1 post-contrast scan.</exception>
    public static DicomInput Open(Session session, string path, string? seriesUid)
    {
        var codec = new DicomCodec();
        try
        {
            var found = ProgressDisplay.Show(session, progress => FolderScan.Scan(codec, Path.GetFullPath(path), new CountedProgress(progress, "scan", "files"), session.Cancellation));
            var nameless = new PhiRedactor(found.Series.Select(series => series.Header).Concat(found.Others.Select(other => other.Header)));
            var chosen = Choose(found, seriesUid, nameless);
            var id = DicomCaseName.Of(path, chosen.Series.Header, nameless);
            var damaged = found.Damaged.Select(file => $"{Path.GetFileName(file.File)} was left out: {file.Reason}");
            return new DicomInput(codec, chosen, new Case { Id = id, Patient = id, T1cPath = Path.GetFullPath(path) }, ([.. chosen.Warnings.Concat(damaged).Select(nameless.Of)], nameless));
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <summary>Reads the pixels of the series.</summary>
    /// <exception cref="InvalidInputException">The series cannot be read.</exception>
    public CaseInput Read(Session session, Case @case)
    {
        var clock = Stopwatch.StartNew();
        var images = Images(@case, Series(session));
        return new CaseInput
        {
            Images = images,
            Sha256 = Sha256(session),
            ReadSeconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            Facts = new Dictionary<string, string>
            {
                ["format"] = "DICOM",
                ["seriesInstanceUid"] = chosen.Series.SeriesUid,
                ["chosenBecause"] = chosen.Reason,
            },
        };
    }

    /// <summary>SHA-256 over the files of the series in the order of its slices.</summary>
    public string Sha256(Session session) => Hash(Series(session));

    /// <summary>Writes a prediction as DICOM objects of the scan's own study.</summary>
    /// <param name="session">The command at work.</param>
    /// <param name="model">What the objects say of the model.</param>
    /// <param name="prediction">What was found.</param>
    /// <param name="folder">Where they are written.</param>
    public ExportedObjects Export(Session session, ModelFacts model, CasePrediction prediction, string folder) =>
        new DicomExport(codec, Series(session), model).Write(prediction.Probability, prediction.Lesions, folder);

    public void Dispose() => codec.Dispose();

    private CaseImages Images(Case @case, ImageSeries series) => new()
    {
        CaseId = @case.Id,
        Patient = @case.Patient,
        T1c = series.Volume,
        BrainMask = @case.BrainMaskPath is { } path ? NiftiFile.ReadMaskOn(path, series.Volume.Geometry) : null,
        Tags = new ScanTags(chosen.Series.Header.Text(Tags.Modality), chosen.Faults),
        ReadWarnings = [.. warnings, .. series.Remarks.Select(nameless.Of)],
    };

    /// <summary>A refusal lists every series by its description, in which names stand now and then.</summary>
    private static ChosenSeries Choose(ScannedFolder found, string? seriesUid, PhiRedactor nameless)
    {
        try
        {
            return SeriesSelection.Choose(found, seriesUid);
        }
        catch (InvalidInputException error)
        {
            throw new InvalidInputException(found.Folder, nameless.Of(error.Message[(found.Folder.Length + 2)..]), error);
        }
    }

    private static bool HoldsNifti(string folder) =>
        Directory.EnumerateFiles(folder).Any(file => file.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase));

    private ImageSeries Series(Session session)
    {
        try
        {
            return read ??= SeriesVolume.Read(codec, chosen.Series, session.Cancellation);
        }
        catch (Exception error) when (error is InvalidInputException or DicomFileException)
        {
            throw new InvalidInputException(Case.Id, nameless.Of(error.Message), error);
        }
    }

    /// <summary>Of the files of the series in the order of its slices.</summary>
    private static string Hash(ImageSeries series)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in series.Slices.Select(slice => slice.File).Distinct())
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>
/// Names a case after its folder, as a NIfTI case is named after its file; unless the folder carries the patient's name or number, which must not reach results: then after a hash of
/// the series. A name or number that stands for a patient whose identity was removed, by what the object says, may stay.
/// </summary>
internal static class DicomCaseName
{
    private const int HashCharacters = 10;

    public static string Of(string path, DicomDataset header, PhiRedactor nameless)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = File.Exists(full) ? Path.GetFileNameWithoutExtension(full) : Path.GetFileName(full);
        var id = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        var mayStay = header.Text(Tags.PatientIdentityRemoved) == "YES" || !nameless.Names(name);
        return id.Length > 0 && mayStay
            ? id
            : "case-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(header.Text(Tags.SeriesInstanceUid) ?? string.Empty)))[..HashCharacters];
    }
}

/// <summary>Writes what a prediction found as DICOM objects of the scan's own study: a segmentation and a structure set.</summary>
internal sealed class DicomExport(DicomCodec codec, ImageSeries series, ModelFacts model)
{
    public const string Segmentation = "segmentation.dcm";
    public const string StructureSet = "rtstruct.dcm";
    public const string Probability = "probability.dcm";

    public ExportedObjects Write(ProbabilityMap map, LesionSet lesions, string folder)
    {
        var labels = lesions.ToLabelMap();
        var options = new ResultOptions
        {
            Findings = [.. lesions.Lesions.Select(Named)],
            AlgorithmName = Ascii(model.Name),
            AlgorithmVersion = Ascii($"{model.Version} / {model.WeightsSha256[..8]}"),
            Settings = string.Create(CultureInfo.InvariantCulture, $"threshold {model.Thresholds.Find:0.####}")
                + (model.Thresholds.Outline is { } outline ? string.Create(CultureInfo.InvariantCulture, $", outline {outline:0.####}") : ""),
        };
        SegmentationWriter.Write(codec, Path.Combine(folder, Segmentation), series, labels, options);
        var checks = StructureSetWriter.Write(codec, Path.Combine(folder, StructureSet), series, labels, options);
        if (model.SaveProbability)
        {
            SegmentationWriter.WriteProbability(codec, Path.Combine(folder, Probability), series, map.Probability, options);
        }

        return new ExportedObjects(
            checks.ToDictionary(check => (int)check.Label, check => new ContourFidelity(check.ContourVolumeMm3, check.RereadVolumeMm3, check.RereadDice)),
            [.. checks.SelectMany(check => check.Warnings)]);
    }

    private static LesionLabel Named(Lesion lesion) => LesionLabel.Of(
        (ushort)lesion.Label,
        lesion.MeanProbability is { } mean ? string.Create(CultureInfo.InvariantCulture, $"mean probability {mean:0.00}") : null);

    /// <summary>DICOM objects take 64 plain characters; what a model is called may hold more.</summary>
    private static string Ascii(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsAscii(c) && !char.IsControl(c) && c != '\\' ? c : '?'));
        return plain.Length <= 64 ? plain : plain[..64];
    }
}

/// <summary>What DICOM objects say of the model that made them.</summary>
internal sealed record ModelFacts(string Name, string Version, string WeightsSha256, (double Find, double? Outline) Thresholds, bool SaveProbability);

/// <summary>What was written in addition to the usual files of a prediction.</summary>
/// <param name="Checks">How well each lesion survived as contours, by label.</param>
/// <param name="Warnings">What the user should know of it.</param>
internal sealed record ExportedObjects(IReadOnlyDictionary<int, ContourFidelity> Checks, IReadOnlyList<string> Warnings);
