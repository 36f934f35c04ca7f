using BrainMets.Inference;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Inference;

public sealed class ProbabilityMapTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(3, 1, 1);

    [Fact]
    public void The_mean_is_taken_voxel_by_voxel_and_rounded_once()
    {
        float[][] values = [[0.1f, 0.2f, 0.7f], [0.3f, 0.2f, 0.9f], [0.8f, 0.2f, 0.95f]];

        var mean = ProbabilityMap.Mean(values.Select(v => Map([.. v])));

        Assert.Equal(
            [(float)(((double)0.1f + 0.3f + 0.8f) / 3), 0.2f, (float)(((double)0.7f + 0.9f + 0.95f) / 3)], mean.Probability.Voxels);
        Assert.Equal([0.1f, 0.2f, 0.7f], values[0]); // no map is written on
    }

    [Fact]
    public void The_mean_of_one_map_is_that_map()
    {
        var map = Map(0.1f, 0.2f, 0.3f);

        Assert.Same(map.Probability, ProbabilityMap.Mean([map]).Probability);
    }

    /// <summary>Halving is exact, so that two maps summed in single precision gave the same.</summary>
    [Fact]
    public void The_mean_of_two_maps_is_that_of_single_precision()
    {
        var random = new Random(3);
        for (var n = 0; n < 1000; n++)
        {
            var (a, b) = (random.NextSingle(), random.NextSingle());

            Assert.Equal((a + b) / 2, ProbabilityMap.Mean([Map(a, b, a), Map(b, b, a)]).Probability.Voxels[0]);
        }
    }

    [Fact]
    public void Maps_on_different_grids_have_no_mean()
    {
        var other = new ProbabilityMap("BM-2", "BM-2", new Volume<float>(MaskOf.Grid(3, 1, 1, MaskOf.Oblique)));

        var error = Assert.Throws<InvalidInputException>(() => ProbabilityMap.Mean([Map(0, 0, 0), other]));

        Assert.Contains("probability maps on different grids cannot be averaged", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ProbabilityMap.Mean(Array.Empty<ProbabilityMap>()));
    }

    private static ProbabilityMap Map(params float[] voxels) => new("BM-1", "BM-1", new Volume<float>(Grid, voxels));
}
