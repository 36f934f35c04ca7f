using BrainMets.Statistics;

namespace BrainMets.Tests.Statistics;

public sealed class ConfidenceBandsTests
{
    private static readonly BandScale Plain = BandScale.Between(double.NegativeInfinity, double.PositiveInfinity);

    [Fact]
    public void A_single_volume_has_the_same_band_either_way()
    {
        // Resamples -50 … 50: percentiles -47.5 and 47.5, but 1.96 standard errors of 29.3 reach 57.4.
        double[][] resamples = [.. Enumerable.Range(-50, 101).Select(i => new double[] { i })];

        var bands = new ConfidenceBands([0], resamples, [true], (Plain, 1));

        var error = Math.Sqrt(101 * 102 / 12.0); // of the numbers 1 to 101, n - 1 in the denominator
        Assert.Equal(1.959964 * error, bands.Pointwise(0)!.Value.High, 3);
        Assert.Equal(bands.Pointwise(0)!.Value.Low, -bands.Pointwise(0)!.Value.High, 9);
        Assert.Equal(bands.Pointwise(0), bands.Simultaneous(0)); // 95 % of |i| lie within 48: less than 1.96 errors
    }

    [Fact]
    public void Percentiles_widen_the_side_on_which_resamples_are_skewed()
    {
        double[][] resamples = [.. Enumerable.Range(0, 1000).Select(i => new[] { i < 900 ? 0.001 * i / 900 : 10 })];

        var band = new ConfidenceBands([0], resamples, [true], (BandScale.Between(0, 20), 1)).Pointwise(0)!.Value;

        Assert.Equal(10, band.High, 9); // 1.96 standard errors of 3 reach 5.9 only
        Assert.Equal(0, band.Low, 9); // clipped to the range of the figure
    }

    [Fact]
    public void Many_independent_volumes_need_a_wider_simultaneous_band()
    {
        var random = new Random(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[][] resamples = [.. Enumerable.Range(0, 4000).Select(_ => Enumerable.Range(0, 10).Select(_ => Normal()).ToArray())];
        var drawn = Enumerable.Repeat(true, 10).ToArray();

        var bands = new ConfidenceBands(new double[10], resamples, drawn, (Plain, 1));

        // The largest of ten: the normal quantile at (1 + 0.95^(1/10)) / 2 is 2.80.
        Assert.InRange(bands.Simultaneous(4)!.Value.High, 2.65, 2.95);
        var held = resamples.Count(
            r => r.Index().All(v => bands.Simultaneous(v.Index)!.Value is var b && v.Item >= b.Low && v.Item <= b.High));
        Assert.InRange(held / 4000.0, 0.945, 0.955);
    }

    [Fact]
    public void Without_variation_or_where_nothing_is_drawn_there_is_no_band()
    {
        double[][] resamples = [[1, 2, double.NaN], [1, 3, double.NaN]];

        var bands = new ConfidenceBands([1, 2, 3], resamples, [true, false, true], (Plain, 1));

        Assert.All(Enumerable.Range(0, 3), at => Assert.Null(bands.Pointwise(at)));
        Assert.All(Enumerable.Range(0, 3), at => Assert.Null(bands.Simultaneous(at)));
    }

    [Fact]
    public void On_the_scale_of_log_odds_a_band_stays_between_0_and_1()
    {
        double[][] resamples = [[0.9], [0.99], [0.999], [0.9999]];

        var band = new ConfidenceBands([0.99], resamples, [true], (BandScale.LogOdds, 1)).Pointwise(0)!.Value;

        Assert.InRange(band.Low, 0.01, 0.9);
        Assert.InRange(band.High, 0.9999, 1);
    }
}
