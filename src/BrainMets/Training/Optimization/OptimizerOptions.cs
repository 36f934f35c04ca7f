namespace BrainMets.Training;

/// <summary>RMSProp with Nesterov momentum and its learning-rate schedule. Defaults are the paper's.</summary>
public sealed record OptimizerOptions
{
    public double LearningRate { get; init; } = 1e-3;

    public double Momentum { get; init; } = 0.6;

    /// <summary>Decay of the mean squared gradient.</summary>
    public double Rho { get; init; } = 0.9;

    /// <summary>Added to the mean squared gradient inside the root: a floor of 0.01 on the denominator.</summary>
    public double Epsilon { get; init; } = 1e-4;

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Halving;

    /// <summary>The rate halves once so many epochs are done. Default: the published 18, 23, 28 ... epochs of 20 sub-epochs.</summary>
    public IReadOnlyList<int> HalveAfterEpochs { get; init; } = [360, 460, 560, 660, 760, 960, 1060, 1160];

    /// <summary>Steps over which the rate rises linearly from 0; 0 for none, as published.</summary>
    public int WarmUpSteps { get; init; }
}
