namespace BrainMets.Evaluation;

/// <summary>A typical difference and its interval.</summary>
public sealed record HodgesLehmannEstimate
{
    /// <summary>The pseudo-median, in the unit of the differences; null without a pair.</summary>
    public required double? Value { get; init; }

    /// <summary>Null when so few pairs cannot give the confidence asked for: six are needed for 95 %, five for 90 %.</summary>
    public required double? Low { get; init; }

    /// <summary>Null where <see cref="Low"/> is.</summary>
    public required double? High { get; init; }

    /// <summary>The confidence asked for.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// The confidence of this interval, at least the one asked for: the distribution has steps. Null where <see cref="Low"/> is.
    /// </summary>
    public required double? AchievedConfidence { get; init; }

    /// <summary>All pairs, zeros included.</summary>
    public required int Pairs { get; init; }

    /// <summary>Whether the interval comes from the exact distribution (up to 200 pairs) and not from its normal approximation.</summary>
    public required bool Exact { get; init; }
}
