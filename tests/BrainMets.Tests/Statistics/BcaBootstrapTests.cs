using BrainMets.Statistics;

namespace BrainMets.Tests.Statistics;

public sealed class BcaBootstrapTests
{
    private static readonly double[] Skewed = [1, 1, 2, 2, 2, 3, 3, 4, 5, 7, 11, 19];

    // For a mean the values left out differ from their mean by (mean - x) / (n - 1): sum (x - mean)³ over 6 (sum (x - mean)²)^(3/2).
    [Fact]
    public void The_acceleration_of_a_mean_is_a_sixth_of_its_skewness()
    {
        var mean = Skewed.Average();
        var (cubes, squares) = (Skewed.Sum(x => Math.Pow(x - mean, 3)), Skewed.Sum(x => Math.Pow(x - mean, 2)));

        var result = BcaBootstrap.Interval(Skewed.Length, MeanOf(Skewed), new BcaOptions());

        Assert.Equal(cubes / (6 * Math.Pow(squares, 1.5)), result.Acceleration!.Value, 12);
        Assert.Equal(5, result.Value);
        Assert.InRange(result.BiasCorrection!.Value, 0, 0.3); // more than half of the resampled means of right-skewed values lie below
    }

    // SciPy 1.10.1, bootstrap(…, method="BCa", n_resamples=200000) gives 3.00 to 9.33; its plain percentiles are 2.58 and 8.17.
    [Fact]
    public void A_skewed_mean_has_the_interval_of_SciPy()
    {
        var result = BcaBootstrap.Interval(Skewed.Length, MeanOf(Skewed), new BcaOptions { Resamples = 20_000, Seed = 4 });

        Assert.Equal(3, result.Low!.Value, 0.1);
        Assert.Equal(28 / 3.0, result.High!.Value, 0.2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        BcaInterval Of(int seed) => BcaBootstrap.Interval(Skewed.Length, MeanOf(Skewed), new BcaOptions { Seed = seed });

        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1).BiasCorrection, Of(2).BiasCorrection);
    }

    [Fact]
    public void Resamples_without_a_figure_are_left_out_and_counted()
    {
        // Sensitivity of three patients, of whom one has no lesion.
        double[] found = [1, 3, 0], lesions = [2, 3, 0];

        var result = BcaBootstrap.Interval(3, RatioOf(found, lesions), new BcaOptions { Resamples = 10_000 });

        Assert.Equal(0.8, result.Value);
        Assert.InRange(result.UndefinedResamples, 300, 440); // 10,000 / 27 = 370, standard deviation 19
        Assert.NotNull(result.Low);
    }

    [Fact]
    public void No_interval_is_made_up()
    {
        var options = new BcaOptions();

        var onOnePatient = BcaBootstrap.Interval(3, RatioOf([1, 0, 0], [2, 0, 0]), options);
        var noVariation = BcaBootstrap.Interval(3, RatioOf([1, 2, 3], [3, 6, 9]), options);
        var single = BcaBootstrap.Interval(1, MeanOf([4]), options);
        var undefined = BcaBootstrap.Interval(2, RatioOf([0, 0], [0, 0]), options);
        var largest = BcaBootstrap.Interval(3, draw => draw.Distinct().Count(), options);

        Assert.Equal((0.5, null, null), (onOnePatient.Value, onOnePatient.Low, onOnePatient.Acceleration));
        Assert.Equal((null, null), (noVariation.Low, noVariation.Acceleration));
        Assert.Equal((4.0, null), (single.Value, single.Low));
        Assert.Equal((null, null, options.Resamples), (undefined.Value, undefined.Low, undefined.UndefinedResamples));
        Assert.Null(largest.Low);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BcaBootstrap.Interval(0, _ => 1, new BcaOptions()));
        var error = Assert.Throws<ArgumentException>(
            () => BcaBootstrap.Interval(3, _ => 1, new BcaOptions { Resamples = 10, Confidence = 1 }));
        Assert.Contains("resamples is 10", error.Message, StringComparison.Ordinal);
        Assert.Contains("confidence is 1", error.Message, StringComparison.Ordinal);
    }

    private static Func<IReadOnlyList<int>, double?> MeanOf(double[] values) => draw => draw.Average(i => values[i]);

    private static Func<IReadOnlyList<int>, double?> RatioOf(double[] found, double[] lesions) =>
        draw => draw.Sum(i => lesions[i]) is var n and > 0 ? draw.Sum(i => found[i]) / n : null;
}
