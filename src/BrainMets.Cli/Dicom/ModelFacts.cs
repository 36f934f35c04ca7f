namespace BrainMets.Cli;

/// <summary>What DICOM objects say of the model that made them.</summary>
internal sealed record ModelFacts(string Name, string Version, string WeightsSha256, (double Find, double? Outline) Thresholds, bool SaveProbability);
