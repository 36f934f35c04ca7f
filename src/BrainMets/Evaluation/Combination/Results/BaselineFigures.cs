namespace BrainMets.Evaluation;

/// <summary>How well a baseline does, and how much better the combination is on the same patients.</summary>
public sealed record BaselineMetrics
{
    public required Baseline Baseline { get; init; }

    /// <summary>Null when the baseline could not be judged.</summary>
    public required DetectionCounts? Counts { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    /// <summary>F1 of the combination less that of the baseline. With a gate chosen on these same cases it is too good (apparent).</summary>
    public required Estimate Gain { get; init; }

    /// <summary>The same with gates chosen without the patients they are judged on; null when no gate was chosen.</summary>
    public required Estimate? HeldOutGain { get; init; }
}
