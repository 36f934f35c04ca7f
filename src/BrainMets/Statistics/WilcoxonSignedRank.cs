using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>
/// Signed-rank test of paired data (Wilcoxon 1945): under the null hypothesis the differences lie symmetrically about zero. One difference
/// a patient: several of one patient are not independent and belong to <see cref="ClusteredSignedRank"/>.
/// </summary>
public static class WilcoxonSignedRank
{
    /// <param name="differences">One a patient, first minus second; pairs with an undefined metric left out.</param>
    /// <param name="options">Options of the test.</param>
    /// <exception cref="ArgumentException">
    /// A difference is not finite, an option out of its range, or an exact method is requested that does not apply.
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
                $"The exact signed-rank distribution needs differences without zeros and ties; found {ranks.Zeros} zeros and "
                    + $"{ranks.Ties} ties. Use ExactPermutation.");
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
    /// W+ minus its mean is a quarter of the doubled ranks' signed sum. The variance of W+ is a quarter of the sum of the squared ranks
    /// that may change sides: with mid-ranks that is the textbook formula with its correction for ties, and without the ranks of zeros the
    /// one of Cureton (1967) for Pratt's rule. For split zeros their ranks count as if they changed sides, as other programs have it.
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

/// <summary>
/// Options of the signed-rank test. The defaults are those of the reports; the others reproduce the results of other programs.
/// </summary>
public sealed record SignedRankOptions
{
    /// <summary>Most pairs of <see cref="SignedRankMethod.Exact"/> and <see cref="SignedRankMethod.ExactPermutation"/>.</summary>
    public const int MostPairsExactly = 500;

    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    public ZeroRule ZeroRule { get; init; } = ZeroRule.Pratt;

    public SignedRankMethod Method { get; init; } = SignedRankMethod.Automatic;

    /// <summary>
    /// Moves the sum of ranks half a unit towards its mean; only for <see cref="SignedRankMethod.Normal"/>. Off, as in SciPy; R has it on.
    /// </summary>
    public bool ContinuityCorrection { get; init; }

    /// <summary>Decimals to which the differences are rounded first, 0 to 15; null: none.</summary>
    public int? Decimals { get; init; } = PairedDifferences.Decimals;

    /// <summary>Random patterns of the Monte Carlo method; 1,000 or more. The standard error of p is sqrt(p (1 - p) / resamples).</summary>
    public int Resamples { get; init; } = 100_000;

    /// <summary>Seed of the Monte Carlo method: the same seed gives the same p, whatever the order of the patients.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Signed-rank options");
        errors.AddIf(Decimals is < 0 or > 15, $"decimals is {Decimals}; must be 0 to 15, or nothing for no rounding");
        errors.AddIf(Resamples < 1000, $"resamples is {Resamples}; must be 1000 or more");
        errors.AddIf(
            ContinuityCorrection && Method != SignedRankMethod.Normal,
            $"a continuity correction with the method {Method}; only Normal has one");
        errors.ThrowIfAny();
    }
}

/// <summary>The alternative hypothesis about the differences, first minus second. Choose it before seeing the data.</summary>
public enum Alternative
{
    /// <summary>Differences tend to lie on one side of zero, positive or negative.</summary>
    TwoSided,

    /// <summary>Differences tend to be negative: the first tends to be the smaller.</summary>
    Less,

    /// <summary>Differences tend to be positive: the first tends to be the larger.</summary>
    Greater,
}

/// <summary>Where the p-value of a signed-rank test comes from.</summary>
public enum SignedRankMethod
{
    /// <summary><see cref="ExactPermutation"/> up to 20 differences that are not zero, <see cref="MonteCarlo"/> above.</summary>
    Automatic,

    /// <summary>
    /// The exact distribution of the ranks 1 to n. An error where there are zeros or ties, for which the distribution differs.
    /// </summary>
    Exact,

    /// <summary>
    /// The exact distribution given the observed ranks, with their ties and zeros: every pattern of signs is equally likely.
    /// </summary>
    ExactPermutation,

    /// <summary>The same from random patterns of signs, seeded.</summary>
    MonteCarlo,

    /// <summary>Normal approximation, the variance corrected for ties and zeros.</summary>
    Normal,
}

/// <summary>What the signed-rank test does with differences of exactly zero, such as two readers who both miss a lesion.</summary>
public enum ZeroRule
{
    /// <summary>Zeros are ranked with the others, then their ranks are left out (Pratt 1959). Our default.</summary>
    Pratt,

    /// <summary>
    /// Zeros are left out before ranking (Wilcoxon 1945). Adding or removing a zero can then change the result in either direction.
    /// </summary>
    Wilcoxon,

    /// <summary>Zeros are ranked with the others, and half of their ranks goes to either side.</summary>
    Split,
}

/// <summary>A signed-rank test with everything that must be reported with its p-value.</summary>
public sealed record SignedRankResult
{
    /// <summary>
    /// W+: sum of the ranks of the positive differences; with <see cref="ZeroRule.Split"/> also half of the zeros' ranks.
    /// </summary>
    public required double PositiveRankSum { get; init; }

    /// <summary>W-: the same of the negative differences.</summary>
    public required double NegativeRankSum { get; init; }

    /// <summary>Null when all differences are zero: there is nothing to test.</summary>
    public required double? PValue { get; init; }

    /// <summary>All pairs, zeros included.</summary>
    public required int Pairs { get; init; }

    /// <summary>Differences of zero after rounding.</summary>
    public required int Zeros { get; init; }

    /// <summary>Non-zero differences of tied size.</summary>
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

    /// <summary>Differences other than zero; only these enter the test.</summary>
    public int NonZero => Pairs - Zeros;

    /// <summary>
    /// Matched-pairs rank-biserial correlation (W+ - W-) / (W+ + W-) (Kerby 2014), -1 to 1; null when every difference is zero. Unlike p it
    /// does not grow with the number of patients.
    /// </summary>
    public double? RankBiserial => NonZero == 0 ? null : (PositiveRankSum - NegativeRankSum) / (PositiveRankSum + NegativeRankSum);
}

/// <summary>
/// Differences between two readings of the same patients, made equal where they are equal on paper: 0.3 - 0.1 and 0.2 differ in the last
/// bit, and a rank test would treat them as two different values, or a zero as non-zero.
/// </summary>
internal static class PairedDifferences
{
    /// <summary>Decimals that are kept: 1e-9 is far below the resolution of any metric, and far above rounding errors.</summary>
    public const int Decimals = 9;

    /// <exception cref="ArgumentException">A difference is not finite.</exception>
    public static double[] Rounded(ReadOnlySpan<double> differences, int? decimals = Decimals)
    {
        var rounded = new double[differences.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            if (!double.IsFinite(differences[i]))
            {
                throw new ArgumentException(
                    $"Difference {i + 1} of {differences.Length} is {differences[i]}; must be finite. Leave undefined pairs out and "
                        + "report their number.");
            }

            rounded[i] = decimals is { } digits ? Math.Round(differences[i], digits) : differences[i];
        }

        return rounded;
    }
}

/// <summary>
/// The ranks of the sizes of differences, with mid-ranks for ties. They are kept doubled, so that they are whole numbers and sums of them
/// are equal when they are equal on paper.
/// </summary>
internal sealed class SignedRanks
{
    private SignedRanks(int pairs, int zeros, int ties, int[] signedDoubled)
    {
        Pairs = pairs;
        Zeros = zeros;
        Ties = ties;
        SignedDoubled = signedDoubled;
    }

    public int Pairs { get; }

    public int Zeros { get; }

    public int Ties { get; }

    /// <summary>Twice the ranks of the differences other than zero, with their signs, ordered by size and then by sign.</summary>
    public int[] SignedDoubled { get; }

    public long PositiveDoubled => SignedDoubled.Where(r => r > 0).Sum(r => (long)r);

    public long NegativeDoubled => SignedDoubled.Where(r => r < 0).Sum(r => -(long)r);

    /// <summary>The sum of the squared ranks, not doubled.</summary>
    public double SumOfSquares => SignedDoubled.Sum(r => (double)r * r) / 4;

    /// <param name="differences">Already rounded.</param>
    /// <param name="rankZeros">Whether zeros take the lowest ranks, or none.</param>
    public static SignedRanks Of(IReadOnlyCollection<double> differences, bool rankZeros)
    {
        var ordered = differences.Where(d => d != 0).OrderBy(Math.Abs).ThenBy(d => d).ToArray();
        var zeros = differences.Count - ordered.Length;
        var (below, ties) = (rankZeros ? zeros : 0, 0);
        var signed = new int[ordered.Length];
        for (int start = 0, stop; start < ordered.Length; start = stop)
        {
            stop = start + 1;
            while (stop < ordered.Length && Math.Abs(ordered[stop]) == Math.Abs(ordered[start]))
            {
                stop++;
            }

            // The mean of the ranks start + 1 … stop is (start + 1 + stop) / 2.
            var doubled = checked((2 * below) + start + 1 + stop);
            for (var i = start; i < stop; i++)
            {
                signed[i] = Math.Sign(ordered[i]) * doubled;
            }

            ties += stop - start > 1 ? stop - start : 0;
        }

        return new SignedRanks(differences.Count, zeros, ties, signed);
    }
}

/// <summary>
/// The distribution of the sum of those of some whole numbers (ranks) that fall on the positive side, each with probability one half. It
/// is symmetric, so that one table of cumulative probabilities serves both tails; each is summed from its own end, where the terms are
/// smallest, and never as 1 minus the other, which would lose a small p.
/// </summary>
internal sealed class SignedRankDistribution
{
    private const int MostRanksExactly = 200;

    private readonly double[]? _atMost;
    private readonly double _deviation;

    private SignedRankDistribution(long largest, double[]? atMost, double deviation)
    {
        Largest = largest;
        _atMost = atMost;
        _deviation = deviation;
    }

    /// <summary>The sum of all ranks.</summary>
    public long Largest { get; }

    public bool IsExact => _atMost is not null;

    /// <summary>The exact distribution, built by adding one rank after another.</summary>
    public static SignedRankDistribution Of(IReadOnlyCollection<int> ranks)
    {
        var probabilities = new double[ranks.Sum() + 1];
        probabilities[0] = 1;
        var reached = 0;
        foreach (var rank in ranks)
        {
            reached += rank;
            for (var sum = reached; sum >= 0; sum--)
            {
                probabilities[sum] = 0.5 * (probabilities[sum] + (sum >= rank ? probabilities[sum - rank] : 0));
            }
        }

        for (var sum = 1; sum < probabilities.Length; sum++)
        {
            probabilities[sum] += probabilities[sum - 1];
        }

        return new SignedRankDistribution(reached, probabilities, 0);
    }

    /// <summary>Of the ranks 1 to n: exact up to 200, above that the normal approximation with continuity correction.</summary>
    public static SignedRankDistribution Untied(int n)
    {
        if (n <= MostRanksExactly)
        {
            return Of([.. Enumerable.Range(1, n)]);
        }

        var variance = (double)n * (n + 1) * ((2.0 * n) + 1) / 24;
        return new SignedRankDistribution((long)n * (n + 1) / 2, null, Math.Sqrt(variance));
    }

    public double AtMost(long sum)
    {
        if (sum < 0)
        {
            return 0;
        }

        if (sum >= Largest)
        {
            return 1;
        }

        return _atMost is null ? Normal.CDF(Largest / 2.0, _deviation, sum + 0.5) : Math.Min(1, _atMost[sum]);
    }

    public double AtLeast(long sum) => AtMost(Largest - sum);
}
