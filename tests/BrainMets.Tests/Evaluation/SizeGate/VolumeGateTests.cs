using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

public sealed class VolumeGateTests
{
    [Theory]
    [InlineData(399, true)]
    [InlineData(400, false)]                                                // at the gate: the business of the large model
    [InlineData(399.9999999, false)]                                        // 400 up to the rounding of an affine in single precision
    [InlineData(401, false)]
    public void A_gate_takes_what_lies_below_it_from_the_small_model(double volumeMm3, bool small) =>
        Assert.Equal(small, VolumeGate.At(400).TakesSmall(volumeMm3));

    [Fact]
    public void The_ends_are_each_model_alone()
    {
        Assert.False(VolumeGate.LargeOnly.TakesSmall(0.001));
        Assert.True(VolumeGate.SmallOnly.TakesSmall(1e9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_gate_without_a_volume_is_refused(double volumeMm3)
    {
        var refused = Assert.Throws<ArgumentException>(() => VolumeGate.At(volumeMm3));

        Assert.Contains("must be above 0 and finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ladder_runs_from_one_model_alone_to_the_other_without_repeats() => Assert.Equal(
        [VolumeGate.LargeOnly, VolumeGate.At(10), VolumeGate.At(400), VolumeGate.SmallOnly], VolumeGate.Ladder([400, 10, 400]));

    [Fact]
    public void The_default_gates_hold_the_papers()
    {
        var options = new CombinationOptions();

        options.Validate();
        Assert.Contains(400, options.GatesMm3);
        Assert.Equal(31, options.GatesMm3.Count);                           // ten a decade over three decades, both ends
    }

    [Fact]
    public void Every_fault_of_the_options_is_listed()
    {
        var options = new CombinationOptions { GatesMm3 = [20, 10], Resamples = 99, Folds = 1, Repeats = 0 };

        var refused = Assert.Throws<ArgumentException>(options.Validate);

        Assert.All(["gates are 20, 10", "resamples is 99", "folds is 1", "repeats is 0"],
            f => Assert.Contains(f, refused.Message, StringComparison.Ordinal));
    }
}
