namespace BrainMets.Experiments;

/// <summary>All that is known of a finished experiment; experiment.json. Folders are relative to that file, and hold what is told here in full.</summary>
public sealed record ExperimentResult
{
    public const string FileName = "experiment.json";

    public int SchemaVersion { get; init; } = 1;

    public string Use { get; init; } = "Research use; not a medical device.";

    public required string Name { get; init; }

    public required Provenance Provenance { get; init; }

    /// <summary>The resolved configuration with its plan.</summary>
    public required string ConfigJson { get; init; }

    /// <summary>In the order of the plan (Figure 1 of the paper).</summary>
    public required IReadOnlyList<DataSetStatistics> DataSets { get; init; }

    public required IReadOnlyList<TrainingSetSize> TrainingSets { get; init; }

    /// <summary>The first is the main one.</summary>
    public required IReadOnlyList<TestSetCases> Tests { get; init; }

    /// <summary>The threshold at which every network is judged beside its own.</summary>
    public required double FixedThreshold { get; init; }

    public required IReadOnlyList<ModelResult> Models { get; init; }

    /// <summary>Networks that differ in one value (Tables 1 and 2, Figures 2 to 5).</summary>
    public required IReadOnlyList<ModelComparison> Comparisons { get; init; }

    /// <summary>How many members find an ensemble's lesions, an entry an ensemble, test set and threshold; empty without ensembles.</summary>
    public IReadOnlyList<EnsembleAgreement> Agreements { get; init; } = [];

    /// <summary>Two networks read together; null when the plan has none.</summary>
    public ConfirmationResult? Confirmation { get; init; }

    /// <summary>Null when the plan has none.</summary>
    public required StrategyResult? Strategy { get; init; }

    /// <summary>Strategy, networks and second reader side by side (Table 3, Figures 6 to 8); null without a second reader.</summary>
    public required ParallelComparison? SecondReader { get; init; }

    /// <summary>Seconds by stage; of a continued experiment the stages of the last run.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }
}
