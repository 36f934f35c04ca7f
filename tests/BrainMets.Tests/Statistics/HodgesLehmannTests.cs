using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class HodgesLehmannTests
{
    /// <summary>
    /// Depression scores of nine patients before and after (Hollander and Wolfe 1973, page 29), as R's wilcox.test reports them.
    /// </summary>
    private static readonly double[] Depression =
    [
        1.83 - 0.878, 0.50 - 0.647, 1.62 - 0.598, 2.48 - 2.05, 1.68 - 1.06, 1.88 - 1.29, 1.55 - 1.06, 3.06 - 3.14, 1.30 - 1.29,
    ];

    [Fact]
    public void Depression_scores_have_the_published_shift_and_test()
    {
        var estimate = HodgesLehmann.Estimate(Depression);
        var test = WilcoxonSignedRank.Test(Depression, new SignedRankOptions
        {
            Method = SignedRankMethod.Exact,
            Alternative = Alternative.Greater,
        });

        Assert.Equal(0.46, estimate.Value!.Value, 9);
        Assert.Equal(0.010, estimate.Low!.Value, 9);
        Assert.Equal(0.786, estimate.High!.Value, 9);
        Assert.Equal(1 - (20 / 512.0), estimate.AchievedConfidence!.Value, 12); // the five averages beyond leave P(W at most 5) = 10 / 512
        Assert.Equal(40, test.PositiveRankSum);
        Assert.Equal(10 / 512.0, test.PValue);
    }

    // The 21 sums of 1 … 6 with repetition: the middle one is 7, so 3.5. P(W = 0) = 1 / 64 is the only tail within 2.5 %.
    [Fact]
    public void Six_pairs_give_the_whole_range_at_95_percent()
    {
        var estimate = HodgesLehmann.Estimate([1, 2, 3, 4, 5, 6]);

        Assert.Equal((3.5, 1.0, 6.0), (estimate.Value, estimate.Low, estimate.High));
        Assert.Equal(1 - (2 / 64.0), estimate.AchievedConfidence);
        Assert.True(estimate.Exact);
    }

    [Fact]
    public void Five_pairs_have_no_interval_at_95_percent_but_one_at_90()
    {
        Assert.Null(HodgesLehmann.Estimate([1, 2, 3, 4, 5]).Low);
        Assert.Null(HodgesLehmann.Estimate([1, 2, 3, 4, 5]).AchievedConfidence);
        Assert.Equal(1 - (2 / 32.0), HodgesLehmann.Estimate([1, 2, 3, 4, 5], 0.9).AchievedConfidence);
    }

    [Fact]
    public void No_pair_has_no_shift()
    {
        var estimate = HodgesLehmann.Estimate([]);

        Assert.Null(estimate.Value);
        Assert.Null(estimate.Low);
        Assert.Null(estimate.High);
    }

    /// <summary>A shift lies in the interval exactly when the exact signed-rank test of the shifted differences does not reject.</summary>
    [Fact]
    public void The_interval_holds_the_shifts_that_the_exact_test_does_not_reject() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var differences = Enumerable.Range(0, random.Next(6, 14)).Select(_ => random.NextDouble() - 0.4).ToArray();
            var estimate = HodgesLehmann.Estimate(differences);
            for (var i = 0; i < 20; i++)
            {
                var shift = (random.NextDouble() * 1.4) - 0.5;

                var p = WilcoxonSignedRank.Test(
                    [.. differences.Select(d => d - shift)],
                    new SignedRankOptions { Method = SignedRankMethod.Exact, Decimals = null }).PValue!.Value;

                Assert.Equal(p > 0.05, shift > estimate.Low && shift < estimate.High);
            }
        },
        iter: 100);

    [Fact]
    public void Above_two_hundred_pairs_the_approximate_interval_joins_the_exact_one()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 201).Select(_ => random.NextDouble() - 0.4).ToArray();

        var (exact, approximate) = (HodgesLehmann.Estimate(values.AsSpan(1)), HodgesLehmann.Estimate(values));

        Assert.True(exact.Exact);
        Assert.False(approximate.Exact);
        Assert.Equal(exact.Low!.Value, approximate.Low!.Value, 0.01);
        Assert.Equal(exact.High!.Value, approximate.High!.Value, 0.01);
        Assert.InRange(approximate.AchievedConfidence!.Value, 0.95, 0.951);
    }

    [Fact]
    public void A_confidence_outside_0_to_1_and_too_many_pairs_are_refused()
    {
        Assert.Throws<ArgumentException>(() => HodgesLehmann.Estimate([1, 2], 95));
        Assert.Throws<ArgumentException>(() => HodgesLehmann.Estimate(new double[10_001]));
    }
}
