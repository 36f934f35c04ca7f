using BrainMets.Datasets;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Prediction;
using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>
/// A model that is evaluated: a trained network, the networks of all folds, or an ensemble. Its predictions are in one folder.
/// </summary>
internal sealed record EvaluatedModel
{
    public required string Name { get; init; }

    /// <summary>The name without the seed.</summary>
    public required string Point { get; init; }

    /// <summary>One a fold; those averaged of an ensemble.</summary>
    public required IReadOnlyList<TrainedNetwork> Trained { get; init; }

    /// <summary>The averaged networks; empty for a single one.</summary>
    public IReadOnlyList<EvaluatedModel> Averaged { get; init; } = [];

    /// <summary>Names of the averaged networks.</summary>
    public IReadOnlyList<string> Members => [.. Averaged.Select(m => m.Name)];

    /// <summary>Assigns the cases to the folds.</summary>
    public required DataPartition Partition { get; init; }

    /// <summary>Absolute.</summary>
    public required string Predictions { get; init; }

    public LesionOptions Lesions => Trained[0].Lesions;

    /// <summary>Over folds and members the mean.</summary>
    public double ChosenThreshold => MeanPoint(p => p.Balanced);

    /// <summary>The network that predicts a case: with folds the one that never saw its patient.</summary>
    public TrainedNetwork InCharge(Case @case) =>
        Averaged.Count > 0 ? Averaged[0].InCharge(@case)
        : Trained.Count == 1 ? Trained[0] : Trained.First(f => f.Plan.Fold == Partition.FoldOf(@case));

    /// <summary>
    /// The operating points of the network, or of the fold that is in charge of a case; of an ensemble the mean of its members'.
    /// </summary>
    public OperatingPoints PointsOf(Case @case) => Averaged.Count > 0
        ? OperatingPoints.Mean([.. Averaged.Select(m => m.PointsOf(@case))])
        : InCharge(@case).Points;

    /// <summary>The chosen threshold of a case.</summary>
    public double ThresholdOf(Case @case) => PointsOf(@case).Balanced;

    /// <summary>A point's threshold over folds and members, averaged.</summary>
    public double MeanPoint(Func<OperatingPoints, double> point) => Math.Round(Trained.Average(t => point(t.Points)), 6);

    /// <summary>
    /// Its segmentations at one of the two thresholds of an experiment, small components dropped as it does when it predicts.
    /// </summary>
    public SegmentationSource At(OperatingThreshold at, double fixedThreshold, IEnumerable<Case> cases) =>
        Segmentations(cases, at == OperatingThreshold.Fixed ? _ => fixedThreshold : ThresholdOf);

    /// <summary>Its segmentations at one of its operating points.</summary>
    public SegmentationSource AtPoint(Func<OperatingPoints, double> point, IEnumerable<Case> cases) =>
        Segmentations(cases, c => point(PointsOf(c)));

    /// <summary>The probabilities of a case.</summary>
    /// <exception cref="InvalidInputException">The file is gone or damaged.</exception>
    public ProbabilityMap MapOf(Case @case) => Segmentations([@case], ThresholdOf).Files[0].Read().Map!; // read as a map

    private SegmentationSource Segmentations(IEnumerable<Case> cases, Func<Case, double> thresholdOf) =>
        SegmentationSource.Maps(Name, Predictions, cases, c => Lesions with { Threshold = thresholdOf(c) });
}

/// <summary>A trained network of the grid.</summary>
internal sealed record TrainedNetwork
{
    public required ModelPlan Plan { get; init; }

    public required string WeightsPath { get; init; }

    public required string WeightsSha256 { get; init; }

    /// <summary>Its training and validation cases, from its run.</summary>
    public required RunSplit Split { get; init; }

    /// <summary>Chosen on its validation patients.</summary>
    public required OperatingPoints Points { get; init; }

    /// <summary>The balanced point.</summary>
    public double ChosenThreshold => Points.Balanced;

    public required LesionOptions Lesions { get; init; }

    public required IReadOnlyList<EpochSummary> Epochs { get; init; }
}

/// <summary>The evaluated models: the networks of the grid, one a point and seed, then the ensembles.</summary>
internal static class EvaluatedModelList
{
    public static IReadOnlyList<EvaluatedModel> Of(
        IReadOnlyList<TrainedNetwork> trained, ExperimentPlan plan, DataPartition assignment, ArtifactStore pieces)
    {
        string PredictionsOf(string name) => pieces.FolderOf($"{PredictionStage.Folder}/{name}");
        EvaluatedModel[] single =
        [
            .. from network in trained
               group network by (network.Plan.Point, network.Plan.Seed) into folds
               let name = folds.Key.Point + (plan.Seeds.Count > 1 ? $"-seed{folds.Key.Seed}" : "")
               select new EvaluatedModel
               {
                   Name = name,
                   Point = folds.Key.Point,
                   Trained = [.. folds],
                   Partition = assignment,
                   Predictions = PredictionsOf(name),
               },
        ];
        EvaluatedModel Ensemble(string name, EvaluatedModel[] members) => new()
        {
            Name = name,
            Point = name,
            Trained = [.. members.SelectMany(m => m.Trained)],
            Averaged = members,
            Partition = assignment,
            Predictions = PredictionsOf(name),
        };
        return [.. single, .. plan.Ensembles.Select(e => Ensemble(e.Key, [.. single.Where(n => e.Value.Contains(n.Point))]))];
    }
}
