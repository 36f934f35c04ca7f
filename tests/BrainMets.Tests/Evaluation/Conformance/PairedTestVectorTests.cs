using System.Text.Json;
using BrainMets.Statistics;

namespace BrainMets.Tests.Evaluation;

/// <summary>Signed-rank tests against the published results of SciPy and R, and against enumerated patterns of signs.</summary>
public sealed class PairedTestVectorTests
{
    internal static readonly string[] Normal =
    [
        "wilcoxon-pratt-coin", "wilcoxon-accuracy-zsplit", "wilcoxon-R-n12-correct-False", "wilcoxon-R-n12-correct-True",
        "wilcoxon-all-tied-correct-True", "wilcoxon-onesided-less-False", "wilcoxon-onesided-less-True", "wilcoxon-onesided-greater-False",
        "wilcoxon-pratt-bug-gh10223",
    ];

    internal static readonly string[] Single = ["wilcoxon-exact-n10", "wilcoxon-permutation-n13", "wilcoxon-bm-like-ties-zeros"];

    public static TheoryData<string> NormalIds => [.. Normal];

    [Theory]
    [MemberData(nameof(NormalIds))]
    public void The_normal_approximation_is_the_published_one(string id)
    {
        var (inputs, expected) = (Vectors.Inputs(id), Vectors.Expected(id));
        var options = new SignedRankOptions
        {
            Method = SignedRankMethod.Normal,
            ZeroRule = inputs.TryGetProperty("zero_method", out var rule) ? ZeroRuleOf(rule.GetString()) : ZeroRule.Wilcoxon,
            ContinuityCorrection = inputs.TryGetProperty("correction", out var correction) && correction.GetBoolean(),
            Alternative = inputs.TryGetProperty("alternative", out var alternative) ? AlternativeOf(alternative.GetString()) : default,
        };

        var result = WilcoxonSignedRank.Test(Differences(inputs), options);

        Assert.Equal(1, result.PValue!.Value / expected.Number("pvalue"), 1e-7);
        if (expected.TryGetProperty("statistic", out var statistic))
        {
            Assert.Equal(statistic.GetDouble(), Statistic(result));
        }
    }

    [Fact]
    public void The_exact_distribution_is_that_of_R()
    {
        var (inputs, expected) = (Vectors.Inputs("wilcoxon-exact-n10"), Vectors.Expected("wilcoxon-exact-n10"));
        foreach (var alternative in expected.EnumerateObject())
        {
            var options = new SignedRankOptions { Method = SignedRankMethod.Exact, Alternative = AlternativeOf(alternative.Name) };

            var result = WilcoxonSignedRank.Test(Differences(inputs), options);

            Assert.Equal(1, result.PValue!.Value / alternative.Value.GetDouble(), 1e-7);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void The_exhaustive_permutation_is_that_of_SciPy(string which)
    {
        var expected = Vectors.Expected("wilcoxon-permutation-n13").GetProperty(which);
        var differences = Vectors.Inputs("wilcoxon-permutation-n13").GetProperty($"{which}_differences").Numbers();

        var result = WilcoxonSignedRank.Test(differences, new SignedRankOptions { ZeroRule = ZeroRule.Wilcoxon });

        Assert.Equal(SignedRankMethod.ExactPermutation, result.Method);
        Assert.Equal(expected.Number("statistic"), Statistic(result));
        Assert.Equal(expected.Number("pvalue"), result.PValue);
    }

    [Theory]
    [InlineData("wilcox")]
    [InlineData("pratt")]
    [InlineData("zsplit")]
    public void Dice_differences_with_ties_and_zeros_have_the_enumerated_and_the_approximate_p(string rule)
    {
        var expected = Vectors.Expected("wilcoxon-bm-like-ties-zeros");
        var enumerated = expected.GetProperty("brute_force").GetProperty(rule);
        SignedRankResult Test(SignedRankOptions options) => WilcoxonSignedRank.Test(
            Vectors.Inputs("wilcoxon-bm-like-ties-zeros").GetProperty("differences").Numbers(),
            options with { ZeroRule = ZeroRuleOf(rule) });

        var result = Test(new SignedRankOptions());

        Assert.Equal(enumerated.Number("W_plus"), result.PositiveRankSum);
        Assert.Equal(enumerated.Number("W_minus"), result.NegativeRankSum);
        Assert.Equal(enumerated.Number("p_two_sided"), result.PValue!.Value, 1e-12);
        Assert.Equal(enumerated.Number("p_less"), Test(new() { Alternative = Alternative.Less }).PValue!.Value, 1e-12);
        Assert.Equal(enumerated.Number("p_greater"), Test(new() { Alternative = Alternative.Greater }).PValue!.Value, 1e-12);
        foreach (var (name, corrected) in new[] { ("nocc", false), ("cc", true) })
        {
            var published = expected.GetProperty("scipy_1.10.1_asymptotic").GetProperty(rule).GetProperty(name).Numbers();
            var approximate = Test(new() { Method = SignedRankMethod.Normal, ContinuityCorrection = corrected });
            Assert.Equal(published[0], Statistic(approximate));
            Assert.Equal(published[1], approximate.PValue!.Value, 1e-12);
        }
    }

    /// <summary>SciPy prints the smaller sum of ranks for two-sided tests and W+ for one-sided ones.</summary>
    private static double Statistic(SignedRankResult result) => result.Alternative == Alternative.TwoSided
        ? Math.Min(result.PositiveRankSum, result.NegativeRankSum)
        : result.PositiveRankSum;

    private static ZeroRule ZeroRuleOf(string? name) => name switch
    {
        "pratt" => ZeroRule.Pratt,
        "zsplit" => ZeroRule.Split,
        "wilcox" => ZeroRule.Wilcoxon,
        _ => throw new ArgumentException($"zero rule {name}"),
    };

    private static Alternative AlternativeOf(string? name) => name switch
    {
        "two-sided" => Alternative.TwoSided,
        "less" => Alternative.Less,
        "greater" => Alternative.Greater,
        _ => throw new ArgumentException($"alternative {name}"),
    };

    private static double[] Differences(JsonElement inputs)
    {
        if (inputs.TryGetProperty("differences", out var differences))
        {
            return differences.Numbers();
        }

        return inputs.TryGetProperty("differences_value_counts", out var counts)
            ? [.. counts.EnumerateObject().SelectMany(c => Enumerable.Repeat(double.Parse(c.Name), c.Value.GetInt32()))]
            : [.. inputs.GetProperty("x").Numbers().Zip(inputs.GetProperty("y").Numbers(), (x, y) => x - y)];
    }
}
