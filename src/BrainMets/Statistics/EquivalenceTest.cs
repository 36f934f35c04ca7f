using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>
/// Two one-sided tests (TOST; Schuirmann 1987) that a typical paired difference lies within a margin, and of these the lower one alone for
/// non-inferiority. A test for a difference that is not significant does not show equivalence. The differences are one a patient, new minus
/// old, of a metric that is better when larger; change the sign of metrics that are better when smaller, such as HD95.
/// </summary>
internal static class EquivalenceTest
{
    /// <exception cref="ArgumentException">
    /// A difference is not finite, an option out of its range, or there are more than 10,000 pairs for the pseudo-median.
    /// </exception>
    public static EquivalenceResult Test(ReadOnlySpan<double> differences, Location location, EquivalenceOptions options)
    {
        options.Validate();
        return location == Location.Mean ? OfMean(differences, options) : OfPseudoMedian(differences, options);
    }

    private static EquivalenceResult OfMean(ReadOnlySpan<double> differences, EquivalenceOptions options)
    {
        var values = PairedDifferences.Rounded(differences);
        double? mean = values.Length == 0 ? null : values.Average();
        var error = values.Length < 2
            ? 0
            : Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1) / values.Length);

        // Equal values have an error of a rounding error or so: no variation.
        if (mean is not { } m || error <= 1e-12 * Math.Abs(m))
        {
            return Result(Location.Mean, values.Length, options, mean, null, (null, null));
        }

        var freedom = values.Length - 1.0;
        var half = StudentT.InvCDF(0, 1, freedom, 1 - options.Alpha) * error;
        var aboveLower = StudentT.CDF(0, 1, freedom, -(m + options.Margin) / error);
        var belowUpper = StudentT.CDF(0, 1, freedom, (m - options.Margin) / error);
        return Result(Location.Mean, values.Length, options, m, (m - half, m + half), (aboveLower, belowUpper));
    }

    /// <summary>
    /// W+ about a margin is the number of Walsh averages above it (Tukey 1949), so that the p-values are those at which the Hodges-Lehmann
    /// interval touches the margin. Averages equal to the margin count against the claim.
    /// </summary>
    private static EquivalenceResult OfPseudoMedian(ReadOnlySpan<double> differences, EquivalenceOptions options)
    {
        var estimate = HodgesLehmann.Estimate(differences, 1 - (2 * options.Alpha));
        var (low, high) = estimate is { Low: { } l, High: { } h } ? ((double?)l, (double?)h) : (null, null);
        if (differences.IsEmpty)
        {
            return Result(Location.PseudoMedian, 0, options, null, null, (null, null));
        }

        var sums = HodgesLehmann.WalshSums(differences);
        var twice = Math.Round(2 * options.Margin, PairedDifferences.Decimals);
        var distribution = SignedRankDistribution.Untied(differences.Length);
        var aboveLower = distribution.AtMost(sums.LongCount(s => s <= -twice));
        var belowUpper = distribution.AtMost(sums.LongCount(s => s >= twice));
        (double, double)? interval = low is { } a && high is { } b ? (a, b) : null;
        return Result(Location.PseudoMedian, differences.Length, options, estimate.Value, interval, (aboveLower, belowUpper));
    }

    private static EquivalenceResult Result(
        Location location, int pairs, EquivalenceOptions options, double? estimate, (double Low, double High)? interval,
            (double? Lower, double? Upper) p) => new()
            {
                Location = location,
                Margin = options.Margin,
                Alpha = options.Alpha,
                Estimate = estimate,
                Low = interval?.Low,
                High = interval?.High,
                AboveLowerPValue = p.Lower,
                BelowUpperPValue = p.Upper,
                Pairs = pairs,
            };
}

/// <summary>
/// Criteria for the claim that two readings are equivalent, or that one is not inferior. State both before seeing the data.
/// </summary>
internal sealed record EquivalenceOptions
{
    /// <summary>
    /// The largest difference that does not matter, in the unit of the differences; above 0. There is no default: it is a clinical choice.
    /// </summary>
    public required double Margin { get; init; }

    /// <summary>
    /// Level of each one-sided test; the interval that decides has the confidence 1 - 2 alpha. Above 0 and below 0.5. Regulators usually
    /// use 0.025 for non-inferiority (ICH E9).
    /// </summary>
    public double Alpha { get; init; } = 0.05;

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Equivalence options");
        errors.AddIf(!(Margin > 0 && double.IsFinite(Margin)), $"margin is {Margin}; must be above 0");
        errors.AddIf(!(Alpha > 0 && Alpha < 0.5), $"alpha is {Alpha}; must be above 0 and below 0.5");
        errors.ThrowIfAny();
    }
}

/// <summary>Which typical difference is compared with the margin.</summary>
public enum Location
{
    /// <summary>The pseudo-median, by the signed-rank distribution: needs symmetry, not a normal distribution. Our default.</summary>
    PseudoMedian,

    /// <summary>The mean, by Student's t: for differences near normal, or many of them.</summary>
    Mean,
}

/// <summary>
/// A typical difference compared with a margin on either side. The p-values and the interval come from the same distribution and cannot
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
    /// Lower end of the interval with confidence 1 - 2 alpha. Null when it cannot be computed: fewer than two pairs or no variation for the
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
    public double? PValue => AboveLowerPValue is { } above && BelowUpperPValue is { } below ? Math.Max(above, below) : null;

    /// <summary>
    /// Whether the whole interval lies within the margins, ends excluded: equivalence is shown. False means not shown, not that there is a
    /// difference. Null where there is no interval.
    /// </summary>
    public bool? Equivalent => Low is { } low && High is { } high ? low > -Margin && high < Margin : null;

    /// <summary>
    /// Whether the lower end lies above -margin: with differences new minus old of a metric that is better when larger, the new one is
    /// shown to be not worse. Null where there is no interval. The p-value of this claim is <see cref="AboveLowerPValue"/>.
    /// </summary>
    public bool? NonInferior => Low is { } low ? low > -Margin : null;
}
