namespace BrainMets.Datasets;

/// <summary>What became of a scan whose files were looked into: a case, or faults, or a reason to set it aside, or labels nobody explained.</summary>
internal sealed record ImportOutcome(SourceScan Scan)
{
    /// <summary>Null unless it became a case.</summary>
    public Case? Case { get; init; }

    /// <summary>Goes with <see cref="Case"/>.</summary>
    public ImportedCase? Report { get; init; }

    public ExcludedScan? SetAside { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The labels of a mask that holds several, when no rule says which are metastasis.</summary>
    public IReadOnlyList<int>? Undecided { get; init; }

    /// <summary>Masks that were written for it.</summary>
    public IReadOnlyList<string> Made { get; init; } = [];

    /// <summary>All labels of its masks.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];
}
