using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>A figure of reliability to be drawn.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">Above it.</param>
/// <param name="Amount">What the bins count.</param>
/// <param name="Pair">Before and after calibration.</param>
internal sealed record ReliabilityContent(string Name, string Title, string Amount, ReliabilityPair Pair);
