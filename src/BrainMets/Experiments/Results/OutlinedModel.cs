namespace BrainMets.Experiments;

/// <summary>A network to train.</summary>
/// <param name="Name">Of the network.</param>
/// <param name="TrainingCases">Validation patients' included.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Steps">Of training.</param>
/// <param name="SecondsPerStep">Tried out here, on noise.</param>
/// <param name="IsTrained">It is there already.</param>
public sealed record EstimatedModel(string Name, int TrainingCases, long Parameters, int Steps, double SecondsPerStep, bool IsTrained);
