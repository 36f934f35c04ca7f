using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class ProportionIntervalTests
{
    [Fact]
    public void All_of_n_found_has_the_exact_lower_end_at_the_nth_root_of_the_tail()
    {
        var interval = ClopperPearsonInterval.Of(12, 12)!.Value; // twelve trials

        Assert.Equal(Math.Pow(0.025, 1 / 12.0), interval.Low, 12); // 0.735: p^12 = 0.025
        Assert.Equal(1, interval.High);
        Assert.Equal(0, ClopperPearsonInterval.Of(0, 12)!.Value.Low);
    }

    [Fact]
    public void At_the_exact_ends_the_binomial_tails_have_half_of_what_is_left() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 30], Gen.Double[0.5, 0.99])
        .Where((n, k, _) => k <= n).Sample((n, k, confidence) =>
        {
            var interval = ClopperPearsonInterval.Of(k, n, confidence)!.Value; // n is at least one
            var tail = (1 - confidence) / 2;

            Assert.Equal(k == 0 ? 1 : tail, Enumerable.Range(k, n - k + 1).Sum(i => Binomial(n, i, interval.Low)), 9);
            Assert.Equal(k == n ? 1 : tail, Enumerable.Range(0, k + 1).Sum(i => Binomial(n, i, interval.High)), 9);
        });

    [Fact]
    public void A_small_proportion_keeps_its_digits()
    {
        var interval = ClopperPearsonInterval.Of(1, 1_000_000_000)!.Value; // a thousand million trials

        Assert.Equal(1, interval.Low / (-Math.Log(0.975) * 1e-9), 1e-6); // (1 - p)^n = 0.975
    }

    [Fact]
    public void The_corrected_interval_contains_the_plain_one() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 60]).Where((n, k) => k <= n).Sample((n, k) =>
    {
        var corrected = WilsonCorrectedInterval.Of(k, n)!.Value; // n is at least one
        var plain = WilsonInterval.Of((double)k / n, n)!.Value;

        Assert.InRange(plain.Low, corrected.Low - 1e-12, 1);
        Assert.InRange(plain.High, 0, corrected.High + 1e-12);
    });

    // Newcombe (Stat Med 1998; 17: 857-872), table I, method 4.
    [Theory]
    [InlineData(81, 263, 0.2535, 0.3682)]
    [InlineData(15, 148, 0.0598, 0.1644)]
    [InlineData(0, 20, 0.0000, 0.2005)]
    [InlineData(1, 29, 0.0018, 0.1963)]
    public void The_corrected_interval_is_the_one_of_the_paper(int successes, int trials, double low, double high)
    {
        var interval = WilsonCorrectedInterval.Of(successes, trials)!.Value; // there are trials

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Without_a_trial_there_is_no_interval()
    {
        Assert.Null(ClopperPearsonInterval.Of(0, 0));
        Assert.Null(WilsonCorrectedInterval.Of(0, 0));
    }

    [Theory]
    [InlineData(-1, 3, 0.95)]
    [InlineData(4, 3, 0.95)]
    [InlineData(1, 3, 95)]
    public void Impossible_counts_are_refused(long successes, long trials, double confidence)
    {
        Assert.Throws<ArgumentException>(() => ClopperPearsonInterval.Of(successes, trials, confidence));
        Assert.Throws<ArgumentException>(() => WilsonCorrectedInterval.Of(successes, trials, confidence));
    }

    private static double Binomial(int n, int k, double p) =>
        Enumerable.Range(1, k).Aggregate(1.0, (c, i) => c * (n - k + i) / i) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
}
