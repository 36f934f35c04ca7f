using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class EquivalenceTestTests
{
    // Mean 0.01, sum of squares about it 0.0010, so the error is sqrt(0.0010 / 4 / 5) = 0.00707. t(0.95; 4) = 2.1318: 0.01 ± 0.01507.
    [Fact]
    public void The_example_of_the_documentation_for_the_mean()
    {
        var result = EquivalenceTest.Test([-0.01, 0, 0.01, 0.02, 0.03], Location.Mean, new EquivalenceOptions { Margin = 0.03 });

        Assert.Equal(0.01, result.Estimate!.Value, 12);
        Assert.Equal(0.01 - (2.131847 * 0.0070711), result.Low!.Value, 5);
        Assert.Equal(0.01 + (2.131847 * 0.0070711), result.High!.Value, 5);
        Assert.Equal(0.0237, result.BelowUpperPValue!.Value, 4); // t = (0.01 - 0.03) / 0.00707 = -2.828
        Assert.Equal(0.0024, result.AboveLowerPValue!.Value, 4); // t = (0.01 + 0.03) / 0.00707 = 5.657
        Assert.Equal(result.BelowUpperPValue, result.PValue);
        Assert.True(result.Equivalent);
        Assert.True(result.NonInferior);
    }

    // Walsh averages from -0.01 to 0.03; P(W = 0) = 1/32 is the only tail within 5 %, so the interval is the whole range, whose upper end
    // touches the margin of 0.03. One average, 0.03, is not below it: p = P(W at most 1) = 2/32.
    [Fact]
    public void The_example_of_the_documentation_for_the_pseudo_median()
    {
        double[] differences = [-0.01, 0, 0.01, 0.02, 0.03];

        var touching = EquivalenceTest.Test(differences, Location.PseudoMedian, new EquivalenceOptions { Margin = 0.03 });
        var wider = EquivalenceTest.Test(differences, Location.PseudoMedian, new EquivalenceOptions { Margin = 0.04 });

        Assert.Equal((0.01, -0.01, 0.03), (touching.Estimate, touching.Low, touching.High));
        Assert.Equal((1 / 32.0, 2 / 32.0), (touching.AboveLowerPValue, touching.BelowUpperPValue));
        Assert.False(touching.Equivalent);
        Assert.True(touching.NonInferior);
        Assert.Equal(1 / 32.0, wider.PValue);
        Assert.True(wider.Equivalent);
    }

    /// <summary>Ties with each other and with the margin included.</summary>
    [Fact]
    public void The_interval_and_the_p_values_agree() => Gen.Select(
        Gen.Int[-6, 6].Select(i => i / 100.0).Array[1, 25], Gen.Int[1, 8], Gen.Double[0.01, 0.2], Gen.Enum<Location>()).Sample(
        (differences, margin, alpha, location) =>
        {
            var result = EquivalenceTest.Test(differences, location, new EquivalenceOptions { Margin = margin / 100.0, Alpha = alpha });

            if (result.Low is null)
            {
                Assert.Null(result.Equivalent);
                Assert.Null(result.NonInferior);
                Assert.True(result.PValue is null || result.PValue > alpha);
            }
            else
            {
                Assert.Equal(result.PValue <= alpha, result.Equivalent);
                Assert.Equal(result.AboveLowerPValue <= alpha, result.NonInferior);
            }
        },
        iter: 1000);

    [Fact]
    public void Without_ties_the_p_values_are_those_of_the_signed_rank_test_about_the_margins() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var differences = Enumerable.Range(0, random.Next(3, 20)).Select(_ => random.NextDouble() - 0.45).ToArray();
            double? P(double shift, Alternative alternative) => WilcoxonSignedRank.Test(
                [.. differences.Select(d => d + shift)],
                new SignedRankOptions { Method = SignedRankMethod.Exact, Alternative = alternative, Decimals = null }).PValue;

            var result = EquivalenceTest.Test(differences, Location.PseudoMedian, new EquivalenceOptions { Margin = 0.2 });

            Assert.Equal(P(0.2, Alternative.Greater), result.AboveLowerPValue);
            Assert.Equal(P(-0.2, Alternative.Less), result.BelowUpperPValue);
        },
        iter: 200);

    [Fact]
    public void A_new_reading_that_is_better_is_not_inferior_though_not_equivalent()
    {
        var result = EquivalenceTest.Test([0.2, 0.3, 0.25, 0.4, 0.22, 0.31], Location.PseudoMedian, new EquivalenceOptions
        {
            Margin = 0.05,
        });

        Assert.False(result.Equivalent);
        Assert.True(result.NonInferior);
    }

    [Fact]
    public void What_cannot_be_told_is_undefined()
    {
        var options = new EquivalenceOptions { Margin = 0.05 };

        var (one, equal) =
            (EquivalenceTest.Test([0.01], Location.Mean, options), EquivalenceTest.Test([0.1, 0.1, 0.1], Location.Mean, options));
        var four = EquivalenceTest.Test([0.01, 0.02, -0.01, 0], Location.PseudoMedian, options);
        var none = EquivalenceTest.Test([], Location.PseudoMedian, options);

        Assert.Equal((0.01, null, null), (one.Estimate, one.PValue, one.Equivalent));
        Assert.Equal((0.1, null, null), (Math.Round(equal.Estimate!.Value, 12), equal.PValue, equal.Equivalent));
        Assert.Equal((null, 1 / 16.0, null), (four.Low, four.PValue, four.Equivalent));
        Assert.Equal((null, null, null), (none.Estimate, none.PValue, none.NonInferior));
        Assert.Null(EquivalenceTest.Test([], Location.Mean, options).Estimate);
    }

    [Fact]
    public void Wrong_options_are_refused_with_every_fault()
    {
        var error = Assert.Throws<ArgumentException>(
            () => EquivalenceTest.Test([1, 2], Location.Mean, new EquivalenceOptions { Margin = 0, Alpha = 0.5 }));

        Assert.Contains("margin is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("alpha is 0.5", error.Message, StringComparison.Ordinal);
    }
}
