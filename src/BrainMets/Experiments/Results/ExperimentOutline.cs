using BrainMets.Experiments.Results.Data;

namespace BrainMets.Experiments.Results;

/// <summary>What an experiment would do; nothing is made or trained for it.</summary>
/// <param name="DataSets">Name, patients and cases of each.</param>
/// <param name="TrainingSets">What networks learn from.</param>
/// <param name="Tests">Name, patients and cases of each test set, after all that is learned from has left it.</param>
/// <param name="Models">The networks to train.</param>
public sealed record ExperimentOutline(
    IReadOnlyList<(string Name, int Patients, int Cases)> DataSets,
    IReadOnlyList<TrainingSetSize> TrainingSets,
    IReadOnlyList<(string Name, int Patients, int Cases)> Tests,
    IReadOnlyList<OutlinedModel> Models);
