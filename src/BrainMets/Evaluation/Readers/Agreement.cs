namespace BrainMets.Evaluation;

/// <summary>
/// One source judged by another as if that were right: all ordered pairs of reference and readers show what swapping the reference changes, and whether a reader agrees
/// with another less than readers agree among themselves.
/// </summary>
public sealed record Agreement(string Reference, string Reader, EvaluationSummary Summary);
