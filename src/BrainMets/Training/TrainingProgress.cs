namespace BrainMets.Training;

/// <summary>How far training is.</summary>
public sealed record TrainingProgress(int StepsDone, int StepsInAll, double Loss);
