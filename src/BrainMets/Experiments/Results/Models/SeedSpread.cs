namespace BrainMets.Experiments;

/// <summary>How a figure of one point of the grid varies over the seeds of training; patients are the same.</summary>
/// <param name="Point">The point of the grid.</param>
/// <param name="At">Which threshold.</param>
/// <param name="Metric">"sensitivity", "precision", "f1", "dice" or "hd95Mm".</param>
/// <param name="Values">One a seed, in the order of the plan; null where undefined.</param>
/// <param name="Mean">Of the defined ones; null without any.</param>
/// <param name="StandardDeviation">With n - 1; null for fewer than two.</param>
public sealed record SeedSpread(
    string Point, OperatingThreshold At, string Metric, IReadOnlyList<double?> Values, double? Mean, double? StandardDeviation);
