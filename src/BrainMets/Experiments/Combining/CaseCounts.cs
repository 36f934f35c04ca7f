using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>What became of the findings of one case.</summary>
public sealed record CaseCounts(string Case, string Patient, CombinationCounts Counts);
