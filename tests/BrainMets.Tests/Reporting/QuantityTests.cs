using BrainMets.Reporting;
using BrainMets.Statistics;

namespace BrainMets.Tests.Reporting;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(12_345.0, "12.3")]
    [InlineData(258.0, "0.258")]
    [InlineData(10.5, "0.0105")]
    [InlineData(123_456.0, "123")]
    [InlineData(0.0, "0")]
    [InlineData(null, "undefined")]
    [InlineData(double.NaN, "undefined")]
    public void Volumes_have_three_significant_digits_in_cc(double? volumeMm3, string expected) =>
        Assert.Equal(expected, NumberText.CcText(volumeMm3));

    [Fact]
    public void An_undefined_figure_shows_what_it_rests_on() =>
        Assert.Equal("undefined (n = 3)", NumberText.Value(new Estimate(null, null, null, 3, 0), "0.00"));

    [Fact]
    public void A_figure_that_is_not_a_number_is_undefined() =>
        Assert.Equal("undefined (n = 3)", NumberText.Value(new Estimate(double.NaN, null, null, 3, 0), "0.00"));

    [Fact]
    public void An_interval_never_starts_at_minus_zero() =>
        Assert.Equal("0.00 to 0.66", NumberText.Interval(new Estimate(0, -1e-17, 0.66, 2, 0), "0.00"));

    [Fact]
    public void Half_an_interval_is_none() => Assert.Equal("–", NumberText.Interval(new Estimate(0.5, 0.1, null, 2, 0), "0.00"));

    [Theory]
    [InlineData(3.26, "3.3 s")]
    [InlineData(61.2, "61 s")]
    [InlineData(303, "5.1 min")]
    [InlineData(7300, "2.0 h")]
    public void Seconds_read_in_a_fitting_unit(double seconds, string expected) => Assert.Equal(expected, NumberText.Seconds(seconds));
}
