namespace BrainMets.Statistics;

/// <summary>
/// The size of a paired difference that belongs to the signed-rank test: the pseudo-median, which is the median of the means of all pairs
/// of differences, each with itself included (Walsh averages; Hodges and Lehmann 1963). For differences that lie symmetrically it estimates
/// their centre. All differences count, zeros too.
/// </summary>
public static class HodgesLehmann
{
    /// <summary>Limits the memory: 10,000 differences have fifty million means of pairs, all held at once.</summary>
    private const int MostPairs = 10_000;

    /// <summary>
    /// The pseudo-median with the interval that the signed-rank distribution of the ranks 1 to n gives (Tukey 1949; Hollander and Wolfe
    /// 1999, section 3.4): as many Walsh averages are cut off at either end as the tail allows. With ties the confidence is at least the
    /// requested one. The interval may have zero width when most differences are equal.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// A difference is not finite, there are more than 10,000, or the confidence is not between 0 and 1.
    /// </exception>
    public static HodgesLehmannEstimate Estimate(ReadOnlySpan<double> differences, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException($"The confidence is {confidence}; must lie between 0 and 1.");
        }

        var sums = WalshSums(differences);
        var distribution = SignedRankDistribution.Untied(differences.Length);
        var cut = Cut(distribution, (1 - confidence) / 2);
        var known = cut > 0;
        return new HodgesLehmannEstimate
        {
            Value = sums.Length == 0 ? null : (sums[(sums.Length - 1) / 2] + sums[sums.Length / 2]) / 4,
            Low = known ? sums[cut - 1] / 2 : null,
            High = known ? sums[^cut] / 2 : null,
            Confidence = confidence,
            AchievedConfidence = known ? 1 - (2 * distribution.AtMost(cut - 1)) : null,
            Pairs = differences.Length,
            Exact = distribution.IsExact,
        };
    }

    /// <summary>The sums of all pairs of differences, each with itself, ascending: twice the Walsh averages.</summary>
    internal static double[] WalshSums(ReadOnlySpan<double> differences)
    {
        if (differences.Length > MostPairs)
        {
            throw new ArgumentException($"A Hodges-Lehmann estimate of {differences.Length} pairs; at most {MostPairs}.");
        }

        var rounded = PairedDifferences.Rounded(differences);
        var sums = new double[rounded.Length * (rounded.Length + 1) / 2];
        var next = 0;
        for (var i = 0; i < rounded.Length; i++)
        {
            for (var j = i; j < rounded.Length; j++)
            {
                sums[next++] = Math.Round(rounded[i] + rounded[j], PairedDifferences.Decimals);
            }
        }

        Array.Sort(sums);
        return sums;
    }

    /// <summary>The largest rank k from either end for which P(W at most k - 1) does not exceed the tail; 0 when there is none.</summary>
    private static int Cut(SignedRankDistribution distribution, double tail)
    {
        var cut = 0;
        while (cut < (distribution.Largest + 1) / 2 && distribution.AtMost(cut) <= tail)
        {
            cut++;
        }

        return cut;
    }
}

/// <summary>A typical difference and its interval.</summary>
public sealed record HodgesLehmannEstimate
{
    /// <summary>The pseudo-median, in the unit of the differences; null without a pair.</summary>
    public required double? Value { get; init; }

    /// <summary>Null when there are too few pairs for the requested confidence: six are needed for 95 %, five for 90 %.</summary>
    public required double? Low { get; init; }

    /// <summary>Null where <see cref="Low"/> is.</summary>
    public required double? High { get; init; }

    /// <summary>The requested confidence.</summary>
    public required double Confidence { get; init; }

    /// <summary>
    /// The confidence of this interval, at least the requested one: the distribution is discrete. Null where <see cref="Low"/> is.
    /// </summary>
    public required double? AchievedConfidence { get; init; }

    /// <summary>All pairs, zeros included.</summary>
    public required int Pairs { get; init; }

    /// <summary>Whether the interval comes from the exact distribution (up to 200 pairs) and not from its normal approximation.</summary>
    public required bool Exact { get; init; }
}
