namespace BrainMets.Evaluation;

/// <summary>
/// Nested cross-validation by patient: on all folds but one the gate is chosen, and so is the better single model; the patients of the fold left out judge both. Each patient's counts
/// are averaged over the repeats, then pooled.
/// </summary>
public sealed record CrossValidatedGate
{
    public required int Folds { get; init; }

    public required int Repeats { get; init; }

    /// <summary>Of all folds x repeats, those in which nothing could be chosen, because the other folds hold neither lesion nor prediction; their patients were left out.</summary>
    public required int UndecidedFolds { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate BestSingleF1 { get; init; }

    /// <summary>The optimism-corrected gain over the best single model; N is the number of patients.</summary>
    public required Estimate Gain { get; init; }

    /// <summary>Apparent gain less the corrected one: how much choosing on the same cases flatters.</summary>
    public required double? Optimism { get; init; }
}
