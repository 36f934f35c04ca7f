namespace BrainMets.Experiments;

/// <summary>A data set in figures, as the reference of all its cases has it. Cases without a reference count as cases only.</summary>
public sealed record DataSetStatistics
{
    public required string Name { get; init; }

    public required string Site { get; init; }

    public required int Patients { get; init; }

    public required int Cases { get; init; }

    /// <summary>Lesions of at least the preset's minimum volume of each case with a reference.</summary>
    public required IReadOnlyList<int> LesionsPerCase { get; init; }

    /// <summary>Of all of them, ascending.</summary>
    public required IReadOnlyList<double> LesionVolumesMm3 { get; init; }
}
