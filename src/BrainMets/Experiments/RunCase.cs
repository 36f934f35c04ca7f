namespace BrainMets.Experiments;

/// <summary>The files of one tested case. Paths are absolute; null where there is none.</summary>
public sealed record RunCase(string Id, string Patient, string T1cPath, string? ReferencePath, string PredictionPath, string? ProbabilityPath);
