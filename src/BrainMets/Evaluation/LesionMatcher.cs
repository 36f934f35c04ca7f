using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Decides which predicted lesion is which reference lesion, by the rules of a preset (docs/metrics.md, "Matching").</summary>
public static class LesionMatcher
{
    /// <summary>How far a volume computed from a rounded affine may exceed a limit and still count as equal to it.</summary>
    private const double VolumeTolerance = 1e-6;

    /// <summary>Both sets must lie on the same grid. Lesions are taken as they are: see <see cref="LesionMerging"/>.</summary>
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

        // An ignored prediction finds nothing and spoils nothing. An ignored reference lesion may still excuse what lies on it.
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
