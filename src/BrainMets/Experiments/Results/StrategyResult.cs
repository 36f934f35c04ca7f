namespace BrainMets.Experiments;

/// <summary>The volume-gated strategy on the main test set at one operating point.</summary>
public sealed record StrategyResult
{
    /// <summary>The network for small lesions.</summary>
    public required string Small { get; init; }

    public required string Large { get; init; }

    /// <summary>On whom the chosen gate was chosen.</summary>
    public required GateChoice GateChoice { get; init; }

    /// <summary>One entry an operating point and gate.</summary>
    public required IReadOnlyList<StrategyEvaluation> Judgements { get; init; }
}
