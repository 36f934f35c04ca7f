using BrainMets.Datasets;
using BrainMets.Prediction;

namespace BrainMets.Cli;

/// <summary>
/// The masks a path means, by case: one NIfTI file; a folder of NIfTI files; a folder that 'mets predict' wrote, a folder a case; the references
/// of a dataset.json; or, as dataset.json#NAME, the masks of one of its readers.
/// </summary>
internal sealed record MaskSet(IReadOnlyList<CaseMask> Masks, bool IsSingleFile)
{
    private const string DatasetName = "dataset.json";

    private static readonly string[] Suffixes = [".nii.gz", ".nii"];

    /// <param name="path">As above.</param>
    /// <param name="predictionFile">Which file of a case's folder that 'mets predict' wrote: the segmentation or the probability map.</param>
    /// <exception cref="InvalidInputException">Nothing of the kind is there, or two masks would be of the same case.</exception>
    public static MaskSet From(string path, string predictionFile = PredictionFiles.Segmentation)
    {
        var full = Path.GetFullPath(path);
        var masks = ReaderIn(full) is var (dataset, reader) ? FromReader(dataset, reader).ToList()
            : File.Exists(full) ? FromFile(full).ToList()
            : Directory.Exists(full) ? FromFolder(full, predictionFile).ToList()
            : throw new InvalidInputException(path, "does not exist. Give a NIfTI mask, a folder of masks, a folder that 'mets predict' wrote, or a dataset.json.");
        if (masks.Count == 0)
        {
            throw new InvalidInputException(path, $"holds no masks: neither .nii or .nii.gz files, nor CASE/{predictionFile}, nor a {DatasetName} with references.{Remedy(full, predictionFile)}");
        }

        return masks.GroupBy(m => m.Case).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new InvalidInputException(path, $"holds {twice.Count()} masks of case '{twice.Key}': {string.Join(", ", twice.Select(m => m.MaskPath))}. One is expected.")
            : new MaskSet(masks, IsNifti(full));
    }

    private static string Remedy(string folder, string predictionFile) =>
        predictionFile == PredictionFiles.Probability && Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder).Any(inner => File.Exists(Path.Combine(inner, PredictionFiles.Segmentation)))
            ? " It holds predictions without their maps: run 'mets predict' again with --save-probability." : "";

    private static IEnumerable<CaseMask> FromFile(string file) =>
        IsNifti(file) ? [OfFile(file)]
        : file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FromDataset(file)
        : throw new InvalidInputException(file, "is neither NIfTI (.nii, .nii.gz) nor a dataset.json.");

    private static IEnumerable<CaseMask> FromFolder(string folder, string predictionFile)
    {
        var dataset = Path.Combine(folder, DatasetName);
        if (File.Exists(dataset))
        {
            return FromDataset(dataset);
        }

        var predicted = Directory.EnumerateDirectories(folder)
            .Where(inner => !AtomicFolder.IsTemporary(inner))
            .Select(inner => Path.Combine(inner, predictionFile))
            .Where(File.Exists)
            .Select(OfFile);
        return predicted.Concat(Directory.EnumerateFiles(folder).Where(IsNifti).Select(OfFile)).OrderBy(m => m.Case, StringComparer.Ordinal);
    }

    private static IEnumerable<CaseMask> FromDataset(string file) =>
        from c in DatasetIndex.Load(file).Cases
        where c.ReferencePath is not null
        select new CaseMask(c.Id, c.Patient, c.ReferencePath!, c.T1cPath);

    /// <summary>The two halves of dataset.json#NAME; null where the path is a plain one.</summary>
    private static (string Dataset, string Reader)? ReaderIn(string path) =>
        !File.Exists(path) && path.LastIndexOf(".json#", StringComparison.OrdinalIgnoreCase) is > 0 and var at ? (path[..(at + 5)], path[(at + 6)..]) : null;

    private static IEnumerable<CaseMask> FromReader(string file, string reader)
    {
        var cases = DatasetIndex.Load(file).Cases;
        return cases.Any(c => c.ReaderPaths.ContainsKey(reader))
            ? from c in cases where c.ReaderPaths.ContainsKey(reader) select new CaseMask(c.Id, c.Patient, c.ReaderPaths[reader], c.T1cPath)
            : throw new InvalidInputException(
                file, $"has no reader '{reader}'; it has {string.Join(", ", cases.SelectMany(c => c.ReaderPaths.Keys).Distinct().DefaultIfEmpty("none"))}.");
    }

    /// <summary>Named after its folder when 'mets predict' wrote it, else after itself.</summary>
    private static CaseMask OfFile(string file)
    {
        var name = Path.GetFileName(file);
        var id = name is PredictionFiles.Segmentation or PredictionFiles.Probability
            ? Path.GetFileName(Path.GetDirectoryName(file)!) // A full path of a file has a folder.
            : name[..^Suffixes.First(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase)).Length];
        return new CaseMask(id, Patient: null, file, T1cPath: null);
    }

    private static bool IsNifti(string path) => Suffixes.Any(s => path.EndsWith(s, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The mask or probability map of one case, on disk. Patient and scan are known only where a dataset.json names them.</summary>
internal sealed record CaseMask(string Case, string? Patient, string MaskPath, string? T1cPath);

/// <summary>The reference and the prediction of one case.</summary>
internal sealed record MaskPair(CaseMask Reference, CaseMask Prediction)
{
    public string Case => Reference.Case;

    /// <summary>Without a data set nobody tells which scans are of one patient, so each case counts as a patient of its own.</summary>
    public string Patient => Reference.Patient ?? Prediction.Patient ?? Case;

    /// <summary>Pairs by case; a file given by itself is paired with the only mask of the other side, whatever their names.</summary>
    /// <exception cref="InvalidInputException">A case is on one side only and that is not allowed, or no case is on both.</exception>
    public static IReadOnlyList<MaskPair> Of(MaskSet references, MaskSet predictions, bool allowMissing)
    {
        if ((references.IsSingleFile || predictions.IsSingleFile) && (references.Masks, predictions.Masks) is ([var reference], [var prediction]))
        {
            // A data set knows the case by its right name; else the prediction does, whose folder 'mets predict' named after it.
            return [references.IsSingleFile ? new MaskPair(reference with { Case = prediction.Case }, prediction) : new MaskPair(reference, prediction)];
        }

        var predicted = predictions.Masks.ToDictionary(m => m.Case);
        var pairs = references.Masks.Where(r => predicted.ContainsKey(r.Case)).Select(r => new MaskPair(r, predicted[r.Case])).ToList();
        var withoutPrediction = references.Masks.Select(m => m.Case).Except(predicted.Keys).ToList();
        var withoutReference = predicted.Keys.Except(references.Masks.Select(m => m.Case)).ToList();
        if (pairs.Count == 0 || (!allowMissing && withoutPrediction.Count + withoutReference.Count > 0))
        {
            var faults = new[] { Fault("reference but no prediction", withoutPrediction), Fault("prediction but no reference", withoutReference) }.OfType<string>();
            var remedy = pairs.Count == 0 ? "No case is on both sides; masks are paired by case id or file name." : "Give --allow-missing to judge the others only.";
            throw new InvalidInputException("evaluation", $"{string.Join("; ", faults)}. {remedy}");
        }

        return pairs;
    }

    private static string? Fault(string what, List<string> cases) =>
        cases.Count == 0 ? null : $"{cases.Count} with a {what}: {string.Join(", ", cases.Take(10))}{(cases.Count > 10 ? ", …" : "")}";
}
