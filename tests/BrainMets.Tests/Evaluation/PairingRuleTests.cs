using BrainMets.Evaluation;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

/// <summary>The rules of pairing and merging against slow, obvious versions on random anisotropic masks.</summary>
public sealed class PairingRuleTests
{
    [Fact]
    public void Greatest_dice_is_the_best_of_all_assignments() => OnRandomSets((reference, predicted) =>
    {
        var matching = LesionMatcher.Match(reference, predicted, MatchingPresets.Brats2026);

        var dice = DiceOfPairs(reference, predicted);
        var chosen = Enumerable.Range(0, reference.Lesions.Count)
            .Where(r => matching.Pairs[r].Count > 0).Select(r => (r, Assert.Single(matching.Pairs[r]))).ToArray();
        Assert.Equal(chosen.Length, chosen.Select(pair => pair.Item2).Distinct().Count());
        Assert.All(chosen, pair => Assert.True(dice.ContainsKey(pair)));
        // up to the surcharge of 1e-6 a lesion
        Assert.Equal(BestSum(dice, reference.Lesions.Count, 0, []), chosen.Sum(pair => dice[pair]), 4);
    });

    [Fact]
    public void Many_to_many_pairs_all_that_come_within_reach() => OnRandomSets((reference, predicted) =>
    {
        var preset = MatchingPresets.Brats2023 with { MergeReferenceSteps = 0, IgnoreReferenceUpToMm3 = null };

        var matching = LesionMatcher.Match(reference, predicted, preset);

        for (var r = 0; r < reference.Lesions.Count; r++)
        {
            var near = Enumerable.Range(0, predicted.Lesions.Count)
                .Where(p => WithinOneStep(reference.Labels, r + 1, predicted.Labels, p + 1));
            Assert.Equal(near, matching.Pairs[r].Order());
        }

        var everNear = matching.Pairs.SelectMany(p => p).ToHashSet();
        Assert.Equal(predicted.Lesions.Count - everNear.Count, matching.Count(PredictionOutcome.FalsePositive));
    });

    [Fact]
    public void Merged_lesions_are_the_components_of_voxels_two_apart() => OnRandomSets((set, _) =>
    {
        var merged = LesionMerging.Merge(set, 1);

        // Two voxels belong together when their surroundings of 18 neighbours share or neighbour (26) a voxel; and so on from voxel to
        // voxel.
        var voxels = Enumerable.Range(0, set.Labels.Voxels.Length)
            .Where(i => set.Labels.Voxels[i] > 0).Select(set.Labels.Size.Position).ToArray();
        var group = Enumerable.Range(0, voxels.Length).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            for (var (a, b) = (0, 1); a < voxels.Length; (a, b) = b + 1 < voxels.Length ? (a, b + 1) : (a + 1, a + 2))
            {
                if (b < voxels.Length && group[a] != group[b] && Close(voxels[a], voxels[b], set.Labels.Size))
                {
                    (group[a], group[b], changed) = (Math.Min(group[a], group[b]), Math.Min(group[a], group[b]), true);
                }
            }
        }

        Assert.Equal(group.Distinct().Count(), merged.Lesions.Count);
        Assert.Equal(set.Lesions.Sum(l => l.Voxels), merged.Lesions.Sum(l => l.Voxels));
        for (var i = 1; i < voxels.Length; i++)
        {
            int Label(int voxel) => merged.Labels[voxels[voxel].X, voxels[voxel].Y, voxels[voxel].Z];
            Assert.Equal(group[i] == group[0], Label(i) == Label(0));
        }
    });

    [Fact]
    public void Lesions_of_a_label_map_stay_apart_where_they_touch_and_together_where_they_do_not()
    {
        var labels = new Volume<int>(MaskOf.Grid(6, 1, 1), [7, 7, 2, 0, 2, 2]);

        var set = LesionFinder.FromLabels("case-1", "patient-1", labels);

        Assert.Equal([2, 2, 1, 0, 1, 1], set.Labels.Voxels); // the larger is 1
        Assert.Equal([3, 2], set.Lesions.Select(l => l.Voxels));
        Assert.True(set.LabelsGiven);
        Assert.Throws<ArgumentException>(() => LesionFinder.FromLabels("c", "p", new Volume<int>(MaskOf.Grid(1, 1, 1), [-1])));
    }

    private static void OnRandomSets(Action<LesionSet, LesionSet> check) => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var grid = MaskOf.Grid(9, 7, 4, random.Next(2) == 0 ? MaskOf.Oblique : Affine.Identity);
            var reference = MaskOf.Blobs(grid, random, 0.03 + (0.06 * random.NextDouble()));
            var predicted = reference.Map(m => (byte)(random.NextDouble() < 0.06 ? 1 - m : m));
            check(Some.Lesions(reference), Some.Lesions(predicted));
        },
        iter: 150);

    private static Dictionary<(int Reference, int Predicted), double> DiceOfPairs(LesionSet reference, LesionSet predicted) =>
        reference.Labels.Voxels.Zip(predicted.Labels.Voxels)
            .Where(v => v.First > 0 && v.Second > 0).GroupBy(v => (v.First - 1, v.Second - 1))
            .ToDictionary(
                g => g.Key, g => 2.0 * g.Count() / (reference.Lesions[g.Key.Item1].Voxels + predicted.Lesions[g.Key.Item2].Voxels));

    private static double BestSum(Dictionary<(int Reference, int Predicted), double> dice, int references, int r, List<int> used) =>
        r == references
        ? 0
        : dice.Where(e => e.Key.Reference == r && !used.Contains(e.Key.Predicted))
            .Select(e => e.Value + BestSum(dice, references, r + 1, [.. used, e.Key.Predicted]))
            .Append(BestSum(dice, references, r + 1, used)).Max();

    private static bool WithinOneStep(Volume<int> of, int lesion, Volume<int> with, int other) =>
        (from i in Enumerable.Range(0, of.Voxels.Length)
         where of.Voxels[i] == lesion
         from j in Enumerable.Range(0, with.Voxels.Length)
         where with.Voxels[j] == other
         select (A: of.Size.Position(i), B: of.Size.Position(j))).Any(v => Steps18(v.A, v.B));

    private static bool Steps18(VoxelIndex a, VoxelIndex b)
    {
        var (x, y, z) = (Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y), Math.Abs(a.Z - b.Z));
        return Math.Max(x, Math.Max(y, z)) <= 1 && x + y + z <= 2;
    }

    /// <summary>Some voxel around the one and some voxel around the other, both in the grid, are the same or neighbours.</summary>
    private static bool Close(VoxelIndex a, VoxelIndex b, Size3 size)
    {
        if (Math.Abs(a.X - b.X) > 3 || Math.Abs(a.Y - b.Y) > 3 || Math.Abs(a.Z - b.Z) > 3)
        {
            return false;
        }

        VoxelIndex[] around = [.. ConnectedSteps().Where(s => Steps18(new VoxelIndex(0, 0, 0), s))];
        return (from s in around
                let p = (X: a.X + s.X, Y: a.Y + s.Y, Z: a.Z + s.Z)
                where size.Contains(p.X, p.Y, p.Z)
                from t in around
                let q = (X: b.X + t.X, Y: b.Y + t.Y, Z: b.Z + t.Z)
                where size.Contains(q.X, q.Y, q.Z)
                select Math.Max(Math.Abs(p.X - q.X), Math.Max(Math.Abs(p.Y - q.Y), Math.Abs(p.Z - q.Z)))).Any(far => far <= 1);
    }

    private static IEnumerable<VoxelIndex> ConnectedSteps() =>
        from z in Enumerable.Range(-1, 3)
        from y in Enumerable.Range(-1, 3)
        from x in Enumerable.Range(-1, 3)
        select new VoxelIndex(x, y, z);
}
