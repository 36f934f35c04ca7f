using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// The T1 post-contrast series of one examination: selected by its attributes and read on demand. Voxels are read into a volume in RAS+ mm
/// (index order x, y, z) with rescaled intensities. Messages and names hold no patient identifiers.
/// </summary>
public sealed class DicomScan : IDisposable
{
    private readonly ChosenSeries chosen;
    private readonly IReadOnlyList<string> warnings;
    private readonly PhiRedactor redactor;
    private ImageSeries? read;

    private DicomScan(DicomCodec codec, string id, ChosenSeries chosen, ScannedFolder found, PhiRedactor redactor)
    {
        (Codec, Id, this.chosen, this.redactor) = (codec, id, chosen, redactor);
        var damaged = found.Damaged.Select(file => $"{Path.GetFileName(file.File)} was left out: {file.Reason}");
        warnings = [.. chosen.Warnings.Concat(damaged).Select(redactor.Of)];
    }

    /// <summary>Case id: the name of the folder, or one made from the series where the folder is named after the patient.</summary>
    public string Id { get; }

    /// <summary>The selected series, with the reason.</summary>
    public string Chosen => redactor.Of($"{chosen.Series.Label}: {chosen.Reason}");

    /// <summary>The reader and writer of the examination; it lives as long as the scan.</summary>
    internal DicomCodec Codec { get; }

    /// <summary>Reads the T1 post-contrast scan of an examination.</summary>
    /// <param name="path">A folder with the DICOM files of one examination, or one file.</param>
    /// <param name="seriesUid">UID of the series; null for selection by attributes.</param>
    /// <param name="cancellation">Checked between files.</param>
    /// <exception cref="InvalidInputException">
    /// No series, or no single one, can be the T1 post-contrast scan, or it cannot be read.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Scan Read(string path, string? seriesUid = null, CancellationToken cancellation = default)
    {
        using var scan = Open(path, seriesUid, progress: null, cancellation);
        return scan.Read(cancellation);
    }

    /// <summary>True for a folder of DICOM files (and of no NIfTI), or one DICOM file.</summary>
    public static bool Recognises(string path) =>
        File.Exists(path) ? FolderScan.BeginsLikeDicom(path)
        : Directory.Exists(path) && !File.Exists(Path.Combine(path, "dataset.json")) && !HoldsNifti(path) && FolderScan.HoldsDicom(path);

    /// <summary>Scans the folder and selects the series; pixels are read later.</summary>
    /// <param name="path">A folder with the DICOM files of one examination, or one file.</param>
    /// <param name="seriesUid">UID of the series; null for selection by attributes.</param>
    /// <param name="progress">Receives the number of files read and of all; null for none.</param>
    /// <param name="cancellation">Checked between files.</param>
    /// <exception cref="InvalidInputException">No series, or no single one, can be the T1 post-contrast scan.</exception>
    public static DicomScan Open(string path, string? seriesUid, IProgress<(int Done, int All)>? progress, CancellationToken cancellation)
    {
        var codec = new DicomCodec();
        try
        {
            var found = FolderScan.Scan(codec, Path.GetFullPath(path), progress, cancellation);
            var redactor = new PhiRedactor(found.Series.Select(series => series.Header).Concat(found.Others.Select(other => other.Header)));
            var chosen = Choose(found, seriesUid, redactor);
            return new DicomScan(codec, DicomCaseName.Of(path, chosen.Series.Header, redactor), chosen, found, redactor);
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <summary>Reads the pixels of the series.</summary>
    /// <exception cref="InvalidInputException">The series cannot be read.</exception>
    public Scan Read(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var series = Series(cancellation);
        var sha256 = Sha256(cancellation);
        return new Scan
        {
            Id = Id,
            Image = series.Volume,
            Sha256 = sha256,
            HasAcquisitionHeader = true,
            Modality = chosen.Series.Header.Text(Tags.Modality),
            HeaderDoubts = chosen.Faults,
            Warnings = [.. warnings, .. series.Remarks.Select(redactor.Of)],
            ReadSeconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            Facts = new Dictionary<string, string>
            {
                ["format"] = "DICOM",
                ["seriesInstanceUid"] = chosen.Series.SeriesUid,
                ["chosenBecause"] = chosen.Reason,
            },
        };
    }

    /// <summary>The series with its pixels, read once.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public ImageSeries Series(CancellationToken cancellation)
    {
        try
        {
            return read ??= SeriesVolume.Read(Codec, chosen.Series, cancellation);
        }
        catch (Exception error) when (error is InvalidInputException or DicomFileException)
        {
            throw new InvalidInputException(Id, redactor.Of(error.Message), error);
        }
    }

    /// <summary>SHA-256 over the files of the series in the order of its slices, lower-case hexadecimal.</summary>
    public string Sha256(CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Series(cancellation).Slices.Select(slice => slice.File).Distinct())
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => Codec.Dispose();

    /// <summary>A message lists every series by its description, which sometimes holds names.</summary>
    private static ChosenSeries Choose(ScannedFolder found, string? seriesUid, PhiRedactor redactor)
    {
        try
        {
            return SeriesSelection.Choose(found, seriesUid);
        }
        catch (InvalidInputException error)
        {
            throw new InvalidInputException(found.Folder, redactor.Of(error.Message[(found.Folder.Length + 2)..]), error);
        }
    }

    private static bool HoldsNifti(string folder) => Directory.EnumerateFiles(folder).Any(file =>
        file.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// Names a case after its folder, as a NIfTI case is named after its file; unless the folder carries the patient's name or number, which
/// must not reach results: then after a hash of the series. A pseudonym may stay, when the object states that the identity was removed.
/// </summary>
internal static class DicomCaseName
{
    private const int HashCharacters = 10;

    public static string Of(string path, DicomDataset header, PhiRedactor redactor)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = File.Exists(full) ? Path.GetFileNameWithoutExtension(full) : Path.GetFileName(full);
        var id = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_')).Trim('.');
        var mayStay = header.Text(Tags.PatientIdentityRemoved) == "YES" || !redactor.Names(name);
        return id.Length > 0 && mayStay
            ? id
            : "case-" + Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(header.Text(Tags.SeriesInstanceUid) ?? string.Empty)))[..HashCharacters];
    }
}
