namespace BrainMets.Experiments;

/// <summary>Reliability before and after calibration; after it each patient by the fit on the others.</summary>
public sealed record ReliabilityPair(ReliabilityTable Before, ReliabilityTable After)
{
    private const double Tenth = 0.1;

    /// <summary>For the card.</summary>
    public ReliabilityMetrics Figures => new(Before.Error(), After.Error(), Before.Error(Tenth), After.Error(Tenth));
}
