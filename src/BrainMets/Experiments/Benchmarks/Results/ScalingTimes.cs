namespace BrainMets.Experiments;

/// <summary>What 'mets bench scaling' measured.</summary>
public sealed record ScalingTimes
{
    public required IReadOnlyList<ScalingCurve> Curves { get; init; }
}
