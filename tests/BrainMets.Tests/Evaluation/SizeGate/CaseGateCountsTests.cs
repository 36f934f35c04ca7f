using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class CaseGateCountsTests
{
    private static readonly IReadOnlyList<VolumeGate> Gates = VolumeGate.Ladder([1, 2, 3, 5, 8, 13]);

    [Slow(7)]
    [Fact]
    public void The_counts_are_those_of_masks_rebuilt_at_every_gate_and_evaluated_in_full() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var (masks, preset) = RandomCase(seed);

            var counts = CaseGateCounts.Of(masks, Gates, preset);

            for (var g = 0; g < Gates.Count; g++)
            {
                Assert.Equal(Slow(masks, RebuiltAt(masks, Gates[g], preset.Connectivity), preset), counts.ByGate[g]);
            }

            Assert.Equal(Slow(masks, masks.Small, preset), counts.ByGate[^1]);
            Assert.Equal(Slow(masks, masks.Large, preset), counts.ByGate[0]);
            Assert.Equal(Slow(masks, Either(masks.Small, masks.Large), preset), counts.Union);
            Assert.Equal(Slow(masks, masks.MeanProbability!, preset), counts.MeanProbability);
        },
        iter: 60);

    [Slow(2)]
    [Fact]
    public void The_gate_chosen_is_the_best_of_all_gates_tried_by_rebuilding_masks() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var cases = Enumerable.Range(0, 3).Select(
                i => (Masks: RandomCase(seed + i).Masks with { Case = $"case-{i}", Patient = $"patient-{i % 2}" }, Some.AnySize)).ToArray();

            var chosen = GateSelection.Choose(
                [.. cases.Select(c => CaseGateCounts.Of(c.Masks, Gates, Some.AnySize))], Gates, Some.AnySize, new CombinationOptions
                {
                    Resamples = 100,
                    Repeats = 1,
                });

            var f1 = Gates.Select(gate =>
                F1([.. cases.Select(c => Evaluate(c.Masks, RebuiltAt(c.Masks, gate, Some.AnySize.Connectivity), Some.AnySize))])).ToArray();
            Assert.Equal(f1.Select(f => f is { } v ? Math.Round(v, 12) : (double?)null),
                chosen.Gates.Select(g => g.F1.Value is { } v ? Math.Round(v, 12) : (double?)null));
            var best = f1.Max();
            // all or none have a value
            Assert.Equal(best is null ? null : Gates[Array.FindIndex(f1, f => Math.Abs(f!.Value - best.Value) < 1e-12)], chosen.Gate);
        },
        iter: 15);

    [Fact]
    public void The_intersection_holds_the_findings_both_saw_and_the_union_all()
    {
        var grid = MaskOf.Grid(40, 20, 20);
        var counts = CaseGateCounts.Of(
            new CaseMasks
            {
                Case = "case-1",
                Patient = "patient-1",
                Reference = MaskOf.Boxes(grid, MaskOf.Box(2, 2, 2, 3, 3, 3), MaskOf.Box(12, 2, 2, 3, 3, 3)),
                Small = MaskOf.Boxes(grid, MaskOf.Box(2, 2, 2, 3, 3, 3), MaskOf.Box(12, 2, 2, 3, 3, 3)),
                Large = MaskOf.Boxes(grid, MaskOf.Box(3, 2, 2, 3, 3, 3), MaskOf.Box(30, 2, 2, 3, 3, 3)),
            },
            Gates,
            MatchingPreset.Default);

        Assert.Equal(new DetectionCounts(1, 1, 0, 1), counts.Intersection);
        Assert.Equal(new DetectionCounts(2, 2, 1, 0), counts.Union);
        Assert.Null(counts.MeanProbability);
    }

    [Fact]
    public void An_empty_case_counts_nothing()
    {
        var empty = new Volume<byte>(MaskOf.Grid(4, 4, 4));

        var counts = CaseGateCounts.Of(
            new CaseMasks { Case = "a", Patient = "a", Reference = empty, Small = empty, Large = empty }, Gates, MatchingPreset.Default);

        Assert.All(counts.ByGate, c => Assert.Equal(default, c));
        Assert.Null(counts.Union.F1);
    }

    [Fact]
    public void Another_grid_than_the_references_is_refused_with_both()
    {
        var mask = new Volume<byte>(MaskOf.Grid(4, 4, 4));
        var masks = new CaseMasks
        {
            Case = "BM-014",
            Patient = "a",
            Reference = mask,
            Small = mask,
            Large = new Volume<byte>(MaskOf.Grid(4, 4, 5)),
        };

        var refused = Assert.Throws<InvalidInputException>(() => CaseGateCounts.Of(masks, Gates, MatchingPreset.Default));

        Assert.All(
            ["BM-014", "model for large lesions", "size 4 x 4 x 4", "size 4 x 4 x 5"],
                text => Assert.Contains(text, refused.Message, StringComparison.Ordinal));
    }

    private static (CaseMasks Masks, MatchingPreset Preset) RandomCase(int seed)
    {
        var random = new Random(seed);
        var grid = MaskOf.Grid(12, 10, 6, MaskOf.Oblique);                                     // voxels of 0.9 mm³
        var reference = MaskOf.Blobs(grid, random, 0.01 + (0.05 * random.NextDouble()));

        // Models that know something of the reference, and invent something.
        Volume<byte> Model() =>
            reference.Map(r => (byte)(r == 1 ? (random.NextDouble() < 0.7 ? 1 : 0) : random.NextDouble() < 0.05 ? 1 : 0));
        var masks = new CaseMasks
        {
            Case = "case-1",
            Patient = "patient-1",
            Reference = reference,
            Small = Model(),
            Large = Model(),
            MeanProbability = Model(),
        };
        MatchingPreset[] presets =
        [
            Some.AnySize, MatchingPreset.Default with { MinVolumeMm3 = 1.5 }, Some.AnySize with { Connectivity = Connectivity.Faces6 },
            Some.AnySize with { MergeReferenceSteps = 1, MergePredictionSteps = 1 },
                Some.AnySize with { MergeReferenceSteps = 1, ReachSteps = 1, MinIou = 0 },
        ];
        return (masks, presets[seed % presets.Length]);
    }

    /// <summary>The combination by its definition, the slow way: lesions by lesions, voxel by voxel.</summary>
    private static Volume<byte> RebuiltAt(CaseMasks masks, VolumeGate gate, Connectivity connectivity)
    {
        var (small, large) = (Split(masks.Small, connectivity), Split(masks.Large, connectivity));
        bool Share(int a, int b) => small.Labels.Voxels.Zip(large.Labels.Voxels).Any(v => v.First == a && v.Second == b);
        var unseen = small.Lesions.Select(l => (IsSmall: true, l.Label))
            .Concat(large.Lesions.Select(l => (IsSmall: false, l.Label))).ToHashSet();
        var mask = new Volume<byte>(masks.Small.Geometry);
        while (unseen.Count > 0)
        {
            var finding = new List<(bool IsSmall, int Label)> { unseen.First() };
            unseen.Remove(finding[0]);
            for (var i = 0; i < finding.Count; i++)
            {
                var neighbours = unseen.Where(n => n.IsSmall != finding[i].IsSmall
                    && (n.IsSmall ? Share(n.Label, finding[i].Label) : Share(finding[i].Label, n.Label))).ToArray();
                finding.AddRange(neighbours);
                unseen.ExceptWith(neighbours);
            }

            double? Volume(bool isSmall) => finding.Any(f => f.IsSmall == isSmall)
                ? finding.Where(f => f.IsSmall == isSmall).Sum(f => (isSmall ? small : large).Lesions[f.Label - 1].VolumeMm3)
                : null;
            var volumeMm3 = (Volume(true), Volume(false)) switch { ({ } a, { } b) => (a + b) / 2, var (a, b) => a ?? b ?? 0 };
            var takeSmall = gate.Kind == GateKind.SmallOnly || (gate.VolumeMm3 is { } v && volumeMm3 < v * (1 - 1e-6));
            var labels = finding.Where(f => f.IsSmall == takeSmall).Select(f => f.Label).ToHashSet();
            var source = (takeSmall ? small : large).Labels.Voxels;
            for (var i = 0; i < source.Length; i++)
            {
                mask.Voxels[i] |= (byte)(labels.Contains(source[i]) ? 1 : 0);
            }
        }

        return mask;
    }

    private static Volume<byte> Either(Volume<byte> a, Volume<byte> b) =>
        new(a.Geometry, [.. a.Voxels.Zip(b.Voxels, (x, y) => (byte)(x | y))]);

    private static CaseEvaluation Evaluate(CaseMasks masks, Volume<byte> predicted, MatchingPreset preset) =>
        Evaluator.Evaluate(Split(masks.Reference, preset.Connectivity), Split(predicted, preset.Connectivity), preset);

    private static LesionSet Split(Volume<byte> mask, Connectivity connectivity) =>
        LesionFinder.Find("case-1", "patient-1", mask, new LesionOptions { Connectivity = connectivity });

    private static DetectionCounts Slow(CaseMasks masks, Volume<byte> predicted, MatchingPreset preset)
    {
        var e = Evaluate(masks, predicted, preset);
        return new DetectionCounts(e.TruePositives, e.MatchedPredictions, e.FalsePositives, e.FalseNegatives);
    }

    private static double? F1(CaseEvaluation[] cases)
    {
        var all = cases.Sum(c => c.TruePositives + c.FalseNegatives + c.MatchedPredictions + c.FalsePositives);
        return all == 0 ? null : cases.Sum(c => c.TruePositives + c.MatchedPredictions) / (double)all;
    }
}
