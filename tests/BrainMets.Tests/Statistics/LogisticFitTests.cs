using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class LogisticFitTests
{
    [Fact]
    public void Grouped_data_give_the_log_odds_of_each_group()
    {
        // 3 of 4 in one group, 1 of 4 in the other: log odds log 3 and -log 3, but for the trace of a penalty.
        double[] design = [1, 0, 1, 0, 1, 1, 1, 1], outcomes = [1, 0, 1, 0], weights = [3, 1, 1, 3], coefficients = [9, 9];

        LogisticFit.Solve(design, outcomes, weights, coefficients, ridge: 1e-9);

        Assert.Equal([Math.Log(3), -2 * Math.Log(3)], coefficients, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Newtons_method_agrees_with_slow_ascent() =>
        Gen.Select(Gen.Int[-10, 10].Select(v => v / 10.0).Array[12], Gen.Bool.Array[12], Gen.Int[0, 3].Array[12])
            .Where(d => d.Item3.Sum() > 0).Sample(
            (x, found, counts) =>
            {
                double[] design = [.. x.SelectMany(v => new[] { 1, v })], outcomes = [.. found.Select(f => f ? 1.0 : 0)], weights =
                    [.. counts.Select(c => (double)c)];
                var fitted = new double[2];

                LogisticFit.Solve(design, outcomes, weights, fitted);

                var slow = Ascent(x, outcomes, weights);
                Assert.Equal(slow, fitted, (a, b) => Math.Abs(a - b) < 1e-3 * (1 + Math.Abs(a)));
            },
            iter: 40);

    [Theory]
    [InlineData(20, 0.966)]
    [InlineData(100, 0.991)]
    public void Separated_lesions_have_a_finite_fit(int found, double proportion)
    {
        var coefficients = new double[1];

        LogisticFit.Solve([1], [1], [found], coefficients);

        // found (1 - p) = 0.2 log odds at the maximum.
        var p = LogisticFit.Probability(coefficients[0]);
        Assert.Equal(proportion, p, 3);
        Assert.Equal(0.2 * coefficients[0], found * (1 - p), 4);
    }

    [Fact]
    public void The_scale_of_a_column_does_not_change_the_fit()
    {
        double[] outcomes = [0, 0, 1, 0, 1, 1, 1], weights = [1, 1, 1, 1, 1, 1, 1];
        double[] one = new double[2], thousand = new double[2];

        LogisticFit.Solve([.. outcomes.SelectMany((_, i) => new double[] { 1, i })], outcomes, weights, one);
        LogisticFit.Solve([.. outcomes.SelectMany((_, i) => new double[] { 1, (1000 * i) + 7 })], outcomes, weights, thousand);

        Assert.Equal(one[0] + (3 * one[1]), thousand[0] + (3007 * thousand[1]), 4);
    }

    /// <summary>The same objective, climbed by the plainest of methods: along the gradient, in steps that shrink until they help.</summary>
    private static double[] Ascent(double[] x, double[] outcomes, double[] weights)
    {
        var (a, b, step) = (0.0, 0.0, 1.0);
        var total = weights.Sum();
        double Objective(double a, double b) => Enumerable.Range(0, x.Length).Sum(i =>
        {
            var eta = a + (b * x[i]);
            return weights[i] * ((outcomes[i] * eta) - Math.Log(1 + Math.Exp(eta)) - (LogisticFit.Ridge / 2 / total * eta * eta));
        });
        for (var iteration = 0; iteration < 200_000 && step > 1e-14; iteration++)
        {
            var (da, db) = (0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                var eta = a + (b * x[i]);
                var slope = weights[i] * (outcomes[i] - LogisticFit.Probability(eta) - (LogisticFit.Ridge / total * eta));
                (da, db) = (da + slope, db + (slope * x[i]));
            }

            var better = Objective(a + (step * da), b + (step * db)) > Objective(a, b);
            (a, b, step) = better ? (a + (step * da), b + (step * db), step * 1.2) : (a, b, step / 2);
        }

        return [a, b];
    }
}
