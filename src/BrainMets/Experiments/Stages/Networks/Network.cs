using BrainMets.Datasets;
using BrainMets.Experiments.Judging;
using BrainMets.Experiments.Results.Models;
using BrainMets.Lesions;

namespace BrainMets.Experiments.Stages.Networks;

/// <summary>What is judged as one: a trained network, the networks of all folds, or an ensemble. Its predictions lie in one folder.</summary>
internal sealed record Network
{
    public required string Name { get; init; }

    /// <summary>The name without the seed.</summary>
    public required string Point { get; init; }

    /// <summary>One a fold; those averaged of an ensemble.</summary>
    public required IReadOnlyList<TrainedPoint> Trained { get; init; }

    /// <summary>Names of the averaged networks; empty for a single one.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Absolute.</summary>
    public required string Predictions { get; init; }

    /// <summary>The network that predicts a case: with folds the one that never saw its patient.</summary>
    public required Func<Case, TrainedPoint> InCharge { get; init; }

    /// <summary>The threshold of the network, or of the fold that is in charge of a case.</summary>
    public required Func<Case, double> ThresholdOf { get; init; }

    public LesionOptions Lesions => Trained[0].Lesions;

    /// <summary>Over folds and members the mean.</summary>
    public double ChosenThreshold => Math.Round(Trained.Average(t => t.ChosenThreshold), 6);

    public Drawn At(OperatingThreshold at, double fixedThreshold) =>
        Drawn.ByModel(Name, Predictions, Lesions, at == OperatingThreshold.Fixed ? _ => fixedThreshold : ThresholdOf);
}
