using BrainMets.Measurements;
using BrainMets.Preprocessing;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Measurements;

[Slow(3)]
public sealed class BenchmarkBrainTests
{
    private static readonly Lazy<CaseImages> Scan = new(() => BenchmarkBrain.Scan(1));

    [Fact]
    public void It_is_a_whole_adult_brain_with_lesions()
    {
        var prepared = Preprocessor.Prepare(Scan.Value, new PreprocessingOptions());

        Assert.Equal(1420, prepared.BrainVolumeMl, 15.0);
        Assert.InRange(prepared.Brain.Voxels.Count(v => v != 0), 930_000, 965_000);
        Assert.Equal(12, ConnectedComponents.Label(Scan.Value.Reference!, Connectivity.Corners26).Count); // A phantom has a reference.
        Assert.Empty(prepared.Warnings);
    }

    /// <summary>A brain fills about half of its box (an ellipsoid: 52 %), which a box of noise would not.</summary>
    [Fact]
    public void It_has_the_shape_of_a_brain()
    {
        var brain = Scan.Value.BrainMask!; // As above.
        var box = Box3.Around(brain)!.Value;

        Assert.InRange(brain.Voxels.Count(v => v != 0) / (double)box.Size.Count, 0.4, 0.65);
    }

    [Fact]
    public void At_half_the_resolution_it_is_as_large()
    {
        var coarse = BenchmarkBrain.AtResolution(Scan.Value, 2);

        Assert.Equal(Scan.Value.T1c.Size.X / 2, coarse.T1c.Size.X);
        // As above.
        Assert.Equal(1420, coarse.BrainMask!.Voxels.Count(v => v != 0) * coarse.BrainMask.Geometry.VoxelVolumeMm3 / 1000, 15.0);
    }
}
