using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

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
