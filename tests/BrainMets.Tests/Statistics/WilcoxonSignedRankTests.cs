using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class WilcoxonSignedRankTests
{
    private static readonly Alternative[] Alternatives = [Alternative.TwoSided, Alternative.Less, Alternative.Greater];
    private static readonly ZeroRule[] ZeroRules = [ZeroRule.Pratt, ZeroRule.Wilcoxon, ZeroRule.Split];

    /// <summary>Up to nine differences from few values, so that ties and zeros are common.</summary>
    private static readonly Gen<double[]> FewPairs = Gen.Int[-4, 4].Select(i => i / 10.0).Array[1, 9];

    // Sizes 0, 0, 1, 2, 2, 3 rank 1.5, 1.5, 3, 4.5, 4.5, 6. W+ = 3 + 4.5 + 6 = 13.5, W- = 4.5. Of the 16 patterns of signs of 3, 4.5, 4.5
    // and 6 four give 13.5 or more: the sum itself and all but 3, 4.5 or the other 4.5 positive.
    [Fact]
    public void The_example_of_the_documentation()
    {
        double[] differences = [0, 0.01, -0.02, 0.02, 0, 0.03];

        var result = WilcoxonSignedRank.Test(differences, new SignedRankOptions());

        Assert.Equal((13.5, 4.5), (result.PositiveRankSum, result.NegativeRankSum));
        Assert.Equal((6, 2, 4, 2), (result.Pairs, result.Zeros, result.NonZero, result.Ties));
        Assert.Equal(2 * 4 / 16.0, result.PValue);
        Assert.Equal((13.5 - 4.5) / 18, result.RankBiserial);
        Assert.Equal((SignedRankMethod.ExactPermutation, ZeroRule.Pratt), (result.Method, result.ZeroRule));
        Assert.Null(result.Resamples);
    }

    [Fact]
    public void Permutation_p_is_the_share_of_enumerated_signs_for_every_rule_and_alternative() => FewPairs.Sample(
        differences =>
        {
            foreach (var (rule, alternative) in ZeroRules.SelectMany(r => Alternatives.Select(a => (r, a))))
            {
                var options = new SignedRankOptions { ZeroRule = rule, Alternative = alternative };

                var result = WilcoxonSignedRank.Test(differences, options);

                var (wPlus, wMinus) = RankSums(differences, rule);
                Assert.Equal((wPlus, wMinus), (result.PositiveRankSum, result.NegativeRankSum));
                if (Enumerated(differences, rule, alternative) is { } p)
                {
                    Assert.Equal(p, result.PValue!.Value, 12);
                }
                else
                {
                    Assert.Null(result.PValue);
                }
            }
        },
        iter: 200);

    [Fact]
    public void Swapping_the_two_swaps_the_one_sided_tests() => Gen.Select(FewPairs, Gen.OneOfConst(ZeroRules), Gen.Int[0, 2]).Sample(
        (differences, rule, kind) =>
        {
            var options = new SignedRankOptions
            {
                ZeroRule = rule,
                Method = kind == 0 ? SignedRankMethod.ExactPermutation : SignedRankMethod.Normal,
                ContinuityCorrection = kind == 2,
            };

            var less = WilcoxonSignedRank.Test(differences, options with { Alternative = Alternative.Less });
            var greater = WilcoxonSignedRank.Test([.. differences.Select(d => -d)], options with { Alternative = Alternative.Greater });

            Assert.Equal(less.PValue, greater.PValue);
            Assert.Equal(less.RankBiserial, -greater.RankBiserial);
        },
        iter: 300);

    [Fact]
    public void Differences_that_are_zero_or_tied_on_paper_are_so_after_rounding()
    {
        double[] differences = [0.1 + 0.2 - 0.3, 0.3 - 0.1, -0.2];

        var rounded = WilcoxonSignedRank.Test(differences, new SignedRankOptions());
        var raw = WilcoxonSignedRank.Test(differences, new SignedRankOptions { Decimals = null });

        Assert.Equal((1, 2), (rounded.Zeros, rounded.Ties));
        Assert.Equal((0, 0), (raw.Zeros, raw.Ties));
    }

    [Fact]
    public void Balanced_differences_give_p_1_whatever_the_zeros()
    {
        var differences = Enumerable.Repeat(1.0, 15).Concat(Enumerable.Repeat(0.0, 40)).Concat(Enumerable.Repeat(-1.0, 15)).ToArray();
        foreach (var rule in ZeroRules)
        {
            Assert.Equal(1, WilcoxonSignedRank.Test(differences, new() { ZeroRule = rule }).PValue);
            Assert.Equal(
                1, WilcoxonSignedRank.Test(differences, new() { ZeroRule = rule, Method = SignedRankMethod.ExactPermutation }).PValue);
            Assert.Equal(1, WilcoxonSignedRank.Test(differences, new() { ZeroRule = rule, Method = SignedRankMethod.Normal }).PValue);
        }
    }

    [Fact]
    public void A_small_exact_tail_is_not_lost()
    {
        var differences = Enumerable.Range(1, 60).Select(i => (double)i).ToArray();

        var result = WilcoxonSignedRank.Test(differences, new() { Method = SignedRankMethod.Exact, Alternative = Alternative.Greater });

        Assert.Equal(Math.Pow(2, -60), result.PValue!.Value, 1e-30);
        Assert.Equal(1, result.RankBiserial);
        Assert.Equal(
            1, WilcoxonSignedRank.Test(differences, new() { Method = SignedRankMethod.Exact, Alternative = Alternative.Less }).PValue);
    }

    [Fact]
    public void Above_twenty_differences_random_signs_come_near_the_exact_permutation()
    {
        var random = new Random(3);
        var differences = Enumerable.Range(0, 40).Select(_ => random.Next(-4, 6) / 10.0).ToArray();

        var drawn = WilcoxonSignedRank.Test(differences, new SignedRankOptions { Seed = 7 });
        var exact = WilcoxonSignedRank.Test(differences, new SignedRankOptions { Method = SignedRankMethod.ExactPermutation });

        Assert.Equal((SignedRankMethod.MonteCarlo, 100_000, 7), (drawn.Method, drawn.Resamples, drawn.Seed));
        Assert.Equal(exact.PValue!.Value, drawn.PValue!.Value, 0.005); // three standard errors of at most 0.0016
        Assert.NotEqual(exact.PValue, drawn.PValue);
    }

    [Fact]
    public void The_same_seed_gives_the_same_p_whatever_the_order_of_the_patients()
    {
        var differences = Enumerable.Range(1, 30).Select(i => i % 3 == 0 ? -i : i * 0.1).ToArray();
        double? P(double[] values, int seed) => WilcoxonSignedRank.Test(values, new SignedRankOptions { Seed = seed }).PValue;

        Assert.Equal(P(differences, 1), P([.. differences.Reverse()], 1));
        Assert.NotEqual(P(differences, 1), P(differences, 2));
    }

    [Fact]
    public void Random_signs_never_give_p_0()
    {
        var differences = Enumerable.Range(1, 60).Select(i => (double)i).ToArray();

        Assert.Equal(1 / 1001.0, WilcoxonSignedRank.Test(differences, new() { Resamples = 1000 }).PValue);
    }

    [Fact]
    public void Nothing_but_zeros_is_undefined()
    {
        foreach (var differences in new double[][] { [], [0, 0, 0] })
        {
            foreach (var method in Enum.GetValues<SignedRankMethod>().Where(m => m != SignedRankMethod.Exact))
            {
                var result = WilcoxonSignedRank.Test(differences, new SignedRankOptions { Method = method });

                Assert.Null(result.PValue);
                Assert.Null(result.RankBiserial);
                Assert.Equal(differences.Length, result.Zeros);
            }
        }
    }

    [Fact]
    public void The_exact_distribution_is_refused_where_there_are_ties_or_zeros()
    {
        var options = new SignedRankOptions { Method = SignedRankMethod.Exact };

        var error = Assert.Throws<ArgumentException>(() => WilcoxonSignedRank.Test([1, -1, 0], options));

        Assert.Contains("1 zeros and 2 ties", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arguments_are_refused_with_every_fault()
    {
        Assert.Throws<ArgumentException>(() => WilcoxonSignedRank.Test([1, double.NaN], new SignedRankOptions()));
        Assert.Throws<ArgumentException>(
            () => WilcoxonSignedRank.Test(new double[501], new() { Method = SignedRankMethod.ExactPermutation }));
        var error = Assert.Throws<ArgumentException>(
            () => new SignedRankOptions { Decimals = 16, Resamples = 999, ContinuityCorrection = true }.Validate());
        Assert.Contains("decimals is 16", error.Message, StringComparison.Ordinal);
        Assert.Contains("resamples is 999", error.Message, StringComparison.Ordinal);
        Assert.Contains("continuity correction", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Ranks by counting, from the definition: one more than those smaller, and half of the others that are equal.</summary>
    private static double[] Ranks(double[] values) =>
        [.. values.Select(v => values.Count(o => Math.Abs(o) < Math.Abs(v)) + ((values.Count(o => Math.Abs(o) == Math.Abs(v)) + 1) / 2.0))];

    private static (double Plus, double Minus) RankSums(double[] differences, ZeroRule rule)
    {
        var kept = rule == ZeroRule.Wilcoxon ? [.. differences.Where(d => d != 0)] : differences;
        var ranks = Ranks(kept);
        var half = rule == ZeroRule.Split ? ranks.Where((_, i) => kept[i] == 0).Sum() / 2 : 0;
        return (ranks.Where((_, i) => kept[i] > 0).Sum() + half, ranks.Where((_, i) => kept[i] < 0).Sum() + half);
    }

    private static double? Enumerated(double[] differences, ZeroRule rule, Alternative alternative)
    {
        var observed = RankSums(differences, rule).Plus;
        var patterns = Enumerable.Range(0, 1 << differences.Length)
            .Select(bits => RankSums([.. differences.Select((d, i) => (bits >> i & 1) == 0 ? d : -d)], rule).Plus).ToArray();
        var less = patterns.Count(w => w <= observed) / (double)patterns.Length;
        var greater = patterns.Count(w => w >= observed) / (double)patterns.Length;
        return differences.All(d => d == 0) ? null : alternative switch
        {
            Alternative.Less => less,
            Alternative.Greater => greater,
            _ => Math.Min(1, 2 * Math.Min(less, greater)),
        };
    }
}
