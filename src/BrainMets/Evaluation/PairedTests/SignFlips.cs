namespace BrainMets.Evaluation;

/// <summary>
/// How extreme a sum is among the sums that arise when each term may have either sign, all patterns being equally likely: the
/// permutation distribution of paired data, where the null hypothesis is that the two of a pair could be exchanged (Fisher 1935).
/// </summary>
internal static class SignFlips
{
    /// <summary>Most terms whose patterns are enumerated: 2^20 are a million.</summary>
    public const int MostEnumerated = 20;

    /// <summary>Share of all 2^n sign patterns whose sum is at least as extreme as the observed one, that one included.</summary>
    public static double Exact(ReadOnlySpan<double> terms, Alternative alternative)
    {
        var tail = Tail.Of(terms, alternative);
        return Extreme(terms, 0, tail) / Math.Pow(2, terms.Length);
    }

    /// <summary>
    /// (b + 1) / (B + 1) with b of B random patterns at least as extreme as the observed one (Phipson and Smyth 2010): the observed pattern
    /// is one of those possible, and p is never 0.
    /// </summary>
    public static double MonteCarlo(ReadOnlySpan<double> terms, Alternative alternative, int resamples, Random random)
    {
        var tail = Tail.Of(terms, alternative);
        var extreme = 0L;
        for (var i = 0; i < resamples; i++)
        {
            extreme += tail.Reaches(RandomSum(terms, random)) ? 1 : 0;
        }

        return (extreme + 1.0) / (resamples + 1.0);
    }

    private static long Extreme(ReadOnlySpan<double> terms, double sum, Tail tail)
    {
        if (terms.IsEmpty)
        {
            return tail.Reaches(sum) ? 1 : 0;
        }

        return Extreme(terms[1..], sum + terms[0], tail) + Extreme(terms[1..], sum - terms[0], tail);
    }

    private static double RandomSum(ReadOnlySpan<double> terms, Random random)
    {
        const int bitsOfADraw = 62;
        var (sum, bits) = (0.0, 0L);
        for (var i = 0; i < terms.Length; i++)
        {
            bits = i % bitsOfADraw == 0 ? random.NextInt64(1L << bitsOfADraw) : bits >> 1;
            sum += (bits & 1) == 0 ? terms[i] : -terms[i];
        }

        return sum;
    }

    /// <summary>Sums that are equal on paper may differ in their last bits, depending on the order of addition.</summary>
    private readonly record struct Tail(Alternative Alternative, double Observed, double Tolerance)
    {
        public static Tail Of(ReadOnlySpan<double> terms, Alternative alternative)
        {
            var (sum, size) = (0.0, 0.0);
            foreach (var term in terms)
            {
                sum += term;
                size += Math.Abs(term);
            }

            return new Tail(alternative, sum, 1e-12 * size);
        }

        public bool Reaches(double sum) => Alternative switch
        {
            Alternative.Less => sum <= Observed + Tolerance,
            Alternative.Greater => sum >= Observed - Tolerance,
            _ => Math.Abs(sum) >= Math.Abs(Observed) - Tolerance,
        };
    }
}
