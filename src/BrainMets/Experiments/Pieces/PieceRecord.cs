namespace BrainMets.Experiments;

/// <summary>What a finished piece of an experiment depends on and what it consists of; piece.json in its folder.</summary>
public sealed record ArtifactRecord
{
    public const string FileName = "piece.json";

    /// <summary>By name: hashes of inputs and of the pieces it was made from, options, version.</summary>
    public required IReadOnlyDictionary<string, string> DependsOn { get; init; }

    /// <summary>SHA-256 of every file of the piece by its path in the folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>How long it took to make; of a continued piece its last part.</summary>
    public required double Seconds { get; init; }
}
