using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class PoissonRateIntervalTests
{
    [Fact]
    public void No_event_has_the_upper_end_where_none_is_seen_in_one_of_forty_trials()
    {
        var interval = PoissonRateInterval.Of(0, 20)!.Value; // twenty patients

        Assert.Equal(0, interval.Low);
        Assert.Equal(-Math.Log(0.025) / 20, interval.High, 12); // 0.184: exp(-20 rate) = 0.025
    }

    [Fact]
    public void At_the_ends_the_tails_have_half_of_what_is_left() =>
        Gen.Select(Gen.Int[1, 60], Gen.Double[0.5, 50], Gen.Double[0.5, 0.99]).Sample(
        (events, exposure, confidence) =>
        {
            var interval = PoissonRateInterval.Of(events, exposure, confidence)!.Value; // some exposure
            double AtMost(int count, double mean)
            {
                var (term, sum) = (Math.Exp(-mean), 0.0);
                for (var i = 0; i <= count; i++)
                {
                    sum += term;
                    term *= mean / (i + 1);
                }

                return sum;
            }

            Assert.Equal((1 - confidence) / 2, 1 - AtMost(events - 1, interval.Low * exposure), 9);
            Assert.Equal((1 - confidence) / 2, AtMost(events, interval.High * exposure), 9);
        });

    [Fact]
    public void Without_exposure_there_is_no_rate() => Assert.Null(PoissonRateInterval.Of(0, 0));

    [Theory]
    [InlineData(-1, 3, 0.95)]
    [InlineData(1, -3, 0.95)]
    [InlineData(1, double.NaN, 0.95)]
    [InlineData(1, 3, 1)]
    public void Impossible_inputs_are_refused(long events, double exposure, double confidence) =>
        Assert.Throws<ArgumentException>(() => PoissonRateInterval.Of(events, exposure, confidence));
}
