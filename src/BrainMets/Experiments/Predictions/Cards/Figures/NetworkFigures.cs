namespace BrainMets.Experiments;

/// <summary>A network, or the mean of several, at its operating points; none where no threshold finds anything.</summary>
public sealed record NetworkMetrics(string Name, IReadOnlyList<OperatingPointMetrics> Points);
