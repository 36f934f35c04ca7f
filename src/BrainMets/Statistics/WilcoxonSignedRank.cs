using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>
/// Signed-rank test of paired data (Wilcoxon 1945): under the null hypothesis the differences lie symmetrically about zero. One difference
/// a patient: several of one patient are not independent and belong to <see cref="ClusteredSignedRank"/>.
/// </summary>
public static class WilcoxonSignedRank
{
    /// <param name="differences">One a patient, first minus second; pairs with an undefined figure left out.</param>
    /// <param name="options">How it is done.</param>
    /// <exception cref="ArgumentException">
    /// A difference is not finite, an option out of its range, or an exact method is asked for that does not apply.
    /// </exception>
    public static SignedRankResult Test(ReadOnlySpan<double> differences, SignedRankOptions options)
    {
        options.Validate();
        var ranks = SignedRanks.Of(
            PairedDifferences.Rounded(differences, options.Decimals), rankZeros: options.ZeroRule != ZeroRule.Wilcoxon);
        var nonZero = ranks.SignedDoubled.Length;
        var method = options.Method != SignedRankMethod.Automatic ? options.Method
            : nonZero <= SignFlips.MostEnumerated ? SignedRankMethod.ExactPermutation : SignedRankMethod.MonteCarlo;
        RequireApplicable(ranks, method);
        var zerosHalf = options.ZeroRule == ZeroRule.Split ? ranks.Zeros * (ranks.Zeros + 1.0) / 4 : 0;
        var random = method == SignedRankMethod.MonteCarlo;
        return new SignedRankResult
        {
            PositiveRankSum = (ranks.PositiveDoubled / 2.0) + zerosHalf,
            NegativeRankSum = (ranks.NegativeDoubled / 2.0) + zerosHalf,
            PValue = nonZero == 0 ? null : PValue(ranks, method, options),
            Pairs = ranks.Pairs,
            Zeros = ranks.Zeros,
            Ties = ranks.Ties,
            Alternative = options.Alternative,
            ZeroRule = options.ZeroRule,
            Method = method,
            ContinuityCorrection = options.ContinuityCorrection,
            Resamples = random ? options.Resamples : null,
            Seed = random ? options.Seed : null,
        };
    }

    private static void RequireApplicable(SignedRanks ranks, SignedRankMethod method)
    {
        if (method == SignedRankMethod.Exact && ranks.Zeros + ranks.Ties > 0)
        {
            throw new ArgumentException(
                $"The exact signed-rank distribution needs differences without zeros and ties; found {ranks.Zeros} zeros and {ranks.Ties} ties. Use ExactPermutation.");
        }

        if (method is SignedRankMethod.Exact or SignedRankMethod.ExactPermutation && ranks.Pairs > SignedRankOptions.MostPairsExactly)
        {
            throw new ArgumentException(
                $"An exact signed-rank test of {ranks.Pairs} pairs: at most {SignedRankOptions.MostPairsExactly}. Use MonteCarlo.");
        }
    }

    private static double PValue(SignedRanks ranks, SignedRankMethod method, SignedRankOptions options) => method switch
    {
        SignedRankMethod.Normal => NormalPValue(ranks, options),
        SignedRankMethod.MonteCarlo => SignFlips.MonteCarlo(
            [.. ranks.SignedDoubled.Select(r => (double)r)], options.Alternative, options.Resamples, new Random(options.Seed)),

        // Without zeros and ties these are the doubled ranks 1 to n: the exact distribution is the permutation distribution.
        _ => ExactPValue(SignedRankDistribution.Of([.. ranks.SignedDoubled.Select(Math.Abs)]), ranks.PositiveDoubled, options.Alternative),
    };

    private static double ExactPValue(SignedRankDistribution distribution, long positiveDoubled, Alternative alternative)
    {
        var (less, greater) = (distribution.AtMost(positiveDoubled), distribution.AtLeast(positiveDoubled));
        return alternative switch
        {
            Alternative.Less => less,
            Alternative.Greater => greater,
            _ => Math.Min(1, 2 * Math.Min(less, greater)),
        };
    }

    /// <summary>
    /// W+ less its mean is a quarter of the doubled ranks' signed sum. The variance of W+ is a quarter of the sum of the squared ranks that
    /// may change sides: with mid-ranks that is the textbook formula with its correction for ties, and without the ranks of zeros the one
    /// of Cureton (1967) for Pratt's rule. For split zeros their ranks count as if they changed sides, as other programs have it.
    /// </summary>
    private static double NormalPValue(SignedRanks ranks, SignedRankOptions options)
    {
        var excess = (ranks.PositiveDoubled - ranks.NegativeDoubled) / 4.0;
        var zeroRank = (ranks.Zeros + 1) / 2.0;
        var squares = ranks.SumOfSquares + (options.ZeroRule == ZeroRule.Split ? ranks.Zeros * zeroRank * zeroRank : 0);
        var deviation = Math.Sqrt(squares / 4);
        var correction = options.ContinuityCorrection ? 0.5 : 0;
        return options.Alternative switch
        {
            Alternative.Less => Normal.CDF(0, 1, (excess + correction) / deviation),
            Alternative.Greater => Normal.CDF(0, 1, -(excess - correction) / deviation),
            _ => 2 * Normal.CDF(0, 1, -Math.Max(0, Math.Abs(excess) - correction) / deviation),
        };
    }
}
