using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

public sealed class NaturalSplineTests
{
    [Theory]
    // Knots 0, 1, 2, 4: with u = x / 4 the knots are 0, 1/4, 1/2, 1, and d_k = ((u - k)+³ - (u - 1)+³) / (1 - k).
    [InlineData(-1, -0.25, 0, 0)]
    [InlineData(1, 0.25, 0.015625, 0)] // d_1 = (1/4)³ = 1/64
    [InlineData(2, 0.5, 0.125, 0.0208333333333333)] // d_1 = 1/8; d_2 = (1/4)³ / (3/4) = 1/48
    [InlineData(4, 1, 0.75, 0.3125)] // d_1 = 1, d_2 = (3/4)³ / (3/4) = 9/16, d_3 = (1/2)³ / (1/2) = 1/4
    // d_1 = 8 - 1 = 7, d_2 = (343/64 - 1) / (3/4) = 93/16, d_3 = (27/8 - 1) / (1/2) = 19/4, hence 9/4 and 17/16
    [InlineData(8, 2, 4.5, 2.0625)]
    public void The_columns_are_those_computed_by_hand(double x, double linear, double third, double fourth)
    {
        var columns = new double[4];

        NaturalSpline.Basis(x, [0, 1, 2, 4], columns);

        // By hand for x = 8: u = 2, third = 7 - 19/4 = 9/4.
        var expected = x == 8 ? [1, 2, 2.25, 1.0625] : new[] { 1, linear, third, fourth };
        Assert.Equal(expected, columns, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Beyond_the_outer_knots_every_column_is_straight()
    {
        foreach (var from in new[] { -30.0, 4.0 })
        {
            var (a, b, c) = (Columns(from), Columns(from + 1), Columns(from + 2));

            Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(0, a[i] - (2 * b[i]) + c[i], 9));
        }

        static double[] Columns(double x)
        {
            var columns = new double[4];
            NaturalSpline.Basis(x, [0, 1, 2, 4], columns);
            return columns;
        }
    }

    [Fact]
    public void Knots_stand_at_5_35_65_and_95_percent_of_the_values() =>
        Assert.Equal(
            [5.0, 35, 65, 95], NaturalSpline.Knots([.. Enumerable.Range(0, 101).Select(i => (double)i)]), (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void Too_few_distinct_values_give_a_line_or_a_constant()
    {
        Assert.Equal([1.0, 3], NaturalSpline.Knots([1, 1, 2, 3]));
        Assert.Equal([2.0], NaturalSpline.Knots([2, 2, 2]));
        // coinciding knots count once
        Assert.Equal(2, NaturalSpline.Knots([1, 2, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4]).Length);
    }
}
