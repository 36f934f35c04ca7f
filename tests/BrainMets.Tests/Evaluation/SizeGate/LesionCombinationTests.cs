using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class LesionCombinationTests
{
    private static readonly VolumeGeometry Grid = MaskOf.Grid(40, 20, 20);                     // 1 mm³ voxels: volumes are counts

    [Fact]
    public void Below_the_gate_the_small_models_outline_is_taken_from_the_gate_on_the_large_models()
    {
        var combined = Combine(
            [MaskOf.Box(2, 2, 2, 3, 3, 3), MaskOf.Box(20, 2, 2, 6, 6, 6)],                     // 27 and 216
            [MaskOf.Box(2, 2, 2, 4, 3, 3), MaskOf.Box(20, 2, 2, 5, 6, 6)],                     // 36 and 180
            gateMm3: 100);                                                                     // means 31.5 and 198

        Assert.Equal([180, 27], combined.Lesions.Lesions.Select(l => l.VolumeMm3));
        Assert.Equal([new LesionOrigin("large", 1, 1, 198)], combined.Origins[0].Origins);
        Assert.Equal([new LesionOrigin("small", 2, 2, 31.5)], combined.Origins[1].Origins);
        Assert.Empty(combined.Dropped);
        Assert.Equal(Counts(findings: 2, both: 2, fromSmall: 1, fromLarge: 1, lesions: 2), combined.Counts);
    }

    [Fact]
    public void What_only_the_other_model_saw_is_dropped_and_counted()
    {
        var combined = Combine(
            // 8 stays; 216 is large and the small model's only
            [MaskOf.Box(2, 2, 2, 2, 2, 2), MaskOf.Box(20, 2, 2, 6, 6, 6)],
            [MaskOf.Box(2, 12, 12, 3, 3, 3)],                                                  // 27 is small and the large model's only
            gateMm3: 100);

        Assert.Equal([8], combined.Lesions.Lesions.Select(l => l.VolumeMm3));
        Assert.Equal(Counts(findings: 3, fromSmall: 1, droppedBelow: 1, droppedFrom: 1, lesions: 1), combined.Counts);
        Assert.Equal([("small", 216), ("large", 27)], combined.Dropped.Select(d => (d.Model, d.VolumeMm3)));
        Assert.Equal([[1], [1]], combined.Dropped.Select(d => d.ModelLesions));
    }

    [Theory]
    [InlineData(108, "large")]                                                                 // the mean itself: from the gate on
    [InlineData(109, "small")]
    public void The_mean_of_both_volumes_meets_the_gate(double gateMm3, string model)
    {
        var combined = Combine([MaskOf.Box(2, 2, 2, 6, 6, 5)], [MaskOf.Box(2, 2, 2, 6, 6, 1)], gateMm3);   // (180 + 36) / 2 = 108

        Assert.Equal(model, Assert.Single(Assert.Single(combined.Origins).Origins).Model);
    }

    [Theory]
    [InlineData(100, 1, "large")]                                                              // (2 * 32 + 144) / 2 = 104
    [InlineData(105, 2, "small")]
    public void A_lesion_that_one_model_split_is_taken_whole_from_one_of_them(double gateMm3, int lesions, string model)
    {
        var combined = Combine(
            [MaskOf.Box(2, 2, 2, 2, 4, 4), MaskOf.Box(9, 2, 2, 2, 4, 4)],                      // two of 32
            [MaskOf.Box(2, 2, 2, 9, 4, 4)],                                                    // one of 144 over both
            gateMm3);

        Assert.Equal(lesions, combined.Lesions.Lesions.Count);
        Assert.All(combined.Origins, o => Assert.Equal((model, 1), (Assert.Single(o.Origins).Model, o.Origins[0].Finding)));
        Assert.Equal(1, combined.Counts.Findings);
        Assert.Equal(1, combined.Counts.TakenFromSmall + combined.Counts.TakenFromLarge);
    }

    [Fact]
    public void A_chain_of_overlaps_is_one_finding()
    {
        // small 1 - large 1 - small 2 - large 2, each sharing voxels with the next only.
        var combined = Combine(
            [MaskOf.Box(2, 2, 2, 4, 2, 2), MaskOf.Box(10, 2, 2, 4, 2, 2)],                     // 16 + 16
            [MaskOf.Box(5, 2, 2, 6, 2, 2), MaskOf.Box(13, 2, 2, 4, 2, 2)],                     // 24 + 16
            gateMm3: 36);                                                                      // (32 + 40) / 2 = 36

        Assert.Equal(1, combined.Counts.Findings);
        Assert.Equal([24, 16], combined.Lesions.Lesions.Select(l => l.VolumeMm3));
    }

    [Fact]
    public void Outlines_of_both_models_that_touch_become_one_lesion_and_are_counted()
    {
        var combined = Combine(
            [MaskOf.Box(2, 2, 2, 2, 2, 2)],                                                    // 8, below
            // 125, from the gate on; shares a face, no voxel
            [MaskOf.Box(4, 2, 2, 5, 5, 5)],
            gateMm3: 100);

        Assert.Equal([133], combined.Lesions.Lesions.Select(l => l.VolumeMm3));
        Assert.Equal(["small", "large"], Assert.Single(combined.Origins).Origins.Select(o => o.Model));
        Assert.Equal(Counts(findings: 2, fromSmall: 1, fromLarge: 1, lesions: 1, joined: 1), combined.Counts);
    }

    [Fact]
    public void Two_models_that_saw_nothing_give_nothing() => Assert.Equal(Counts(), Combine([], [], 400).Counts);

    [Fact]
    public void Each_model_alone_is_what_it_was_and_every_finding_is_taken_from_one_model_or_dropped() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var grid = MaskOf.Grid(12, 10, 6, MaskOf.Oblique);
            var (small, large) = (Some.Lesions(MaskOf.Blobs(grid, random, 0.08)), Some.Lesions(MaskOf.Blobs(grid, random, 0.08)));
            var gate = VolumeGate.At(0.9 + (5 * random.NextDouble()));

            var combined = LesionCombination.Combine(("small", small), ("large", large), gate);

            var c = combined.Counts;
            Assert.Equal(c.Findings, c.TakenFromSmall + c.TakenFromLarge + c.DroppedBelowGate + c.DroppedFromGateOn);
            Assert.Equal(
                combined.Lesions.Lesions.Sum(l => l.Voxels), combined.Origins.SelectMany(o => o.Origins).Sum(o => Voxels(o, small, large)));
            var everyone = combined.Origins.SelectMany(o => o.Origins).Select(o => (o.Model, o.ModelLesion))
                .Concat(combined.Dropped.SelectMany(d => d.ModelLesions.Select(l => (d.Model, l)))).ToArray();
            Assert.Equal(everyone.Length, everyone.Distinct().Count());
            Assert.Equal(small.Labels.Voxels,
                LesionCombination.Combine(("small", small), ("large", large), VolumeGate.SmallOnly).Lesions.Labels.Voxels);
            Assert.Equal(large.Labels.Voxels,
                LesionCombination.Combine(("small", small), ("large", large), VolumeGate.LargeOnly).Lesions.Labels.Voxels);
        },
        iter: 100);

    [Fact]
    public void Other_grids_are_refused_with_both_geometries()
    {
        var small = Some.Lesions(Grid, MaskOf.Box(2, 2, 2, 2, 2, 2));
        var large = Some.Lesions(MaskOf.Grid(40, 20, 21), MaskOf.Box(2, 2, 2, 2, 2, 2));

        var refused =
            Assert.Throws<InvalidInputException>(() => LesionCombination.Combine(("few-shot", small), ("main", large), VolumeGate.At(400)));

        Assert.All(["few-shot: size 40 x 20 x 20", "main: size 40 x 20 x 21", "case-1"],
            text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void One_name_for_both_other_cases_and_other_connectivity_are_refused()
    {
        var lesions = Some.Lesions(Grid, MaskOf.Box(2, 2, 2, 2, 2, 2));

        Assert.Throws<ArgumentException>(() => LesionCombination.Combine(("a", lesions), ("a", lesions), VolumeGate.At(400)));
        Assert.Throws<ArgumentException>(
            () => LesionCombination.Combine(("a", lesions), ("b", lesions with { CaseId = "case-2" }), VolumeGate.At(400)));
        Assert.Throws<ArgumentException>(() =>
            LesionCombination.Combine(("a", lesions), ("b", lesions with { Connectivity = Connectivity.Faces6 }), VolumeGate.At(400)));
    }

    private static long Voxels(LesionOrigin origin, LesionSet small, LesionSet large) =>
        (origin.Model == "small" ? small : large).Lesions[origin.ModelLesion - 1].Voxels;

    private static CombinedCase Combine(Box3[] small, Box3[] large, double gateMm3) =>
        LesionCombination.Combine(("small", Some.Lesions(Grid, small)), ("large", Some.Lesions(Grid, large)), VolumeGate.At(gateMm3));

    private static CombinationCounts Counts(
        int findings = 0, int both = 0, int fromSmall = 0, int fromLarge = 0, int droppedBelow = 0, int droppedFrom = 0, int lesions = 0,
            int joined = 0) => new()
            {
                Findings = findings,
                SeenByBoth = both,
                TakenFromSmall = fromSmall,
                TakenFromLarge = fromLarge,
                DroppedBelowGate = droppedBelow,
                DroppedFromGateOn = droppedFrom,
                CombinedLesions = lesions,
                JoinedLesions = joined,
            };
}
