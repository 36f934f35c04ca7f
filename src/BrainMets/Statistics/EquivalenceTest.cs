using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>
/// Two one-sided tests (TOST; Schuirmann 1987) that a typical paired difference lies within a margin, and of these the lower one alone for
/// non-inferiority. A test for a difference that finds none shows nothing of the kind. Differences are one a patient, new minus old, of a
/// figure that is better when larger; turn their signs for figures that are better when smaller, such as HD95.
/// </summary>
public static class EquivalenceTest
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
        var error = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1) / values.Length);

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
        Location location, int pairs, EquivalenceOptions options, double? estimate, (double Low, double High)? interval, (double? Lower, double? Upper) p) => new()
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
