using MathNet.Numerics;

namespace BrainMets.Statistics;

/// <summary>
/// McNemar's test of two readers with binary answers for the same patients. **Only for one answer a patient**, such as one lesion each or
/// "any false positive": lesions of one patient are not independent, and counted one by one they make p too small. For several lesions a
/// patient use <see cref="PatientSignFlip"/>.
/// </summary>
public static class McNemar
{
    /// <summary>Tests the answers of two readers, one a patient, in the same order.</summary>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static McNemarResult Test(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"{first.Length} answers of the first and {second.Length} of the second; they must be pairs.");
        }

        var (both, onlyFirst, onlySecond, neither) = (0L, 0L, 0L, 0L);
        for (var i = 0; i < first.Length; i++)
        {
            both += first[i] && second[i] ? 1 : 0;
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += !first[i] && second[i] ? 1 : 0;
            neither += !first[i] && !second[i] ? 1 : 0;
        }

        return new McNemarResult { Both = both, OnlyFirst = onlyFirst, OnlySecond = onlySecond, Neither = neither };
    }
}

/// <summary>
/// The four counts of paired yes-or-no readings, and the two-sided tests computed from the discordant pairs. Under the null hypothesis each
/// discordant pair favours either reading with probability one half (McNemar 1947).
/// </summary>
public sealed record McNemarResult
{
    public required long Both { get; init; }

    public required long OnlyFirst { get; init; }

    public required long OnlySecond { get; init; }

    public required long Neither { get; init; }

    /// <summary>Pairs that differ; only these enter the tests.</summary>
    public long Discordant => OnlyFirst + OnlySecond;

    /// <summary>
    /// Exact conditional test: twice the binomial probability of at most the smaller count, at most 1. Never too small, usually too large.
    /// Null when no pair differs.
    /// </summary>
    public double? ExactPValue => Discordant == 0 ? null : Math.Min(1, 2 * (Below + Observed));

    /// <summary>
    /// Mid-p test (Fagerland, Lydersen and Laake 2013): outcomes as extreme as the observed one are counted half. Closer to its level than
    /// the exact test, but may exceed it a little. Null when no pair differs.
    /// </summary>
    public double? MidPValue => Discordant == 0 ? null
        : OnlyFirst == OnlySecond ? 1 - (Observed / 2) : Math.Min(1, (2 * Below) + Observed);

    private long Smaller => Math.Min(OnlyFirst, OnlySecond);

    private double Observed => Probability(Smaller);

    private double Below
    {
        get
        {
            var sum = 0.0;
            for (var count = 0L; count < Smaller; count++)
            {
                sum += Probability(count);
            }

            return sum;
        }
    }

    private double Probability(long count) => Math.Exp(
        SpecialFunctions.GammaLn(Discordant + 1) - SpecialFunctions.GammaLn(count + 1) - SpecialFunctions.GammaLn(Discordant - count + 1)
        - (Discordant * Constants.Ln2));
}
