using BrainMets.Measurements;

namespace BrainMets.Tests.Measurements;

public sealed class PowerLawTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(-1)]
    public void The_exponent_of_a_power_is_found(double exponent)
    {
        (double X, double Y)[] points = [.. new[] { 1.0, 3, 10, 200 }.Select(x => (x, 7 * Math.Pow(x, exponent)))];

        Assert.Equal(exponent, Assert.NotNull(PowerLaw.Exponent(points)), 1e-12);
    }

    /// <summary>Logarithms 0, 1, 2 and 0, 0, 3: slope (-1 * -1 + 0 * -1 + 1 * 2) / (1 + 0 + 1) = 1.5.</summary>
    [Fact]
    public void Points_off_the_line_are_fitted_by_least_squares() =>
        Assert.Equal(1.5, Assert.NotNull(PowerLaw.Exponent([(1, 1), (Math.E, 1), (Math.Exp(2), Math.Exp(3))])), 1e-12);

    [Fact]
    public void One_point_equal_quantities_and_zeros_have_none()
    {
        Assert.Null(PowerLaw.Exponent([(1, 1)]));
        Assert.Null(PowerLaw.Exponent([(2, 1), (2, 3)]));
        Assert.Null(PowerLaw.Exponent([(0, 1), (2, 3)]));
        Assert.Null(PowerLaw.Exponent([(1, 0), (2, 3)]));
    }

    [Fact]
    public void A_fixed_cost_shows_less_at_the_largest()
    {
        var curve = new ScalingCurve
        {
            Work = "",
            Quantity = "",
            Points = [.. new[] { 1.0, 10, 100, 1000 }.Select(n => new ScalingPoint(n, 10 + n))],
        };

        Assert.True(curve.Exponent < curve.LastExponent);
        Assert.Equal(Math.Log10(1010.0 / 110), Assert.NotNull(curve.LastExponent), 1e-12);
    }
}
