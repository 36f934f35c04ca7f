namespace BrainMets.Datasets;

/// <summary>Where a case comes from and what was done to it; one entry of import.json.</summary>
public sealed record ImportedCase
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>The image in the data set, relative to its folder.</summary>
    public required string T1c { get; init; }

    /// <summary>The mask in the data set, relative to its folder; null when there is none.</summary>
    public string? Reference { get; init; }

    /// <summary>True when the reference was made of a label map and lies beside dataset.json.</summary>
    public bool ReferenceDerived { get; init; }

    /// <summary>Labels of the mask besides 0; empty when nothing is marked, null without a mask.</summary>
    public IReadOnlyList<int>? Labels { get; init; }

    /// <summary>Treatment before the scan, as the data set tells: null when it does not, "none" when it says there was none.</summary>
    public string? Treatment { get; init; }

    /// <summary>The id of the same scan in another data set: never let the two stand on two sides of a split.</summary>
    public string? OtherId { get; init; }

    /// <summary>What had to be assumed, or is at odds without being refused.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
