namespace BrainMets.Evaluation;

/// <summary>A signed-rank test and everything that must stand beside its p-value.</summary>
public sealed record SignedRankResult
{
    /// <summary>W+: sum of the ranks of the positive differences; with <see cref="ZeroRule.Split"/> also half of the zeros' ranks.</summary>
    public required double PositiveRankSum { get; init; }

    /// <summary>W-: the same of the negative differences.</summary>
    public required double NegativeRankSum { get; init; }

    /// <summary>Null when there is no difference other than zero: then nothing can be tested.</summary>
    public required double? PValue { get; init; }

    /// <summary>All pairs, zeros included.</summary>
    public required int Pairs { get; init; }

    /// <summary>Differences of zero after rounding.</summary>
    public required int Zeros { get; init; }

    /// <summary>Differences other than zero whose size another one shares.</summary>
    public required int Ties { get; init; }

    public required Alternative Alternative { get; init; }

    public required ZeroRule ZeroRule { get; init; }

    /// <summary>The method that was used; never <see cref="SignedRankMethod.Automatic"/>.</summary>
    public required SignedRankMethod Method { get; init; }

    public required bool ContinuityCorrection { get; init; }

    /// <summary>Random patterns of signs; null for the other methods.</summary>
    public required int? Resamples { get; init; }

    /// <summary>Their seed; null for the other methods.</summary>
    public required int? Seed { get; init; }

    /// <summary>The differences that carry the test.</summary>
    public int NonZero => Pairs - Zeros;

    /// <summary>
    /// Matched-pairs rank-biserial correlation (W+ - W-) / (W+ + W-) (Kerby 2014), -1 to 1; null when every difference is zero. Unlike p it
    /// does not grow with the number of patients.
    /// </summary>
    public double? RankBiserial =>
        NonZero == 0 ? null : (PositiveRankSum - NegativeRankSum) / (PositiveRankSum + NegativeRankSum);
}
