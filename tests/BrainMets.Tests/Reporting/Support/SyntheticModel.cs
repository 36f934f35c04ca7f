namespace BrainMets.Tests.Reporting;

/// <summary>
/// A made-up network: how sure it is of small and of large lesions, how many false positives it draws a patient, and how wide it outlines.
/// </summary>
internal sealed record SyntheticModel(
    string Name, string TrainingSet, string Alpha, double Small, double Large, double FalsePositives, double Scale, double Threshold);
