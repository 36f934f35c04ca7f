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
