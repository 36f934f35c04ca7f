namespace BrainMets.Experiments;

/// <summary>What a training set holds, validation patients included.</summary>
public sealed record TrainingSetSize(string Name, int Patients, int Cases, IReadOnlyList<string> Parts);
