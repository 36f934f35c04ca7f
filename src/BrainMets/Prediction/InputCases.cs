using System.Diagnostics;
using BrainMets.Datasets;
using BrainMets.Preprocessing;

namespace BrainMets.Prediction;

/// <summary>The cases of a path: one NIfTI file, a folder of them, a dataset.json, or a text file with one path a line.</summary>
internal static class InputCases
{
    private static readonly string[] Suffixes = [".nii.gz", ".nii"];

    /// <exception cref="InvalidInputException">There is no usable file, or two files would have the same case id.</exception>
    public static IReadOnlyList<Case> From(string path)
    {
        var full = Path.GetFullPath(path);
        var cases = Directory.Exists(full) ? FromFolder(full)
            : !File.Exists(full) ? throw new InvalidInputException(
                path, "does not exist. Give a NIfTI file, a folder of them, a dataset.json, or a .txt with one path a line.")
            : IsNifti(full) ? [FromFile(full)]
            : full.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? DatasetIndex.Load(full).Cases : FromList(full);
        if (cases.GroupBy(c => c.Id, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(path,
                $"holds files that would all be case \"{twice.Key}\": {string.Join(", ", twice.Select(c => c.T1cPath))}. Rename them.");
        }

        return cases;
    }

    private static IReadOnlyList<Case> FromFolder(string folder)
    {
        if (File.Exists(Path.Combine(folder, "dataset.json")))
        {
            return DatasetIndex.Load(Path.Combine(folder, "dataset.json")).Cases;
        }

        var files = Directory.EnumerateFiles(folder).Where(IsNifti).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? [.. files.Select(FromFile)]
            : throw new InvalidInputException(folder, "holds no .nii or .nii.gz file and no dataset.json.");
    }

    private static Case[] FromList(string file)
    {
        var folder = Path.GetDirectoryName(file) ?? "";
        var lines = File.ReadAllLines(file).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').ToList();
        return lines.Count > 0 && lines.All(IsNifti)
            ? [.. lines.Select(l => FromFile(Path.GetFullPath(l, folder)))]
            : throw new InvalidInputException(
                file, "is neither NIfTI (.nii, .nii.gz) nor a dataset.json nor a list of NIfTI paths, one a line. NRRD, MHA and DICOM are "
                    + "not read: convert first.");
    }

    /// <summary>The case of one NIfTI file, named after the file.</summary>
    /// <exception cref="InvalidInputException">The name does not end in .nii or .nii.gz.</exception>
    public static Case FromFile(string path)
    {
        var name = Path.GetFileName(path);
        var suffix = Array.Find(Suffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidInputException(path, "is not named as a NIfTI file; the name must end in .nii or .nii.gz.");
        var id = string.Concat(name[..^suffix.Length].Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));
        return new Case { Id = id, Patient = id, T1cPath = path };
    }

    private static bool IsNifti(string path) => Suffixes.Any(s => path.EndsWith(s, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The images of one case to be predicted, with their provenance for the manifest.</summary>
internal sealed record CaseInput
{
    /// <summary>Without the reference.</summary>
    public required CaseImages Images { get; init; }

    /// <summary>SHA-256 of what the T1c was read from, lower-case hexadecimal; null for an image that was not read from a file.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Facts of the input that go into the manifest as they are, by name; the DICOM series that was chosen, for example.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>How long reading took, in seconds.</summary>
    public double ReadSeconds { get; init; }

    /// <summary>Reads a case from NIfTI files.</summary>
    /// <exception cref="InvalidInputException">A file cannot be read, or the brain mask lies on another grid than its image.</exception>
    public static CaseInput Read(Case @case)
    {
        var clock = Stopwatch.StartNew();
        var images = CaseImages.Read(@case with { ReferencePath = null });
        return new CaseInput { Images = images, Sha256 = Sha256Of(@case), ReadSeconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
    }

    /// <summary>SHA-256 of the T1c file of a case.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static string Sha256Of(Case @case) => FileHash.Of(@case.T1cPath);
}
