namespace BrainMets.Evaluation;

/// <summary>A gate judged against references, and what it is worth beside simpler ways to use the two models.</summary>
public sealed record GateSelectionResult
{
    public required MatchingPreset Matching { get; init; }

    public required CombinationOptions Options { get; init; }

    public required int Patients { get; init; }

    public required int Cases { get; init; }

    /// <summary>Reference lesions of at least the preset's minimum volume.</summary>
    public required long ReferenceLesions { get; init; }

    /// <summary>Whether the gate was chosen on these cases; otherwise it was given beforehand, and its figures need no correction.</summary>
    public required bool IsChosen { get; init; }

    /// <summary>The gate chosen or given; null when none could be chosen, for there is neither lesion nor prediction.</summary>
    public required VolumeGate? Gate { get; init; }

    /// <summary>Every gate tried, from one model alone to the other.</summary>
    public required IReadOnlyList<GateMetrics> Gates { get; init; }

    /// <summary>The single model with the higher F1 on these cases, of equals the one for large lesions; null when neither F1 is defined.</summary>
    public required Baseline? BestSingle { get; init; }

    /// <summary>F1 at the gate less that of the best single model on these cases; apparent when the gate was chosen on them. N is the number of patients.</summary>
    public required Estimate Gain { get; init; }

    /// <summary>Null for a gate that was given, and for fewer than two patients.</summary>
    public required CrossValidatedGate? HeldOut { get; init; }

    /// <summary>Null for a gate that was given.</summary>
    public required GateDistribution? Distribution { get; init; }

    public required IReadOnlyList<BaselineMetrics> Baselines { get; init; }
}
