using BrainMets.Datasets;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// The segmentations of a set of cases by one source (a reference, a reader, a model or a strategy), one file a case. All evaluations read
/// their masks, label maps and probability maps through it.
/// </summary>
/// <param name="Name">As results call it.</param>
/// <param name="Files">One a case.</param>
public sealed record SegmentationSource(string Name, IReadOnlyList<SegmentationFile> Files)
{
    /// <summary>What the reference is called in results.</summary>
    public const string ReferenceName = "reference";

    private const string DatasetName = "dataset.json";

    private static readonly string[] Suffixes = [".nii.gz", ".nii"];

    /// <summary>True for one file that was given by itself: its name need not be that of the case.</summary>
    public bool IsSingleFile { get; init; }

    /// <summary>
    /// The segmentations that a path means: one NIfTI file; a folder of NIfTI files; a folder that 'mets predict' wrote, a folder a case;
    /// the references of a dataset.json; or, as dataset.json#NAME, the masks of one of its readers.
    /// </summary>
    /// <param name="name">As results call the source.</param>
    /// <param name="path">As above.</param>
    /// <param name="rules">
    /// How the files are read. With rules for probabilities the map in a case's folder is used, else the segmentation.
    /// </param>
    /// <exception cref="InvalidInputException">Nothing of the kind is there, or two files would be of the same case.</exception>
    public static SegmentationSource At(string name, string path, SegmentationRules? rules = null)
    {
        var full = Path.GetFullPath(path);
        var predictionFile = rules?.Probability is null ? PredictionFiles.Segmentation : PredictionFiles.Probability;
        var files = ReaderIn(full) is var (dataset, reader) ? FilesOfReader(dataset, reader).ToList()
            : File.Exists(full) ? FilesOfFile(full).ToList()
            : Directory.Exists(full) ? FilesOfFolder(full, predictionFile).ToList()
            : throw new InvalidInputException(
                path, "does not exist. Give a NIfTI mask, a folder of masks, a folder that 'mets predict' wrote, or a dataset.json.");
        if (files.Count == 0)
        {
            throw new InvalidInputException(
                path,
                $"holds no masks: neither .nii or .nii.gz files, nor CASE/{predictionFile}, nor a {DatasetName} with references."
                + Remedy(full, predictionFile));
        }

        if (files.GroupBy(m => m.Case).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            var paths = string.Join(", ", twice.Select(m => m.Path));
            throw new InvalidInputException(path, $"holds {twice.Count()} masks of case '{twice.Key}': {paths}. One is expected.");
        }

        return new SegmentationSource(name, [.. files.Select(f => f with { Rules = rules ?? SegmentationRules.Mask })])
        {
            IsSingleFile = IsNifti(full),
        };
    }

    /// <summary>The references of cases.</summary>
    /// <param name="cases">Each with a reference.</param>
    public static SegmentationSource References(IEnumerable<Case> cases) => new(ReferenceName, [.. cases.Select(Reference)]);

    /// <summary>The reference of a case that has one.</summary>
    public static SegmentationFile Reference(Case @case) => Of(@case, @case.ReferencePath!); // the caller has checked that there is one

    /// <summary>A reader of a data set.</summary>
    /// <param name="reader">The name of the reader.</param>
    /// <param name="cases">Each with a mask of this reader.</param>
    public static SegmentationSource Reader(string reader, IEnumerable<Case> cases) =>
        new(reader, [.. cases.Select(c => Of(c, c.ReaderPaths[reader]))]);

    /// <summary>The masks in a folder of predictions, a folder a case.</summary>
    public static SegmentationSource Masks(string name, string folder, IEnumerable<Case> cases) =>
        new(name, [.. cases.Select(c => Of(c, Path.Combine(folder, c.Id, PredictionFiles.Segmentation)))]);

    /// <summary>The probability maps in a folder of predictions, each with the options that make lesions of it.</summary>
    public static SegmentationSource Maps(string name, string folder, IEnumerable<Case> cases, Func<Case, LesionOptions> optionsOf)
    {
        SegmentationFile Map(Case @case) => Of(@case, Path.Combine(folder, @case.Id, PredictionFiles.Probability)) with
        {
            Rules = new SegmentationRules { Probability = optionsOf(@case) },
        };
        return new SegmentationSource(name, [.. cases.Select(Map)]);
    }

    private static SegmentationFile Of(Case @case, string path) =>
        new() { Case = @case.Id, Patient = @case.Patient, Path = path, T1cPath = @case.T1cPath };

    private static string Remedy(string folder, string predictionFile) =>
        predictionFile == PredictionFiles.Probability && Directory.Exists(folder)
        && Directory.EnumerateDirectories(folder).Any(inner => File.Exists(Path.Combine(inner, PredictionFiles.Segmentation)))
            ? " It holds predictions without their maps: run 'mets predict' again with --save-probability." : "";

    private static IEnumerable<SegmentationFile> FilesOfFile(string file) =>
        IsNifti(file) ? [Named(file)]
        : file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FilesOfDataset(file)
        : throw new InvalidInputException(file, "is neither NIfTI (.nii, .nii.gz) nor a dataset.json.");

    private static IEnumerable<SegmentationFile> FilesOfFolder(string folder, string predictionFile)
    {
        var dataset = Path.Combine(folder, DatasetName);
        if (File.Exists(dataset))
        {
            return FilesOfDataset(dataset);
        }

        var predicted = Directory.EnumerateDirectories(folder)
            .Select(inner => Path.Combine(inner, predictionFile))
            .Where(File.Exists)
            .Select(Named);
        return predicted.Concat(Directory.EnumerateFiles(folder).Where(IsNifti).Select(Named)).OrderBy(m => m.Case, StringComparer.Ordinal);
    }

    private static IEnumerable<SegmentationFile> FilesOfDataset(string file) =>
        DatasetIndex.Load(file).Cases.Where(c => c.ReferencePath is not null).Select(Reference);

    /// <summary>The two halves of dataset.json#NAME; null where the path is a plain one.</summary>
    private static (string Dataset, string Reader)? ReaderIn(string path) =>
        !File.Exists(path) && path.LastIndexOf(".json#", StringComparison.OrdinalIgnoreCase) is > 0 and var at
            ? (path[..(at + 5)], path[(at + 6)..])
            : null;

    private static IEnumerable<SegmentationFile> FilesOfReader(string file, string reader)
    {
        var cases = DatasetIndex.Load(file).Cases;
        var read = cases.Where(c => c.ReaderPaths.ContainsKey(reader)).ToList();
        var readers = cases.SelectMany(c => c.ReaderPaths.Keys).Distinct().DefaultIfEmpty("none");
        return read.Count > 0
            ? Reader(reader, read).Files
            : throw new InvalidInputException(file, $"has no reader '{reader}'; it has {string.Join(", ", readers)}.");
    }

    /// <summary>Named after its folder when 'mets predict' wrote it, else after itself.</summary>
    private static SegmentationFile Named(string file)
    {
        var name = Path.GetFileName(file);
        var id = name is PredictionFiles.Segmentation or PredictionFiles.Probability
            ? Path.GetFileName(Path.GetDirectoryName(file)!) // A full path of a file has a folder.
            : name[..^Suffixes.First(s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase)).Length];
        return new SegmentationFile { Case = id, Path = file };
    }

    private static bool IsNifti(string path) => Suffixes.Any(s => path.EndsWith(s, StringComparison.OrdinalIgnoreCase));
}
