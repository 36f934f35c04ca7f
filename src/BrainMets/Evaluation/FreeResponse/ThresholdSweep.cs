using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Counts the lesions of one case at all thresholds, from the highest down, letting components grow.</summary>
internal sealed class ThresholdSweep(ProbabilityMap map, LesionSet reference, MatchingPreset preset)
{
    private readonly double[] _referenceVolumesMm3 = [.. reference.Lesions.Select(l => l.VolumeMm3)];

    /// <param name="grid">Thresholds, ascending.</param>
    public IReadOnlyList<ThresholdCounts> Count(IReadOnlyList<double> grid)
    {
        var voxels = VoxelsByStep([.. grid.Select(t => (float)t)]);
        var components = new GrowingComponents(map.Probability.Size, preset.Connectivity, voxels.Sum(v => v.Count));
        var counts = new ThresholdCounts[grid.Count];
        for (var step = grid.Count - 1; step >= 0; step--)
        {
            foreach (var voxel in voxels[step])
            {
                components.Add(voxel);
            }

            counts[step] = CountAt(grid[step], Totals(components, voxels.AsSpan(step)));
        }

        return counts;
    }

    /// <summary>
    /// For each threshold the voxels that reach it but not the next, in memory order. Compared in single precision, as lesions are found.
    /// </summary>
    private List<int>[] VoxelsByStep(float[] thresholds)
    {
        var steps = new List<int>[thresholds.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = [];
        }

        var probabilities = map.Probability.Voxels;
        for (var voxel = 0; voxel < probabilities.Length; voxel++)
        {
            var p = probabilities[voxel];
            if (!(p >= thresholds[0]))
            {
                continue;
            }

            var place = Array.BinarySearch(thresholds, p);
            steps[place >= 0 ? place : ~place - 1].Add(voxel);
        }

        return steps;
    }

    /// <summary>Adds up the components of all voxels added so far, which are those of the given steps, the last step first.</summary>
    private ComponentTotals[] Totals(GrowingComponents components, ReadOnlySpan<List<int>> steps)
    {
        var (numberOfRoot, count) = components.NumberRoots();
        var totals = new ComponentTotals[count];
        var size = map.Probability.Size;
        var node = 0;
        for (var step = steps.Length - 1; step >= 0; step--)
        {
            foreach (var voxel in steps[step])
            {
                totals[numberOfRoot[components.Root(node++)]].Add(voxel, size.Position(voxel), reference.Labels.Voxels[voxel]);
            }
        }

        return totals;
    }

    private ThresholdCounts CountAt(double threshold, ComponentTotals[] totals)
    {
        var voxelVolumeMm3 = reference.Geometry.VoxelVolumeMm3;

        // The order of LesionFinder: by volume, then by first voxel, so that ties in matching fall the same way.
        var predicted = totals
            .Where(c => Lesion.ReachesVolume(c.Voxels * voxelVolumeMm3, preset.MinVolumeMm3))
            .OrderByDescending(c => c.Voxels).ThenBy(c => c.FirstVoxel)
            .ToArray();
        LesionOverlap[] overlaps = [.. predicted.SelectMany(Overlaps)];
        var matching = LesionMatcher.Match(
            _referenceVolumesMm3,
            [.. predicted.Select(c => c.Voxels * voxelVolumeMm3)],
            overlaps,
            preset,
            voxelVolumeMm3);
        return new ThresholdCounts(
            threshold,
            matching.Count(ReferenceOutcome.Found) + matching.Count(ReferenceOutcome.Merged),
            matching.Count(PredictionOutcome.Matched),
            matching.Count(PredictionOutcome.FalsePositive),
            matching.Count(ReferenceOutcome.Missed))
        {
            FoundDiceSum = Enumerable.Range(0, reference.Lesions.Count)
                .Where(r => matching.References[r] == ReferenceOutcome.Found)
                .Select(r => overlaps.First(o => o.Reference == r && o.Predicted == matching.PredictionOfReference[r]))
                .Sum(o => 2.0 * o.SharedVoxels / (reference.Lesions[o.Reference].Voxels + predicted[o.Predicted].Voxels)),
        };
    }

    private IEnumerable<LesionOverlap> Overlaps(ComponentTotals component, int predicted)
    {
        foreach (var (label, shared) in component.SharedByLabel ?? [])
        {
            var union = reference.Lesions[label - 1].Voxels + component.Voxels - shared;
            var inside = LesionOverlap.IsInside(reference.Labels, label, component.Centroid);
            yield return new LesionOverlap(label - 1, predicted, shared, (double)shared / union, inside);
        }
    }
}

/// <summary>Lesion counts over all cases at one threshold.</summary>
public sealed record ThresholdCounts(double Threshold, int TruePositives, int MatchedPredictions, int FalsePositives, int FalseNegatives)
{
    /// <summary>Sum of Dice over the reference lesions found on their own, not merged.</summary>
    public double FoundDiceSum { get; init; }

    /// <summary>
    /// F1 times the mean Dice of the lesions found: panoptic quality (Kirillov et al. 2019) with Dice in place of IoU. Null where F1 is, 0
    /// where nothing is found.
    /// </summary>
    public double? PanopticQuality => F1 is not { } f1 ? null : TruePositives == 0 ? 0 : f1 * FoundDiceSum / TruePositives;

    /// <summary>Null where there is no reference lesion.</summary>
    public double? Sensitivity => TruePositives + FalseNegatives == 0 ? null : (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>Null where nothing was predicted that counts.</summary>
    public double? Precision =>
        MatchedPredictions + FalsePositives == 0 ? null : (double)MatchedPredictions / (MatchedPredictions + FalsePositives);

    /// <summary>Lesions found and predictions matched, of all lesions and predictions that count; null where there are neither.</summary>
    public double? F1 => TruePositives + FalseNegatives + MatchedPredictions + FalsePositives == 0
        ? null
        : (double)(TruePositives + MatchedPredictions) / (TruePositives + FalseNegatives + MatchedPredictions + FalsePositives);
}

/// <summary>What is needed of a predicted component to match it: size, first voxel, centroid, and the reference lesions it meets.</summary>
internal struct ComponentTotals
{
    private long _sumX;
    private long _sumY;
    private long _sumZ;

    public long Voxels { get; private set; }

    public int FirstVoxel { get; private set; }

    /// <summary>Voxels shared with reference lesions, by label; null when it meets none, as most components of noise.</summary>
    public Dictionary<int, long>? SharedByLabel { get; private set; }

    /// <summary>In voxels, not mm.</summary>
    public readonly PointMm Centroid => new((double)_sumX / Voxels, (double)_sumY / Voxels, (double)_sumZ / Voxels);

    public void Add(int voxel, VoxelIndex position, int referenceLabel)
    {
        FirstVoxel = Voxels == 0 ? voxel : Math.Min(FirstVoxel, voxel);
        Voxels++;
        (_sumX, _sumY, _sumZ) = (_sumX + position.X, _sumY + position.Y, _sumZ + position.Z);
        if (referenceLabel > 0)
        {
            SharedByLabel ??= [];
            SharedByLabel[referenceLabel] = SharedByLabel.GetValueOrDefault(referenceLabel) + 1;
        }
    }
}

/// <summary>
/// The connected components of a mask to which voxels are only ever added, by union-find. Lowering a threshold adds voxels; starting over
/// at each threshold would visit most voxels many times.
/// </summary>
internal sealed class GrowingComponents
{
    private readonly Size3 _size;
    private readonly Size3 _padded;
    private readonly int[] _neighbourSteps;
    private readonly int[] _parents;

    // On a grid with a rim of one voxel, so that no neighbour needs a bounds check: node number + 1, 0 where there is no voxel yet.
    private readonly int[] _nodeAt;

    public GrowingComponents(Size3 size, Connectivity connectivity, int capacity)
    {
        _size = size;
        _padded = new Size3(size.X + 2, size.Y + 2, size.Z + 2);
        _neighbourSteps = Neighbours(_padded, connectivity);
        _parents = new int[capacity];
        _nodeAt = new int[_padded.Count];
    }

    /// <summary>Voxels added so far; they are numbered from 0 in the order in which they came.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a voxel that is not yet there and joins it with its neighbours.</summary>
    public void Add(int voxel)
    {
        var (x, y, z) = _size.Position(voxel);
        var place = _padded.Index(x + 1, y + 1, z + 1);
        var root = Count++;
        _parents[root] = root;
        _nodeAt[place] = root + 1;
        foreach (var step in _neighbourSteps)
        {
            var neighbour = _nodeAt[place + step] - 1;
            if (neighbour >= 0 && _parents[neighbour] != root)
            {
                root = Unite(root, Root(neighbour));
            }
        }
    }

    /// <summary>The root node of the component of a node.</summary>
    public int Root(int node)
    {
        while (_parents[node] != node)
        {
            _parents[node] = _parents[_parents[node]];
            node = _parents[node];
        }

        return node;
    }

    /// <summary>Numbers the components from 0 in the order of their roots; by node, and only meaningful at roots.</summary>
    public (int[] NumberOfRoot, int Count) NumberRoots()
    {
        var numbers = new int[Count];
        var count = 0;
        for (var node = 0; node < Count; node++)
        {
            numbers[node] = _parents[node] == node ? count++ : 0;
        }

        return (numbers, count);
    }

    /// <summary>The earlier root stays. With path halving this needs no ranks: trees stay shallow.</summary>
    private int Unite(int rootA, int rootB)
    {
        var (low, high) = (Math.Min(rootA, rootB), Math.Max(rootA, rootB));
        _parents[high] = low;
        return low;
    }

    private static int[] Neighbours(Size3 padded, Connectivity connectivity)
    {
        var most = connectivity switch { Connectivity.Faces6 => 1, Connectivity.Edges18 => 2, _ => 3 };
        return
        [
            .. from z in Enumerable.Range(-1, 3)
               from y in Enumerable.Range(-1, 3)
               from x in Enumerable.Range(-1, 3)
               let steps = Math.Abs(x) + Math.Abs(y) + Math.Abs(z)
               where steps > 0 && steps <= most
               select padded.Index(x, y, z),
        ];
    }
}
