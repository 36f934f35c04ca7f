using BrainMets.Reporting;

namespace BrainMets.Tests.Reporting;

public sealed class IntensityWindowTests
{
    [Fact]
    public void The_filling_around_a_z_scored_brain_is_black_though_it_lies_amid_the_brain()
    {
        var voxels = Enumerable.Repeat(0f, 600).Concat(Enumerable.Range(1, 400).Select(i => (i - 200.5f) / 100)).ToArray();

        var window = IntensityWindow.Of(voxels);

        Assert.Equal(0, window.Grey(0));
        Assert.InRange(window.Grey(0.005f), 110, 145);
    }

    [Fact]
    public void One_hot_voxel_does_not_darken_the_rest()
    {
        var voxels = Enumerable.Range(0, 2000).Select(i => 100f + (i % 100)).Append(1e6f).ToArray();

        Assert.Equal(255, IntensityWindow.Of(voxels).Grey(200));
    }

    [Fact]
    public void A_constant_scan_is_shown_without_failing() => Assert.Equal(0, IntensityWindow.Of([5f, 5f, 5f]).Grey(5));
}
