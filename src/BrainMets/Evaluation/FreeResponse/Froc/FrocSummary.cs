namespace BrainMets.Evaluation;

/// <summary>The free-response curve with what is read off it. Its area is not given: it has no upper limit and ranks nothing.</summary>
public sealed record FrocSummary
{
    public required FrocCurve Curve { get; init; }

    /// <summary>The step curve at fixed rates with pointwise intervals and the ends of a simultaneous band.</summary>
    public required IReadOnlyList<FrocSensitivity> Band { get; init; }

    /// <summary>The same at the seven rates of LUNA16.</summary>
    public required IReadOnlyList<FrocSensitivity> AtRates { get; init; }

    /// <summary>The mean of <see cref="AtRates"/>: a summary, no operating point.</summary>
    public required Estimate MeanSensitivity { get; init; }

    /// <summary>The same with linear interpolation, as LUNA16 scores.</summary>
    public required Estimate MeanInterpolatedSensitivity { get; init; }

    public required Estimate AveragePrecision { get; init; }

    public required IReadOnlyList<FrocStratum> Strata { get; init; }
}
