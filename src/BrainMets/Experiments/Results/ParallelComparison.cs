namespace BrainMets.Experiments;

/// <summary>The strategy and its networks beside the second reader, all judged by the reference of the main test set.</summary>
/// <param name="Reader">The second reader.</param>
/// <param name="Names">All that are compared, the second reader last.</param>
/// <param name="FixedFolder">Holds comparison.json with the networks at the fixed threshold.</param>
/// <param name="ChosenFolder">The same, at their chosen thresholds.</param>
public sealed record ParallelComparison(string Reader, IReadOnlyList<string> Names, string FixedFolder, string ChosenFolder);
