using System.Text.Json;
using BrainMets.Datasets;

namespace BrainMets.Preprocessing;

/// <summary>
/// Keeps prepared cases in a folder, under a name made from the case's id and a hash of everything the result depends on: the bytes of the
/// input files, the options and <see cref="PreprocessingVersion"/>. Changed input therefore gets a new entry, and an entry is never out of
/// date. Each entry is one binary file and a manifest (JSON) for people. Safe to share between processes: files appear whole or not at all.
/// </summary>
internal sealed class PreparedCaseStore
{
    /// <summary>Raised with every change that alters what a prepared case holds, so that older entries are left alone.</summary>
    public const int PreprocessingVersion = 2;

    private readonly string folder;
    private readonly PreprocessingOptions options;
    private readonly BrainModel? brainModel;

    /// <param name="folder">Made when it does not exist.</param>
    /// <param name="options">Used for every case of this store.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidInputException">The weights of the brain extraction cannot be used.</exception>
    public PreparedCaseStore(string folder, PreprocessingOptions options)
    {
        options.Validate();
        this.folder = folder;
        brainModel = BrainModel.Load(options);
        this.options = options with { BrainModel = null }; // Its bytes count, by their hash, and not where it lies.
        Directory.CreateDirectory(folder);
    }

    /// <summary>The stored case; prepared and stored first when there is no entry, or when the entry is damaged.</summary>
    /// <exception cref="InvalidInputException">A file is missing or cannot be prepared.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PreparedCase GetOrPrepare(Case @case, PreparationRun? run = null)
    {
        var inputs = HashInputs(@case);
        using var stored = PreparedCaseFile.TryOpen(PathOf(@case, inputs), @case);
        return stored?.Load() ?? Make(@case, inputs, run);
    }

    /// <summary>
    /// The stored case with its voxels left in the file, its checksum verified; prepared and stored first when there is no entry, or when
    /// the entry is damaged. The caller disposes it.
    /// </summary>
    /// <exception cref="InvalidInputException">A file is missing or cannot be prepared.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public StoredCase OpenOrPrepare(Case @case, PreparationRun? run = null)
    {
        var inputs = HashInputs(@case);
        var path = PathOf(@case, inputs);
        if (PreparedCaseFile.TryOpen(path, @case) is { } stored)
        {
            return stored;
        }

        Make(@case, inputs, run);
        return PreparedCaseFile.TryOpen(path, @case)
            ?? throw new InvalidInputException(
                @case.Id, $"{path} was just written and does not read back as written. Check the disk, or choose another output folder.");
    }

    private PreparedCase Make(Case @case, SortedDictionary<string, string> inputs, PreparationRun? run)
    {
        var path = PathOf(@case, inputs);
        var prepared =
            Preprocessor.Prepare(CaseImages.Read(@case), options, (run ?? new PreparationRun()) with { BrainModel = brainModel });
        JsonFile.Write(Path.ChangeExtension(path, ".json"), Manifest(prepared, inputs), JsonFormats.Document);
        AtomicFile.Write(path, file => PreparedCaseFile.Write(file, prepared));
        return prepared;
    }

    private static SortedDictionary<string, string> HashInputs(Case @case)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["t1c"] = Hash(@case.Id, @case.T1cPath) };
        if (@case.ReferencePath is { } reference)
        {
            hashes["reference"] = Hash(@case.Id, reference);
        }

        if (@case.BrainMaskPath is { } brainMask)
        {
            hashes["brainMask"] = Hash(@case.Id, brainMask);
        }

        return hashes;
    }

    private static string Hash(string caseId, string path)
    {
        try
        {
            return FileHash.Of(path);
        }
        catch (InvalidInputException e)
        {
            throw new InvalidInputException(caseId, $"cannot read {path}: {e.InnerException?.Message}", e);
        }
    }

    private string PathOf(Case @case, SortedDictionary<string, string> inputs) =>
        Path.Combine(folder, $"{@case.Id}.{Key(inputs)}.prepared");

    /// <summary>64 bits of the hash: enough among the entries of one folder, and short enough for every file system.</summary>
    private string Key(SortedDictionary<string, string> inputs)
    {
        var all = JsonSerializer.Serialize(new { PreprocessingVersion, options, brainModel?.Sha256, inputs });
        return FileHash.OfText(all)[..16];
    }

    private object Manifest(PreparedCase prepared, SortedDictionary<string, string> inputs) =>
        new
        {
            Case = prepared.CaseId,
            PreprocessingVersion,
            Options = options,
            InputSha256 = inputs,
            SourceGrid = prepared.Source.ToString(),
            WorkingGrid = prepared.Image.Geometry.ToString(),
            BrainMask = prepared.BrainOrigin.ToString(),
            prepared.BrainModelSha256,
            BrainVolumeMl = Math.Round(prepared.BrainVolumeMl, 1),
            prepared.Warnings,
        };
}
