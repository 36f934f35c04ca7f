using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class LesionMatcherTests
{
    [Fact]
    public void Pairs_are_the_best_of_all_on_random_lesions() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var (reference, predicted, preset) = RandomSets(new Random(seed));

                var matching = LesionMatcher.Match(reference, predicted, preset);

                var edges = Edges(reference, predicted, preset);
                var best = Best(edges, reference.Lesions.Count, 0, []);
                var chosen = Pairs(matching).ToArray();
                Assert.All(chosen, pair => Assert.True(edges.ContainsKey(pair)));
                Assert.Equal(best.Count, chosen.Length);
                Assert.Equal(best.Iou, chosen.Sum(pair => edges[pair]), 9);
            },
            iter: 300);

    [Fact]
    public void Every_outcome_obeys_its_rule_on_random_lesions() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var (reference, predicted, preset) = RandomSets(new Random(seed));

                var matching = LesionMatcher.Match(reference, predicted, preset);

                for (var r = 0; r < reference.Lesions.Count; r++)
                {
                    var met = Meets(reference, predicted, r).Select(p => matching.Predictions[p]).ToArray();
                    var expected = reference.Lesions[r].VolumeMm3 < preset.MinVolumeMm3 ? ReferenceOutcome.Ignored
                        : matching.References[r] == ReferenceOutcome.Found ? ReferenceOutcome.Found
                        : met.Contains(PredictionOutcome.Matched) ? ReferenceOutcome.Merged
                        : ReferenceOutcome.Missed;
                    Assert.Equal(expected, matching.References[r]);
                }

                for (var p = 0; p < predicted.Lesions.Count; p++)
                {
                    var met = Meets(predicted, reference, p).Select(r => matching.References[r]).ToArray();
                    var expected = predicted.Lesions[p].VolumeMm3 < preset.MinVolumeMm3 ? PredictionOutcome.Ignored
                        : matching.Predictions[p] == PredictionOutcome.Matched ? PredictionOutcome.Matched
                        : met.Contains(ReferenceOutcome.Found) ? PredictionOutcome.Fragment
                        : met.Contains(ReferenceOutcome.Ignored) ? PredictionOutcome.OnIgnored
                        : PredictionOutcome.FalsePositive;
                    Assert.Equal(expected, matching.Predictions[p]);
                }
            },
            iter: 300);

    [Fact]
    public void A_fragment_belongs_to_the_lesion_it_overlaps_most()
    {
        // A long piece across two lesions, each matched with a piece of its own; it covers one layer of the first, two of the second.
        var grid = MaskOf.Grid(24, 8, 8);
        var reference = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 6, 4, 4), MaskOf.Box(10, 2, 2, 7, 4, 4));
        var predicted = Some.Lesions(grid, MaskOf.Box(2, 2, 2, 4, 4, 4), MaskOf.Box(7, 2, 2, 5, 4, 4), MaskOf.Box(13, 2, 2, 4, 4, 4));

        var evaluation = Evaluator.Evaluate(reference, predicted, MatchingPreset.Default with { MinIou = 0.4, OrCentroidInside = false });

        Assert.Equal((2, 1, 0), (evaluation.TruePositives, evaluation.Fragments, evaluation.FalsePositives));
        // label 1 of the reference is the larger, second one; the fragment is the largest prediction
        Assert.Equal([3, 1], evaluation.Lesions[0].Predicted);
        Assert.Equal([2], evaluation.Lesions[1].Predicted);
    }

    [Fact]
    public void A_centroid_on_the_face_between_two_voxels_is_inside_both_whichever_way_the_grid_runs()
    {
        // The prediction spans 4 voxels, its centroid lies between the second and the third; the lesion begins (or ends) there.
        foreach (var affine in new[] { Affine.Identity, MaskOf.Oblique })
        {
            var grid = MaskOf.Grid(40, 12, 12, affine);
            var predicted = Some.Lesions(grid, MaskOf.Box(18, 5, 5, 4, 2, 2));
            foreach (var box in new[] { MaskOf.Box(20, 1, 1, 15, 10, 10), MaskOf.Box(5, 1, 1, 15, 10, 10) })
            {
                Assert.Equal(1, Evaluator.Evaluate(Some.Lesions(grid, box), predicted, Some.AnySize).TruePositives);
            }
        }
    }

    private static (LesionSet Reference, LesionSet Predicted, MatchingPreset Preset) RandomSets(Random random)
    {
        var grid = MaskOf.Grid(10, 8, 4, random.Next(2) == 0 ? MaskOf.Oblique : Affine.Identity);
        var reference = MaskOf.Blobs(grid, random, 0.06 + (0.1 * random.NextDouble()));
        var predicted = reference.Map(m => (byte)(random.NextDouble() < 0.03 ? 1 - m : m));
        var preset = new MatchingPreset
        {
            MinIou = random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 0.5 },
            OrCentroidInside = random.Next(2) == 0,
            MinVolumeMm3 = random.Next(2) * 2.5 * grid.VoxelVolumeMm3,
        };
        return (Some.Lesions(reference), Some.Lesions(predicted), preset);
    }

    private static IEnumerable<(int Reference, int Predicted)> Pairs(LesionMatching matching) =>
        from r in Enumerable.Range(0, matching.References.Count)
        where matching.References[r] == ReferenceOutcome.Found
        select (r, matching.PredictionOfReference[r]!.Value); // a found lesion has its prediction

    private static IEnumerable<int> Meets(LesionSet of, LesionSet with, int lesion) =>
        of.Labels.Voxels.Zip(with.Labels.Voxels).Where(v => v.First == lesion + 1 && v.Second > 0).Select(v => v.Second - 1).Distinct();

    /// <summary>The intersection over union of every pair that may be made, from the voxels alone.</summary>
    private static Dictionary<(int Reference, int Predicted), double> Edges(LesionSet reference, LesionSet predicted, MatchingPreset preset)
    {
        var edges = new Dictionary<(int, int), double>();
        for (var r = 0; r < reference.Lesions.Count; r++)
        {
            foreach (var p in Meets(reference, predicted, r))
            {
                var pairs = reference.Labels.Voxels
                    .Zip(predicted.Labels.Voxels, (a, b) => (InReference: a == r + 1, InPrediction: b == p + 1)).ToArray();
                var iou = (double)pairs.Count(v => v.InReference && v.InPrediction) / pairs.Count(v => v.InReference || v.InPrediction);
                var counts = reference.Lesions[r].VolumeMm3 >= preset.MinVolumeMm3 && predicted.Lesions[p].VolumeMm3 >= preset.MinVolumeMm3;
                if (counts && (iou >= preset.MinIou || (preset.OrCentroidInside && CentroidInside(reference, r, predicted, p))))
                {
                    edges[(r, p)] = iou;
                }
            }
        }

        return edges;
    }

    /// <summary>Some voxel of the lesion is within half a voxel of the centroid along each axis.</summary>
    private static bool CentroidInside(LesionSet reference, int r, LesionSet predicted, int p)
    {
        var size = reference.Labels.Size;
        var voxels = Enumerable.Range(0, predicted.Labels.Voxels.Length)
            .Where(i => predicted.Labels.Voxels[i] == p + 1).Select(size.Position).ToArray();
        var (x, y, z) = (voxels.Average(v => v.X), voxels.Average(v => v.Y), voxels.Average(v => v.Z));
        return Enumerable.Range(0, reference.Labels.Voxels.Length).Where(i => reference.Labels.Voxels[i] == r + 1).Select(size.Position)
            .Any(v => Math.Abs(v.X - x) <= 0.5001 && Math.Abs(v.Y - y) <= 0.5001 && Math.Abs(v.Z - z) <= 0.5001);
    }

    private static (int Count, double Iou) Best(
        Dictionary<(int Reference, int Predicted), double> edges, int references, int r, List<int> used)
    {
        if (r == references)
        {
            return (0, 0);
        }

        var best = Best(edges, references, r + 1, used);
        foreach (var (pair, iou) in edges.Where(e => e.Key.Reference == r && !used.Contains(e.Key.Predicted)))
        {
            var rest = Best(edges, references, r + 1, [.. used, pair.Predicted]);
            var candidate = (Count: rest.Count + 1, Iou: rest.Iou + iou);
            best = candidate.Count > best.Count || (candidate.Count == best.Count && candidate.Iou > best.Iou) ? candidate : best;
        }

        return best;
    }
}
