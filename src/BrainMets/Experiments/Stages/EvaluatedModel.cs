using BrainMets.Datasets;
using BrainMets.Lesions;

namespace BrainMets.Experiments;

/// <summary>What is judged as one: a trained network, the networks of all folds, or an ensemble. Its predictions lie in one folder.</summary>
internal sealed record EvaluatedModel
{
    public required string Name { get; init; }

    /// <summary>The name without the seed.</summary>
    public required string Point { get; init; }

    /// <summary>One a fold; those averaged of an ensemble.</summary>
    public required IReadOnlyList<TrainedNetwork> Trained { get; init; }

    /// <summary>Names of the averaged networks; empty for a single one.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Absolute.</summary>
    public required string Predictions { get; init; }

    /// <summary>The network that predicts a case: with folds the one that never saw its patient.</summary>
    public required Func<Case, TrainedNetwork> InCharge { get; init; }

    /// <summary>The operating points of the network, or of the fold that is in charge of a case; of an ensemble the mean of its members'.</summary>
    public required Func<Case, OperatingPoints> PointsOf { get; init; }

    public LesionOptions Lesions => Trained[0].Lesions;

    /// <summary>Over folds and members the mean.</summary>
    public double ChosenThreshold => MeanPoint(p => p.Balanced);

    /// <summary>The chosen threshold of a case.</summary>
    public double ThresholdOf(Case @case) => PointsOf(@case).Balanced;

    /// <summary>A point's threshold over folds and members, averaged.</summary>
    public double MeanPoint(Func<OperatingPoints, double> point) => Math.Round(Trained.Average(t => point(t.Points)), 6);

    public Drawn At(OperatingThreshold at, double fixedThreshold) =>
        Drawn.ByModel(Name, Predictions, Lesions, at == OperatingThreshold.Fixed ? _ => fixedThreshold : ThresholdOf);

    /// <summary>At one of its operating points.</summary>
    public Drawn AtPoint(Func<OperatingPoints, double> point) => Drawn.ByModel(Name, Predictions, Lesions, c => point(PointsOf(c)));
}
