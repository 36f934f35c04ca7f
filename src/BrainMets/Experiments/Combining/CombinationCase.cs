namespace BrainMets.Experiments;

/// <summary>The files of one case from which two models are put together. Null where there is none.</summary>
public sealed record CombinationCase
{
    public required string Id { get; init; }

    public required string Patient { get; init; }

    public required ModelFiles Small { get; init; }

    public required ModelFiles Large { get; init; }

    public string? ReferencePath { get; init; }
}
