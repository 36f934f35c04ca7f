namespace BrainMets.Evaluation;

/// <summary>One reader judged by the reference: the figures that 'mets evaluate' gives for him alone.</summary>
public sealed record ReaderSummary(string Name, EvaluationSummary Summary, IReadOnlyList<VolumeBin> ByVolume, VolumeCurves? Curves)
{
    /// <summary>Small components of this reader's probability maps that were dropped before anything was compared; null when none were to be.</summary>
    public DroppedPredictions? DroppedPredictions { get; init; }
}
