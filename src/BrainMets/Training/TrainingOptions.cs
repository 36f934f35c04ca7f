using BrainMets.Sampling;

namespace BrainMets.Training;

/// <summary>How long and how to train. Defaults are the paper's, in epochs of one published sub-epoch (100 steps).</summary>
public sealed record TrainingOptions
{
    /// <summary>Epochs of <see cref="SamplingOptions.StepsPerEpoch"/> steps. Default 1,400: 70 published epochs of 20 sub-epochs.</summary>
    public int Epochs { get; init; } = 1400;

    public LossOptions Loss { get; init; } = new();

    public OptimizerOptions Optimizer { get; init; } = new();
}
