namespace BrainMets.Experiments;

/// <summary>A model folder that was made, and what its figures are drawn from.</summary>
public sealed record AssembledModel
{
    public required string Folder { get; init; }

    public required ModelCard Card { get; init; }

    /// <summary>Of the voxels, in litres of brain; null where the map is not calibrated.</summary>
    public ReliabilityPair? Voxels { get; init; }

    /// <summary>Of the findings; null where nothing is said of them.</summary>
    public ReliabilityPair? Findings { get; init; }

    /// <summary>What could not be done, and why.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
