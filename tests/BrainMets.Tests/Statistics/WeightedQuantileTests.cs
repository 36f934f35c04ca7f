using BrainMets.Statistics;

namespace BrainMets.Tests.Statistics;

public sealed class WeightedQuantileTests
{
    [Theory]
    [InlineData(0.5, 2.5)] // middles of 1, 2, 3, 4 at 1/8, 3/8, 5/8, 7/8
    [InlineData(0.375, 2)]
    [InlineData(0.05, 1)]
    [InlineData(1, 4)]
    public void Equal_weights_give_definition_five(double share, double expected) =>
        Assert.Equal(expected, WeightedQuantile.Of([1, 2, 3, 4], [2, 2, 2, 2], share)!.Value, 12);

    [Fact]
    public void A_heavy_value_draws_the_median_to_itself()
    {
        // Middles: 1 at 0.5, 2 at 2.5, 3 at 4.5 of 5: the median, 2.5, is 2 itself.
        Assert.Equal(2.0, WeightedQuantile.Of([1, 2, 3], [1, 3, 1], 0.5)!.Value, 12);
        Assert.Equal(7.0, WeightedQuantile.Of([1, 7, 9], [0, 1, 0], 0.5)!.Value, 12);
    }

    [Fact]
    public void Without_weight_there_is_no_quantile()
    {
        Assert.Null(WeightedQuantile.Of([], [], 0.5));
        Assert.Null(WeightedQuantile.Of([1, 2], [0, 0], 0.5));
    }
}
