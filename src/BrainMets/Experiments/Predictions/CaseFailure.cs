namespace BrainMets.Experiments;

/// <summary>A case that could not be predicted, and why; a row of failures.json.</summary>
public sealed record CaseFailure(string Case, string Reason);
