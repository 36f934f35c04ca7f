namespace BrainMets.Datasets;

/// <summary>What an import made of a data set.</summary>
public sealed record ImportResult
{
    /// <summary>The cases as written to dataset.json; null when none was left, and then nothing was written but import.json.</summary>
    public DatasetIndex? Dataset { get; init; }

    public required IReadOnlyList<ImportedCase> Cases { get; init; }

    public required IReadOnlyList<ExcludedScan> SetAside { get; init; }

    public required IReadOnlyList<ImportFault> Faults { get; init; }

    /// <summary>Scans found in the data set: cases, those set aside and those at fault.</summary>
    public required int Scans { get; init; }
}
