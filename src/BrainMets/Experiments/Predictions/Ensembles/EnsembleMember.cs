namespace BrainMets.Experiments;

/// <summary>One of several networks that predict together.</summary>
/// <param name="Name">As results call it: the name of its configuration, numbered where two share one.</param>
/// <param name="Model">The network.</param>
/// <param name="Threshold">At which it finds lesions by itself, for the agreement.</param>
/// <param name="OutlineThreshold">From which it outlines them; null for the threshold.</param>
/// <param name="Averages">Whether its probabilities count for the outlines; false for one that only confirms.</param>
public sealed record EnsembleMember(string Name, LoadedModel Model, double Threshold, double? OutlineThreshold, bool Averages);
