namespace BrainMets.Evaluation;

/// <summary>
/// The outcome of matching two lists of lesions. All indices are places in the lists, which are labels less one.
/// </summary>
public sealed record LesionMatching
{
    /// <summary>One outcome a reference lesion.</summary>
    public required IReadOnlyList<ReferenceOutcome> References { get; init; }

    /// <summary>One outcome a predicted lesion.</summary>
    public required IReadOnlyList<PredictionOutcome> Predictions { get; init; }

    /// <summary>
    /// For each reference lesion all the predictions it is paired with, the one with the largest overlap first; empty unless found. More
    /// than one only where the preset allows it.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<int>> Pairs { get; init; }

    /// <summary>
    /// For each reference lesion the (first) prediction it is paired with, or the one that covers it when merged; null when missed or ignored.
    /// </summary>
    public required IReadOnlyList<int?> PredictionOfReference { get; init; }

    /// <summary>For each prediction the (first) reference lesion it is paired with, or the one it is a fragment of; null otherwise.</summary>
    public required IReadOnlyList<int?> ReferenceOfPrediction { get; init; }

    public int Count(ReferenceOutcome outcome) => References.Count(r => r == outcome);

    public int Count(PredictionOutcome outcome) => Predictions.Count(p => p == outcome);
}
