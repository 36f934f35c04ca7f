using BrainMets.Evaluation.Matching;
using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation.Thresholds;

/// <summary>Counts the lesions of one case at all thresholds, from the highest down, letting components grow.</summary>
internal sealed class ThresholdSweep(ProbabilityMap map, LesionSet reference, MatchingPreset preset)
{
    private readonly double[] _referenceVolumesMm3 = [.. reference.Lesions.Select(l => l.VolumeMm3)];

    /// <param name="grid">Thresholds, ascending.</param>
    public IReadOnlyList<ThresholdCounts> Count(IReadOnlyList<double> grid)
    {
        var voxelsByStep = VoxelsByStep([.. grid.Select(t => (float)t)]);
        var components = new GrowingComponents(map.Probability.Size, preset.Connectivity, voxelsByStep.Sum(v => v.Count));
        var counts = new ThresholdCounts[grid.Count];
        for (var step = grid.Count - 1; step >= 0; step--)
        {
            foreach (var voxel in voxelsByStep[step])
            {
                components.Add(voxel);
            }

            counts[step] = CountAt(grid[step], components);
        }

        return counts;
    }

    /// <summary>For each threshold the voxels that reach it but not the next, in memory order. Compared in single precision, as lesions are found.</summary>
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

    private ThresholdCounts CountAt(double threshold, GrowingComponents components)
    {
        var voxelVolumeMm3 = reference.Geometry.VoxelVolumeMm3;

        // The order of LesionFinder: by volume, then by first voxel, so that ties in matching fall the same way.
        var predicted = Tally(components)
            .Where(c => Lesion.ReachesVolume(c.Voxels * voxelVolumeMm3, preset.MinVolumeMm3))
            .OrderByDescending(c => c.Voxels).ThenBy(c => c.FirstVoxel)
            .ToArray();
        var matching = LesionMatcher.Match(
            _referenceVolumesMm3,
            [.. predicted.Select(c => c.Voxels * voxelVolumeMm3)],
            [.. predicted.SelectMany((c, p) => Overlaps(c, p))],
            preset);
        return new ThresholdCounts(
            threshold,
            matching.Count(ReferenceOutcome.Found) + matching.Count(ReferenceOutcome.Merged),
            matching.Count(PredictionOutcome.Matched),
            matching.Count(PredictionOutcome.FalsePositive),
            matching.Count(ReferenceOutcome.Missed));
    }

    private IEnumerable<Component> Tally(GrowingComponents components)
    {
        var componentOfRoot = new Component?[components.Count];
        var size = map.Probability.Size;
        for (var node = 0; node < components.Count; node++)
        {
            var component = componentOfRoot[components.Root(node)] ??= new Component();
            var voxel = components.VoxelOf(node);
            component.Add(voxel, size.Position(voxel), reference.Labels.Voxels[voxel]);
        }

        return componentOfRoot.OfType<Component>();
    }

    private IEnumerable<LesionOverlap> Overlaps(Component component, int predicted)
    {
        foreach (var (label, shared) in component.SharedByLabel)
        {
            var union = reference.Lesions[label - 1].Voxels + component.Voxels - shared;
            var inside = LesionOverlap.IsInside(reference.Labels, label, component.Centroid);
            yield return new LesionOverlap(label - 1, predicted, shared, (double)shared / union, inside);
        }
    }

    private sealed class Component
    {
        private long _sumX;
        private long _sumY;
        private long _sumZ;

        public long Voxels { get; private set; }

        public int FirstVoxel { get; private set; } = int.MaxValue;

        /// <summary>Voxels shared with reference lesions, by label.</summary>
        public Dictionary<int, long> SharedByLabel { get; } = [];

        /// <summary>In voxels, not mm.</summary>
        public PointMm Centroid => new((double)_sumX / Voxels, (double)_sumY / Voxels, (double)_sumZ / Voxels);

        public void Add(int voxel, (int X, int Y, int Z) position, int referenceLabel)
        {
            Voxels++;
            FirstVoxel = Math.Min(FirstVoxel, voxel);
            (_sumX, _sumY, _sumZ) = (_sumX + position.X, _sumY + position.Y, _sumZ + position.Z);
            if (referenceLabel > 0)
            {
                SharedByLabel[referenceLabel] = SharedByLabel.GetValueOrDefault(referenceLabel) + 1;
            }
        }
    }
}
