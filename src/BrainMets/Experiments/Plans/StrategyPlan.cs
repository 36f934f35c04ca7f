namespace BrainMets.Experiments;

/// <summary>
/// The paper's "optimal model strategy": findings below a predicted volume come from one network, the others from another. Judged at the given gate and at a chosen one.
/// </summary>
public sealed record StrategyPlan
{
    /// <summary>Name of the network for small lesions.</summary>
    public required string Small { get; init; }

    /// <summary>Name of the network for large lesions.</summary>
    public required string Large { get; init; }

    public double GateCc { get; init; } = 0.4;

    /// <summary>On whom the other gate is chosen.</summary>
    public GateSelectionSet ChooseGateOn { get; init; } = GateSelectionSet.Validation;
}
