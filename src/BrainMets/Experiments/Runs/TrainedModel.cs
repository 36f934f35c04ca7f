using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>What training leaves: the best network on disk, its operating points and the course of training.</summary>
public sealed record TrainedModel(string Path, OperatingPoints OperatingPoints, IReadOnlyList<EpochSummary> Epochs);
