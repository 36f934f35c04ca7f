using System.Diagnostics;
using BrainMets.Inference;
using BrainMets.Lesions;
using CsCheck;

namespace BrainMets.Tests.Lesions;

public sealed class LesionFinderTests
{
    [Fact]
    public void One_voxel_is_a_lesion_with_every_measurement()
    {
        var mask = MaskOf.Boxes(
            MaskOf.Grid(5, 5, 5, Affine.FromSpacing(new SpacingMm(1, 1, 1.5), new PointMm(-10, 20, 30))), MaskOf.Box(1, 2, 3, 1, 1, 1));

        var lesion = Assert.Single(Find(mask).Lesions);

        Assert.Equal(1, lesion.Label);
        Assert.Equal(1, lesion.Voxels);
        Assert.Equal(1.5, lesion.VolumeMm3, 12);
        Assert.Equal(Math.Sqrt(2), lesion.LongestDiameterMm, 12); // the diagonal of 1 x 1 mm
        Assert.Equal(Math.Sqrt(2), lesion.PerpendicularDiameterMm, 12); // the other diagonal
        Assert.Equal(1, lesion.Slices);
        Assert.Equal(new PointMm(-9, 22, 34.5), lesion.Centroid); // origin + (1, 2, 3 x 1.5)
        Assert.Null(lesion.MeanProbability);
        Assert.False(lesion.TouchesBorder);
    }

    [Fact]
    public void An_empty_mask_has_no_lesions()
    {
        var lesions = Find(new Volume<byte>(MaskOf.Grid(4, 4, 4)));

        Assert.Empty(lesions.Lesions);
        Assert.All(lesions.ToSegmentation().Voxels, v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_full_grid_is_one_lesion_that_touches_the_border()
    {
        var lesion = Assert.Single(Find(MaskOf.Boxes(MaskOf.Grid(4, 3, 2), MaskOf.Box(0, 0, 0, 4, 3, 2))).Lesions);

        Assert.Equal(24, lesion.Voxels);
        Assert.Equal(5, lesion.LongestDiameterMm, 12); // diagonal of 4 x 3 mm
        Assert.True(lesion.TouchesBorder);
    }

    [Theory]
    [InlineData(Connectivity.Faces6, 3)]
    [InlineData(Connectivity.Edges18, 2)]
    [InlineData(Connectivity.Corners26, 1)]
    public void Connectivity_decides_whether_touching_lesions_are_one(Connectivity connectivity, int expected)
    {
        // The second voxel touches the first along an edge, the third the second at a corner.
        var mask = MaskOf.Boxes(
            MaskOf.Grid(6, 6, 6), MaskOf.Box(1, 1, 1, 1, 1, 1), MaskOf.Box(2, 2, 1, 1, 1, 1), MaskOf.Box(3, 3, 2, 1, 1, 1));

        Assert.Equal(expected, LesionFinder.Find("a", "a", mask, new LesionOptions { Connectivity = connectivity }).Lesions.Count);
    }

    [Fact]
    public void Labels_run_from_the_largest_lesion_and_ties_from_the_first_voxel()
    {
        var mask = MaskOf.Boxes(
            MaskOf.Grid(12, 4, 4), MaskOf.Box(8, 0, 0, 2, 1, 1), MaskOf.Box(0, 0, 0, 1, 1, 2), MaskOf.Box(4, 1, 1, 3, 3, 3));

        var set = Find(mask);

        Assert.Equal([27L, 2, 2], set.Lesions.Select(l => l.Voxels));
        Assert.Equal(1, set.Labels[5, 2, 2]);
        Assert.Equal(2, set.Labels[0, 0, 0]);
        Assert.Equal(3, set.Labels[8, 0, 0]);
    }

    [Fact]
    public void A_voxel_at_the_threshold_belongs_to_the_lesion()
    {
        var map = new ProbabilityMap("a", "p", new Volume<float>(MaskOf.Grid(4, 1, 1), [0.69f, 0.7f, 0.9f, 0]));

        var lesion = Assert.Single(LesionFinder.Find(map, new LesionOptions { Threshold = 0.7 }).Lesions);

        Assert.Equal(2, lesion.Voxels);
        Assert.Equal(0.8, lesion.MeanProbability!.Value, 6); // (0.7 + 0.9) / 2
        Assert.Equal(0.9, lesion.MaxProbability!.Value, 6);
    }

    [Fact]
    public void Lesions_below_the_minimum_volume_leave_no_trace()
    {
        var grid = MaskOf.Grid(9, 3, 3, Affine.FromSpacing(new SpacingMm(1, 1, 1.5f)));
        var mask = MaskOf.Boxes(grid, MaskOf.Box(0, 0, 0, 1, 1, 1), MaskOf.Box(4, 0, 0, 2, 1, 1));

        var set = LesionFinder.Find("a", "p", mask, LesionOptions.ForReading);

        Assert.Equal(2, Assert.Single(set.Lesions).Voxels); // 2 x 1.5 = 3 mm³ is kept, 1.5 is not
        Assert.Equal(2, set.ToLabelMap().Voxels.Sum(v => v));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(1.5f)]
    [InlineData(-0.5f)]
    public void A_voxel_that_is_no_probability_is_refused_with_its_place(float value)
    {
        var map = new ProbabilityMap("BM-014", "p", new Volume<float>(MaskOf.Grid(2, 2, 1), [0, 0, value, 0]));

        var error = Assert.Throws<InvalidInputException>(() => LesionFinder.Find(map, new LesionOptions()));

        Assert.Contains("BM-014: voxel (0, 1, 0)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_listed_together()
    {
        var options = new LesionOptions { Threshold = 0, Connectivity = (Connectivity)8, MinVolumeMm3 = double.NaN };

        var error = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Contains("threshold", error.Message, StringComparison.Ordinal);
        Assert.Contains("connectivity is 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("minimum volume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Volume_and_centroid_of_an_oblique_flipped_grid_come_from_the_affine()
    {
        var geometry = MaskOf.Grid(9, 8, 7, MaskOf.Oblique);
        var mask = MaskOf.Boxes(geometry, MaskOf.Box(2, 3, 1, 4, 2, 3));

        var lesion = Assert.Single(Find(mask).Lesions);

        Assert.Equal(24 * 0.5 * 0.9 * 2, lesion.VolumeMm3, 9);
        Assert.True((geometry.VoxelToWorld.Apply(3.5, 3.5, 2) - lesion.Centroid).Length < 1e-9);
    }

    [Fact]
    public void Measurements_agree_with_a_slow_count_on_random_masks() =>
        Gen.Int[0, 10_000].Sample(
            seed =>
            {
                var random = new Random(seed);
                var mask = MaskOf.Blobs(MaskOf.Grid(7, 6, 5, MaskOf.Oblique), random, 0.1 + (0.3 * random.NextDouble()));
                var map = new ProbabilityMap(
                    "a", "p", mask.Map(m => m == 0 ? 0.1f * random.NextSingle() : 0.5f + (0.5f * random.NextSingle())));

                var set = LesionFinder.Find(map, new LesionOptions());

                Assert.Equal(mask.Voxels, set.ToSegmentation().Voxels);
                Assert.All(set.Lesions, lesion => AgreesWithSlowCount(lesion, set, map));
            },
            iter: 200);

    [Fact]
    public void A_hundred_and_fifty_lesions_are_measured_quickly()
    {
        var geometry = MaskOf.Grid(240, 240, 155);
        var boxes = Enumerable.Range(0, 150).Select(
            i => MaskOf.Box(10 + (i % 15 * 15), 10 + (i / 15 % 10 * 20), 20 + (i / 15 * 10), 3 + (i % 8), 3 + (i % 9), 3 + (i % 6)));
        var map = new ProbabilityMap("a", "p", MaskOf.Boxes(geometry, [.. boxes]).Map(m => m * 0.9f));
        LesionFinder.Find(map, new LesionOptions());

        var clock = Stopwatch.StartNew();
        var set = LesionFinder.Find(map, new LesionOptions());

        // 0.1 s on a free core; the limit only catches a cost that grows with lesions times voxels, also on a crowded machine.
        Assert.Equal(150, set.Lesions.Count);
        Assert.True(clock.ElapsedMilliseconds < 10_000, $"took {clock.ElapsedMilliseconds} ms");
        TestContext.Current.TestOutputHelper?.WriteLine($"150 lesions in 240 x 240 x 155: {clock.ElapsedMilliseconds} ms");
    }

    private static LesionSet Find(Volume<byte> mask) => LesionFinder.Find("a", "p", mask, new LesionOptions());

    private static void AgreesWithSlowCount(Lesion lesion, LesionSet set, ProbabilityMap map)
    {
        var size = set.Labels.Size;
        var voxels = Enumerable.Range(0, set.Labels.Voxels.Length).Where(i => set.Labels.Voxels[i] == lesion.Label).ToArray();
        var places = voxels.Select(size.Position).ToArray();
        var mm = places.Select(p => set.Geometry.VoxelToWorld.Apply(p.X, p.Y, p.Z)).ToArray();

        Assert.Equal(voxels.Length, lesion.Voxels);
        Assert.Equal(voxels.Average(i => (double)map.Probability.Voxels[i]), lesion.MeanProbability!.Value, 9);
        Assert.Equal(voxels.Max(i => map.Probability.Voxels[i]), lesion.MaxProbability!.Value, 9);
        Assert.Equal(mm.Average(p => p.X), lesion.Centroid.X, 9);
        Assert.Equal(mm.Average(p => p.Y), lesion.Centroid.Y, 9);
        Assert.Equal(mm.Average(p => p.Z), lesion.Centroid.Z, 9);
        Assert.Equal(places.Select(p => p.Z).Distinct().Count(), lesion.Slices);
        var atBorder = places.Any(p =>
            p.X == 0 || p.Y == 0 || p.Z == 0 || p.X == size.X - 1 || p.Y == size.Y - 1 || p.Z == size.Z - 1);
        Assert.Equal(atBorder, lesion.TouchesBorder);
        Assert.Equal((places.Min(p => p.X), places.Max(p => p.X) + 1), (lesion.Box.X, lesion.Box.EndX));
        Assert.Equal((places.Min(p => p.Z), places.Max(p => p.Z) + 1), (lesion.Box.Z, lesion.Box.EndZ));
    }
}
