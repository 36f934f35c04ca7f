namespace BrainMets.Experiments;

/// <summary>One network to train: a point of the grid with a seed, and a fold where there are folds.</summary>
public sealed record ModelPlan
{
    /// <summary>Unique, and the name of its folders: "main-alpha0.5", "main-alpha0.5-seed2-fold3".</summary>
    public required string Name { get; init; }

    /// <summary>The name without seed and fold: what repeats of one point share.</summary>
    public required string Point { get; init; }

    public required string TrainingSet { get; init; }

    /// <summary>The values of the grid by key, the training set among them, as they stand in the plan.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    public required int Seed { get; init; }

    /// <summary>From 1; 0 without folds.</summary>
    public required int Fold { get; init; }

    /// <summary>Everything that decides its training but the data.</summary>
    public required ModelConfig Config { get; init; }
}
