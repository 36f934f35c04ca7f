using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

public sealed class LogVolumeWindowTests
{
    [Theory]
    [InlineData(0, 2.5)] // 3/4 / 0.3
    [InlineData(0.15, 1.875)] // x (1 - 1/4)
    [InlineData(-0.3, 0)]
    [InlineData(1, 0)]
    public void The_weight_is_a_parabola_within_the_window(double distance, double expected) =>
        Assert.Equal(expected, LogVolumeWindow.Weight(distance, 0.3), 12);

    [Theory]
    [InlineData(-1)]
    [InlineData(-0.2)]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void The_mass_above_a_floor_is_the_sum_of_the_weights_there(double floor)
    {
        const double step = 1e-4;
        var sum = Enumerable.Range(-3000, 6000)
            .Select(k => (k + 0.5) * step).Where(x => x >= floor).Sum(x => LogVolumeWindow.Weight(x, 0.3) * step);

        Assert.Equal(sum, LogVolumeWindow.MassAbove(floor, 0, 0.3), 6);
    }
}
