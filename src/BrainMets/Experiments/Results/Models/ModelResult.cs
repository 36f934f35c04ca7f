using BrainMets.Training;

namespace BrainMets.Experiments;

/// <summary>One network, or an ensemble of several, and how good it is.</summary>
public sealed record ModelResult
{
    public required string Name { get; init; }

    /// <summary>The name without seed and fold.</summary>
    public required string Point { get; init; }

    /// <summary>Null for an ensemble.</summary>
    public required string? TrainingSet { get; init; }

    /// <summary>The values of the grid by key.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public required int Seed { get; init; }

    public required int Fold { get; init; }

    /// <summary>The averaged networks; empty for a single one.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    public required string? WeightsSha256 { get; init; }

    /// <summary>Chosen on validation patients; for an ensemble the mean of its members'.</summary>
    public required double ChosenThreshold { get; init; }

    public IReadOnlyList<EpochSummary> Epochs { get; init; } = [];

    /// <summary>Predictions of the test cases, a folder each: probability.nii.gz and, at the chosen threshold, segmentation.nii.gz.</summary>
    public required string PredictionFolder { get; init; }

    /// <summary>One entry a test set and operating point.</summary>
    public required IReadOnlyList<ModelEvaluation> Judgements { get; init; }
}
