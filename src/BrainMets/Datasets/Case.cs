namespace BrainMets.Datasets;

/// <summary>One T1 post-contrast scan of one patient, as files on disk, which are read only when a stage needs them.</summary>
public sealed record Case
{
    /// <summary>Pseudonym, unique in the data set; names output folders, so letters, digits, '.', '_' and '-' only.</summary>
    public required string Id { get; init; }

    /// <summary>Pseudonym of the patient; scans of one patient are never on different sides of a split.</summary>
    public required string Patient { get; init; }

    public string Site { get; init; } = "";

    /// <summary>Absolute path of the T1c NIfTI file.</summary>
    public required string T1cPath { get; init; }

    /// <summary>Absolute path of the reference mask (0 = background), on the grid of the T1c; null when there is none.</summary>
    public string? ReferencePath { get; init; }

    /// <summary>Masks of other readers by name, absolute paths.</summary>
    public IReadOnlyDictionary<string, string> ReaderPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>A brain mask of one's own; null to have one made.</summary>
    public string? BrainMaskPath { get; init; }

    /// <summary>Id of the later case this one is a prior of.</summary>
    public string? PriorOf { get; init; }

    /// <summary>Every file the case names.</summary>
    public IEnumerable<string> Files() => new[] { T1cPath, ReferencePath, BrainMaskPath }.OfType<string>().Concat(ReaderPaths.Values);
}
