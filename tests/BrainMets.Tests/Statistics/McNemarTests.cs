using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class McNemarTests
{
    // One lesion each of ten patients; the first finds 6 that the second misses, the second 1. P(at most 1 of 7) = (1 + 7) / 128.
    [Fact]
    public void The_example_of_the_documentation()
    {
        bool[] first = [true, true, true, true, true, true, false, true, true, false];
        bool[] second = [false, false, false, false, false, false, true, true, true, false];

        var result = McNemar.Test(first, second);

        Assert.Equal((2L, 6L, 1L, 1L, 7L), (result.Both, result.OnlyFirst, result.OnlySecond, result.Neither, result.Discordant));
        Assert.Equal(2 * 8 / 128.0, result.ExactPValue!.Value, 12);
        Assert.Equal((2 * 1 / 128.0) + (7 / 128.0), result.MidPValue!.Value, 12);
    }

    [Fact]
    public void Equal_counts_give_1_and_for_the_mid_p_1_less_half_the_chance_of_equality()
    {
        var result = Counts(2, 2);

        Assert.Equal(1, result.ExactPValue);
        Assert.Equal(1 - (6 / 16.0 / 2), result.MidPValue!.Value, 12);
    }

    [Fact]
    public void Readers_who_never_differ_cannot_be_tested()
    {
        var result = McNemar.Test([true, false], [true, false]);

        Assert.Null(result.ExactPValue);
        Assert.Null(result.MidPValue);
    }

    [Fact]
    public void Thousands_of_pairs_do_not_underflow() => Assert.InRange(Counts(2000, 2100).ExactPValue!.Value, 0.11, 0.13); // z = 1.55

    /// <summary>Enumerates who is first in each pair that differs; what is as extreme as the counts seen counts whole, or half.</summary>
    [Fact]
    public void Both_tests_are_shares_of_enumerated_coin_tosses() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6]).Where((b, c) => b + c > 0).Sample(
        (b, c) =>
        {
            var patterns = Enumerable.Range(0, 1 << (b + c)).Select(bits => Math.Abs((2 * int.PopCount(bits)) - b - c)).ToArray();
            var (more, same) = (patterns.Count(d => d > Math.Abs(b - c)), patterns.Count(d => d == Math.Abs(b - c)));

            var result = Counts(b, c);

            Assert.Equal((more + same) / (double)patterns.Length, result.ExactPValue!.Value, 12);
            Assert.Equal((more + (same / 2.0)) / patterns.Length, result.MidPValue!.Value, 12);
        });

    [Fact]
    public void Answers_that_are_no_pairs_are_refused() => Assert.Throws<ArgumentException>(() => McNemar.Test([true], []));

    private static McNemarResult Counts(long onlyFirst, long onlySecond) =>
        new() { Both = 0, OnlyFirst = onlyFirst, OnlySecond = onlySecond, Neither = 0 };
}
