using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>
/// Which networks are trained on what, judged on what and compared with whom: the section "experiment" of a configuration (docs/experiments.md). The rest of
/// the configuration is what all networks have in common.
/// </summary>
public sealed record ExperimentPlan
{
    /// <summary>Data sets by the name the plan calls them.</summary>
    public IReadOnlyDictionary<string, DataSetPlan> DataSets { get; init; } = new Dictionary<string, DataSetPlan>();

    /// <summary>What networks learn from: each a union of data sets or of a few patients of one.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TrainingPart>> TrainingSets { get; init; } = new Dictionary<string, IReadOnlyList<TrainingPart>>();

    /// <summary>Data sets to judge on, less every patient that any network learns from; the first is the main one.</summary>
    public IReadOnlyList<string> Tests { get; init; } = [];

    /// <summary>
    /// Each block is a full product: "trainingSet" and any configuration key ("training.loss.alpha") with the values to try. Networks that two blocks share are trained once.
    /// </summary>
    public IReadOnlyList<IReadOnlyDictionary<string, IReadOnlyList<System.Text.Json.Nodes.JsonValue>>> Grid { get; init; } = [];

    /// <summary>Every network is trained once with each seed; figures are those of the first, with the spread over all.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Above 0: the main test set is dealt into that many folds by patient, and each fold judged by networks that never saw it.</summary>
    public int Folds { get; init; }

    /// <summary>The threshold of the paper; every network is judged at it and at the one chosen on its validation patients.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>Name of a matching preset.</summary>
    public string Matching { get; init; } = "default";

    /// <summary>Patient resamples behind each interval.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Tables and figures of networks that differ in one value, by title.</summary>
    public IReadOnlyDictionary<string, ComparisonPlan> Comparisons { get; init; } = new Dictionary<string, ComparisonPlan>();

    /// <summary>Networks whose probabilities are averaged, by the name of the ensemble.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Ensembles { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>A sensitive network whose lesions a precise one confirms; null for none.</summary>
    public ConfirmationPlan? Confirmation { get; init; }

    /// <summary>The volume-gated strategy; null for none.</summary>
    public StrategyPlan? Strategy { get; init; }

    /// <summary>A reader of the main test set, as its dataset.json calls him, for the parallel comparison; null for none.</summary>
    public string? SecondReader { get; init; }

    /// <summary>How far two readers may differ and still count as equal, declared beforehand.</summary>
    public IReadOnlyDictionary<PairedMetric, double> Margins { get; init; } = new Dictionary<PairedMetric, double>();
}
