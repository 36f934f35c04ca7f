using BrainMets.Lesions;

namespace BrainMets.Evaluation.Matching;

/// <summary>
/// Decides which predicted lesion is which reference lesion (docs/metrics.md, "Matching"). One to one: as many pairs as possible, and of
/// those solutions the one with the largest summed intersection over union.
/// </summary>
public static class LesionMatcher
{
    /// <summary>Both sets must lie on the same grid.</summary>
    public static LesionMatching Match(LesionSet reference, LesionSet predicted, MatchingPreset preset) => Match(
        [.. reference.Lesions.Select(l => l.VolumeMm3)],
        [.. predicted.Lesions.Select(l => l.VolumeMm3)],
        Overlaps(reference, predicted),
        preset);

    internal static LesionMatching Match(
        double[] referenceVolumesMm3, double[] predictedVolumesMm3, IReadOnlyList<LesionOverlap> overlaps, MatchingPreset preset)
    {
        var references = referenceVolumesMm3
            .Select(v => Lesion.ReachesVolume(v, preset.MinVolumeMm3) ? ReferenceOutcome.Missed : ReferenceOutcome.Ignored).ToArray();
        var predictions = predictedVolumesMm3
            .Select(
                v => Lesion.ReachesVolume(v, preset.MinVolumeMm3) ? PredictionOutcome.FalsePositive : PredictionOutcome.Ignored).ToArray();
        var predictionOfReference = new int?[references.Length];
        var referenceOfPrediction = new int?[predictions.Length];

        // An ignored prediction finds nothing and spoils nothing. An ignored reference lesion still excuses what lies on it.
        var live = overlaps.Where(o => predictions[o.Predicted] != PredictionOutcome.Ignored)
            .OrderByDescending(o => o.SharedVoxels).ThenBy(o => o.Reference).ThenBy(o => o.Predicted).ToArray();
        var counted = live.Where(o => references[o.Reference] != ReferenceOutcome.Ignored).ToArray();
        foreach (var (r, p) in BestPairs(counted.Where(o => o.MayPair(preset))))
        {
            (references[r], predictions[p]) = (ReferenceOutcome.Found, PredictionOutcome.Matched);
            (predictionOfReference[r], referenceOfPrediction[p]) = (p, r);
        }

        // The largest overlap comes first and keeps its place: a fragment belongs to the lesion it overlaps most.
        foreach (var (r, p, _, _, _) in counted)
        {
            if (references[r] == ReferenceOutcome.Missed && predictions[p] == PredictionOutcome.Matched)
            {
                (references[r], predictionOfReference[r]) = (ReferenceOutcome.Merged, p);
            }
            else if (references[r] == ReferenceOutcome.Found && predictions[p] == PredictionOutcome.FalsePositive)
            {
                (predictions[p], referenceOfPrediction[p]) = (PredictionOutcome.Fragment, r);
            }
        }

        foreach (var (r, p, _, _, _) in live)
        {
            if (references[r] == ReferenceOutcome.Ignored && predictions[p] == PredictionOutcome.FalsePositive)
            {
                predictions[p] = PredictionOutcome.OnIgnored;
            }
        }

        return new LesionMatching
        {
            References = references,
            Predictions = predictions,
            PredictionOfReference = predictionOfReference,
            ReferenceOfPrediction = referenceOfPrediction,
        };
    }

    private static IEnumerable<(int Reference, int Predicted)> BestPairs(IEnumerable<LesionOverlap> candidates)
    {
        var edges = candidates.ToArray();
        var rows = edges.Select(e => e.Reference).Distinct().Order().ToArray();
        var columns = edges.Select(e => e.Predicted).Distinct().Order().ToArray();
        var columnOfRow = Assignment.LowestCost(Costs(edges, rows, columns));
        for (var row = 0; row < rows.Length; row++)
        {
            if (columnOfRow[row] is { } column)
            {
                yield return (rows[row], columns[column]);
            }
        }
    }

    private static double[,] Costs(LesionOverlap[] edges, int[] rows, int[] columns)
    {
        var costs = new double[rows.Length, columns.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                costs[row, column] = double.PositiveInfinity;
            }
        }

        foreach (var edge in edges)
        {
            costs[Array.BinarySearch(rows, edge.Reference), Array.BinarySearch(columns, edge.Predicted)] = 1 - edge.Iou;
        }

        return costs;
    }

    private static List<LesionOverlap> Overlaps(LesionSet reference, LesionSet predicted)
    {
        var shared = new Dictionary<(int Reference, int Predicted), long>();
        var (referenceLabels, predictedLabels) = (reference.Labels.Voxels, predicted.Labels.Voxels);
        for (var i = 0; i < referenceLabels.Length; i++)
        {
            if (referenceLabels[i] > 0 && predictedLabels[i] > 0)
            {
                var pair = (referenceLabels[i] - 1, predictedLabels[i] - 1);
                shared[pair] = shared.GetValueOrDefault(pair) + 1;
            }
        }

        var toVoxels = reference.Geometry.VoxelToWorld.Inverse();
        var overlaps = new List<LesionOverlap>();
        foreach (var ((r, p), voxels) in shared)
        {
            var union = reference.Lesions[r].Voxels + predicted.Lesions[p].Voxels - voxels;
            var inside = LesionOverlap.IsInside(reference.Labels, r + 1, toVoxels.Apply(predicted.Lesions[p].Centroid));
            overlaps.Add(new LesionOverlap(r, p, voxels, (double)voxels / union, inside));
        }

        return overlaps;
    }
}
