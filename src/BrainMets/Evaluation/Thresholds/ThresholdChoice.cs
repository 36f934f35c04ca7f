namespace BrainMets.Evaluation;

/// <summary>
/// The threshold with the best lesion F1, and the counts at every threshold tried, ascending. The threshold is null when F1 is zero or
/// undefined everywhere: then no threshold is better than another.
/// </summary>
public sealed record ThresholdChoice(double? Threshold, IReadOnlyList<ThresholdCounts> Counts)
{
    /// <summary>The counts at the chosen threshold.</summary>
    public ThresholdCounts? Best => Counts.FirstOrDefault(c => c.Threshold == Threshold);
}
