namespace BrainMets.Evaluation;

/// <summary>One probability map against its reference: the counts at each threshold of the sweep, ascending, and the rated candidates.</summary>
public sealed record MapEvaluation(CaseRatings Ratings, IReadOnlyList<ThresholdCounts> Counts);
