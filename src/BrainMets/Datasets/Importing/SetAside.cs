namespace BrainMets.Datasets;

/// <summary>A scan of the data set that is no case, and why.</summary>
/// <param name="Scan">The id it would have had.</param>
/// <param name="Reason">One of a few words, to count by: "missing sequence", "no mask", "post-treatment", "treatment unknown", "follow-up".</param>
/// <param name="Detail">What was found and what was looked for.</param>
public sealed record ExcludedScan(string Scan, string Reason, string Detail);
