namespace BrainMets.Datasets;

/// <summary>One scan as a layout finds it, before anybody looked into its files.</summary>
internal sealed record SourceScan
{
    public required string Id { get; init; }

    public required string Patient { get; init; }

    public string? Site { get; init; }

    /// <summary>Sorts the scans of a patient in time; null when the layout does not tell.</summary>
    public string? Time { get; init; }

    /// <summary>Where it lies, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute path of the image; null when there is none.</summary>
    public string? T1cPath { get; init; }

    /// <summary>What was looked for and what is there instead, when there is no image or no mask.</summary>
    public string Missing { get; init; } = "";

    public string? MaskPath { get; init; }

    public IReadOnlyDictionary<string, string> ReaderPaths { get; init; } = new Dictionary<string, string>();

    public string? BrainMaskPath { get; init; }

    public string? PriorOf { get; init; }

    /// <summary>As in <see cref="ImportedCase.Treatment"/>.</summary>
    public string? Treatment { get; init; }

    public string? OtherId { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Every file of it.</summary>
    public IEnumerable<string> Files() => new[] { T1cPath, MaskPath, BrainMaskPath }.OfType<string>().Concat(ReaderPaths.Values);
}
