namespace BrainMets.Evaluation;

/// <summary>
/// A typical difference held against a margin on either side. The p-values and the interval come from the same distribution and cannot
/// contradict each other.
/// </summary>
public sealed record EquivalenceResult
{
    public required Location Location { get; init; }

    public required double Margin { get; init; }

    public required double Alpha { get; init; }

    /// <summary>The typical difference; null without a pair.</summary>
    public required double? Estimate { get; init; }

    /// <summary>
    /// Lower end of the interval with confidence 1 - 2 alpha. Null when it cannot be told: fewer than two pairs or no variation for the
    /// mean, too few pairs (below five for 90 %) for the pseudo-median.
    /// </summary>
    public required double? Low { get; init; }

    /// <summary>Upper end; null where <see cref="Low"/> is.</summary>
    public required double? High { get; init; }

    /// <summary>One-sided p of the null hypothesis that the difference is at most -margin.</summary>
    public required double? AboveLowerPValue { get; init; }

    /// <summary>One-sided p of the null hypothesis that the difference is at least +margin.</summary>
    public required double? BelowUpperPValue { get; init; }

    public required int Pairs { get; init; }

    /// <summary>p of two one-sided tests (Schuirmann 1987): the larger of the two; null where either is.</summary>
    public double? PValue =>
        AboveLowerPValue is { } above && BelowUpperPValue is { } below ? Math.Max(above, below) : null;

    /// <summary>
    /// Whether the whole interval lies within the margins, ends excluded: equivalence is shown. False means not shown, not that there is a
    /// difference. Null where there is no interval.
    /// </summary>
    public bool? Equivalent => Low is { } low && High is { } high ? low > -Margin && high < Margin : null;

    /// <summary>
    /// Whether the lower end lies above -margin: with differences new minus old of a figure that is better when larger, the new one is
    /// shown to be not worse. Null where there is no interval. The p-value of this claim is <see cref="AboveLowerPValue"/>.
    /// </summary>
    public bool? NonInferior => Low is { } low ? low > -Margin : null;
}
