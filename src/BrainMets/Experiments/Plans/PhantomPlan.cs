namespace BrainMets.Experiments.Plans;

/// <summary>Synthetic cases of a site.</summary>
public sealed record PhantomPlan
{
    public required string Site { get; init; }

    public required int Cases { get; init; }
}
