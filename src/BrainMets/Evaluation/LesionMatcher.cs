using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Matches predicted lesions with reference lesions, by the rules of a preset (docs/metrics.md, "Matching").</summary>
internal static class LesionMatcher
{
    /// <summary>How far a volume computed from a rounded affine may exceed a limit and still count as equal to it.</summary>
    private const double VolumeTolerance = 1e-6;

    /// <summary>Both sets must lie on the same grid. Lesions are not merged here: see <see cref="LesionMerging"/>.</summary>
    public static LesionMatching Match(LesionSet reference, LesionSet predicted, MatchingPreset preset) => Match(
        [.. reference.Lesions.Select(l => l.VolumeMm3)],
        [.. predicted.Lesions.Select(l => l.VolumeMm3)],
        LesionOverlaps.Between(reference, predicted, preset.ReachSteps),
        preset,
        reference.Geometry.VoxelVolumeMm3);

    internal static LesionMatching Match(
        double[] referenceVolumesMm3,
        double[] predictedVolumesMm3,
        IReadOnlyList<LesionOverlap> overlaps,
        MatchingPreset preset,
        double voxelVolumeMm3)
    {
        var references = referenceVolumesMm3
            .Select(v => Counts(v, preset.MinVolumeMm3, preset.IgnoreReferenceUpToMm3) ? ReferenceOutcome.Missed : ReferenceOutcome.Ignored)
            .ToArray();
        var predictions = predictedVolumesMm3
            .Select(v => Counts(v, preset.MinVolumeMm3, preset.IgnorePredictionUpToVoxels * voxelVolumeMm3)
                ? PredictionOutcome.FalsePositive
                : PredictionOutcome.Ignored)
            .ToArray();
        var predictionOfReference = new int?[references.Length];
        var referenceOfPrediction = new int?[predictions.Length];

        // An ignored prediction is neither a detection nor a false positive. A prediction on an ignored reference lesion may still not
        // count as false.
        var live = overlaps.Where(o => predictions[o.Predicted] != PredictionOutcome.Ignored)
            .OrderByDescending(o => o.SharedVoxels).ThenBy(o => o.Reference).ThenBy(o => o.Predicted).ToArray();
        var counted = live.Where(o => references[o.Reference] != ReferenceOutcome.Ignored).ToArray();
        var pairs = new List<int>[references.Length];
        for (var r = 0; r < pairs.Length; r++)
        {
            pairs[r] = [];
        }

        foreach (var (r, p) in Pairings.Choose(counted, preset, (referenceVolumesMm3, predictedVolumesMm3)))
        {
            (references[r], predictions[p]) = (ReferenceOutcome.Found, PredictionOutcome.Matched);
            predictionOfReference[r] ??= p;
            referenceOfPrediction[p] ??= r;
            pairs[r].Add(p);
        }

        SettleLeftovers(counted, preset, (references, predictions), (predictionOfReference, referenceOfPrediction));
        foreach (var (r, p, _, _, _) in preset.SpareOnIgnored ? live : [])
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
            Pairs = pairs,
            PredictionOfReference = predictionOfReference,
            ReferenceOfPrediction = referenceOfPrediction,
        };
    }

    private static bool Counts(double volumeMm3, double minVolumeMm3, double? ignoredUpToMm3) =>
        Lesion.ReachesVolume(volumeMm3, minVolumeMm3) && !(volumeMm3 <= ignoredUpToMm3 * (1 + VolumeTolerance));

    /// <summary>The largest overlap comes first and keeps its place: a fragment belongs to the lesion it overlaps most.</summary>
    private static void SettleLeftovers(
        LesionOverlap[] counted,
        MatchingPreset preset,
        (ReferenceOutcome[] References, PredictionOutcome[] Predictions) outcomes,
        (int?[] OfReference, int?[] OfPrediction) partners)
    {
        foreach (var overlap in counted)
        {
            var (r, p) = (overlap.Reference, overlap.Predicted);
            var (reference, prediction) = (outcomes.References[r], outcomes.Predictions[p]);
            if (preset.DetectMerged && overlap.SharedVoxels > 0
                && reference == ReferenceOutcome.Missed && prediction == PredictionOutcome.Matched)
            {
                (outcomes.References[r], partners.OfReference[r]) = (ReferenceOutcome.Merged, p);
            }
            else if (reference == ReferenceOutcome.Found && prediction == PredictionOutcome.FalsePositive && IsFragment(overlap, preset))
            {
                (outcomes.Predictions[p], partners.OfPrediction[p]) = (PredictionOutcome.Fragment, r);
            }
        }
    }

    private static bool IsFragment(LesionOverlap overlap, MatchingPreset preset) => preset.Fragments switch
    {
        FragmentRule.AnyOverlap => overlap.SharedVoxels > 0,
        FragmentRule.MayPair => overlap.MayPair(preset),
        _ => false,
    };
}

/// <summary>The outcome of matching two lists of lesions. All indices are positions in the lists, which are labels minus one.</summary>
internal sealed record LesionMatching
{
    /// <summary>One outcome a reference lesion.</summary>
    public required IReadOnlyList<ReferenceOutcome> References { get; init; }

    /// <summary>One outcome a predicted lesion.</summary>
    public required IReadOnlyList<PredictionOutcome> Predictions { get; init; }

    /// <summary>
    /// For each reference lesion all the predictions it is paired with, the one with the largest overlap first; empty unless found. More
    /// than one only where the preset allows it.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<int>> Pairs { get; init; }

    /// <summary>
    /// For each reference lesion the (first) prediction it is paired with, or the one that covers it when merged; null when missed or
    /// ignored.
    /// </summary>
    public required IReadOnlyList<int?> PredictionOfReference { get; init; }

    /// <summary>
    /// For each prediction the (first) reference lesion it is paired with, or the one it is a fragment of; null otherwise.
    /// </summary>
    public required IReadOnlyList<int?> ReferenceOfPrediction { get; init; }

    public int Count(ReferenceOutcome outcome) => References.Count(r => r == outcome);

    public int Count(PredictionOutcome outcome) => Predictions.Count(p => p == outcome);
}

/// <summary>The outcome of a reference lesion.</summary>
internal enum ReferenceOutcome
{
    /// <summary>Below the minimum volume: neither found nor missed.</summary>
    Ignored,

    /// <summary>Paired with a predicted lesion.</summary>
    Found,

    /// <summary>Not paired itself, but overlapped by a prediction paired with another lesion: detected.</summary>
    Merged,

    Missed,
}

/// <summary>The outcome of a predicted lesion.</summary>
internal enum PredictionOutcome
{
    /// <summary>Below the minimum volume: neither true nor false.</summary>
    Ignored,

    /// <summary>Paired with a reference lesion.</summary>
    Matched,

    /// <summary>Not paired, but overlaps a found reference lesion: not a false positive.</summary>
    Fragment,

    /// <summary>Overlaps no found lesion, but one too small to be counted: neither true nor false.</summary>
    OnIgnored,

    FalsePositive,
}

/// <summary>Joins neighbouring lesions before they are matched, as the evaluators of BraTS-METS 2023 to 2025 do.</summary>
internal static class LesionMerging
{
    /// <summary>
    /// Lesions whose surroundings of so many steps (18 neighbours) touch (26 neighbours) become one; they are measured and numbered again.
    /// With one step, lesions up to two voxels apart are joined. The same set when there is nothing to join.
    /// </summary>
    public static LesionSet Merge(LesionSet lesions, int steps)
    {
        if (steps == 0 || lesions.Lesions.Count < 2)
        {
            return lesions;
        }

        var grown = Morphology.DilateBySteps(lesions.ToSegmentation(), Connectivity.Edges18, steps);
        var (regions, count) = ConnectedComponents.Label(grown, Connectivity.Corners26);
        if (count == lesions.Lesions.Count)
        {
            return lesions;
        }

        var labels = new Volume<int>(lesions.Geometry);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            labels.Voxels[i] = lesions.Labels.Voxels[i] > 0 ? regions.Voxels[i] : 0;
        }

        return LesionFinder.FromLabels(lesions.CaseId, lesions.Patient, labels);
    }
}

/// <summary>Chooses pairs among the lesions that may pair, by each of the rules. Ties are resolved by the order of the lesions.</summary>
internal static class Pairings
{
    /// <summary>What a pair without overlap costs more than one that shares nothing but a voxel (as in the evaluator of 2026).</summary>
    private const double NoOverlapSurcharge = 1e-6;

    /// <param name="overlaps">Of lesions that count, in an order that does not depend on chance.</param>
    /// <param name="preset">Defines which of them may pair, and how to choose.</param>
    /// <param name="volumesMm3">Of all reference lesions and all predictions.</param>
    public static IReadOnlyList<(int Reference, int Predicted)> Choose(
        IReadOnlyList<LesionOverlap> overlaps, MatchingPreset preset, (double[] Reference, double[] Predicted) volumesMm3)
    {
        var edges = overlaps.Where(o => o.MayPair(preset)).ToArray();
        return preset.Pairing switch
        {
            PairingRule.MostPairs => Assigned(edges, e => 1 - e.Iou, double.PositiveInfinity),
            PairingRule.GreatestDice => Assigned(edges, e => 1 - e.Dice, 1 + NoOverlapSurcharge),
            PairingRule.ManyToMany => [.. edges.Select(e => (e.Reference, e.Predicted))],
            PairingRule.MergePredictions => Merged(overlaps, preset, volumesMm3),
            _ => throw new ArgumentException($"Pairing rule {(int)preset.Pairing} is not known.", nameof(preset)),
        };
    }

    private static List<(int Reference, int Predicted)> Assigned(
        LesionOverlap[] edges, Func<LesionOverlap, double> cost, double costWithoutEdge)
    {
        var rows = edges.Select(e => e.Reference).Distinct().Order().ToArray();
        var columns = edges.Select(e => e.Predicted).Distinct().Order().ToArray();
        var (costs, isEdge) = (new double[rows.Length, columns.Length], new bool[rows.Length, columns.Length]);
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                costs[row, column] = costWithoutEdge;
            }
        }

        foreach (var edge in edges)
        {
            var (row, column) = (Array.BinarySearch(rows, edge.Reference), Array.BinarySearch(columns, edge.Predicted));
            (costs[row, column], isEdge[row, column]) = (cost(edge), true);
        }

        var columnOfRow = HungarianAssignment.LowestCost(costs);
        var pairs = new List<(int Reference, int Predicted)>();
        for (var row = 0; row < rows.Length; row++)
        {
            if (columnOfRow[row] is { } column && isEdge[row, column])
            {
                pairs.Add((rows[row], columns[column]));
            }
        }

        return pairs;
    }

    /// <summary>The first prediction of a lesion must be one that may pair with it; those that join it need only overlap.</summary>
    private static List<(int Reference, int Predicted)> Merged(
        IReadOnlyList<LesionOverlap> overlaps, MatchingPreset preset, (double[] Reference, double[] Predicted) volumesMm3)
    {
        var pairs = new List<(int Reference, int Predicted)>();
        var used = new HashSet<int>();
        var found = new Dictionary<int, (double SharedMm3, double UnionMm3)>();
        foreach (var edge in overlaps.OrderByDescending(e => e.Iou).ThenBy(e => e.Reference).ThenBy(e => e.Predicted))
        {
            if (used.Contains(edge.Predicted))
            {
                continue;
            }

            // From IoU = shared / (both - shared).
            var both = volumesMm3.Reference[edge.Reference] + volumesMm3.Predicted[edge.Predicted];
            var sharedMm3 = edge.Iou * both / (1 + edge.Iou);
            if (!found.TryGetValue(edge.Reference, out var before))
            {
                if (!edge.MayPair(preset))
                {
                    continue;
                }

                found[edge.Reference] = (sharedMm3, both - sharedMm3);
            }
            else
            {
                var (shared, union) = (before.SharedMm3 + sharedMm3, before.UnionMm3 + volumesMm3.Predicted[edge.Predicted] - sharedMm3);
                if (!(shared / union > before.SharedMm3 / before.UnionMm3))
                {
                    continue;
                }

                found[edge.Reference] = (shared, union);
            }

            used.Add(edge.Predicted);
            pairs.Add((edge.Reference, edge.Predicted));
        }

        return pairs;
    }
}
