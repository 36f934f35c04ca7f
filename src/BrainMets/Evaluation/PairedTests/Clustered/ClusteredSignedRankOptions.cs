namespace BrainMets.Evaluation;

/// <summary>How a signed-rank test of clustered lesions is done.</summary>
public sealed record ClusteredSignedRankOptions
{
    public ClusteredMethod Method { get; init; } = ClusteredMethod.DattaSatten;

    /// <summary>The alternative, and the random patterns of the permutation test.</summary>
    public SignFlipOptions SignFlip { get; init; } = new();
}
