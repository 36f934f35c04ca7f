using BrainMets.Evaluation.Curves;
using BrainMets.Evaluation.Matching;
using BrainMets.Evaluation.Statistics;
using BrainMets.Evaluation.Surfaces;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Judges predicted lesions against reference lesions, case by case and together. Definitions: docs/metrics.md.</summary>
public static class Evaluator
{
    /// <summary>
    /// Compares one prediction with its reference. Give every component of both, however small: the preset decides which are too small to
    /// count.
    /// </summary>
    /// <exception cref="CaseDataException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">They belong to different cases, or were not split with the preset's connectivity.</exception>
    public static CaseEvaluation Evaluate(LesionSet reference, LesionSet predicted, MatchingPreset preset)
    {
        Check(reference, predicted, preset);
        var matching = LesionMatcher.Match(reference, predicted, preset);
        var lesions = Enumerable.Range(0, reference.Lesions.Count)
            .Where(r => matching.References[r] != ReferenceOutcome.Ignored)
            .Select(r => EvaluateLesion(r, reference, predicted, matching))
            .ToArray();
        return new CaseEvaluation
        {
            Case = reference.CaseId,
            Patient = reference.Patient,
            ReferenceLesions = lesions.Length,
            PredictedLesions = predicted.Lesions.Count - matching.Count(PredictionOutcome.Ignored),
            TruePositives = lesions.Count(l => l.Detected),
            MatchedPredictions = matching.Count(PredictionOutcome.Matched),
            FalsePositives = matching.Count(PredictionOutcome.FalsePositive),
            FalseNegatives = matching.Count(ReferenceOutcome.Missed),
            Fragments = matching.Count(PredictionOutcome.Fragment),
            Merged = matching.Count(ReferenceOutcome.Merged),
            IgnoredReferenceLesions = matching.Count(ReferenceOutcome.Ignored),
            IgnoredPredictedLesions = matching.Count(PredictionOutcome.Ignored),
            PredictionsOnIgnored = matching.Count(PredictionOutcome.OnIgnored),
            Dice = MaskOverlap.Of<int>(reference.Labels.Voxels, predicted.Labels.Voxels).Dice,
            Lesions = lesions,
            FalsePositiveLesions = [.. predicted.Lesions
                .Where((_, p) => matching.Predictions[p] == PredictionOutcome.FalsePositive)
                .Select(l => new FalsePositive(l.Label, l.VolumeMm3))],
        };
    }

    /// <summary>Puts the figures of all cases together, with intervals over patients.</summary>
    /// <exception cref="ArgumentException">No case, a case twice, or an option out of range.</exception>
    public static EvaluationResult Summarize(IReadOnlyList<CaseEvaluation> cases, MatchingPreset preset, SummaryOptions options)
    {
        options.Validate();
        if (cases.Count == 0)
        {
            throw new ArgumentException("No case to summarise.", nameof(cases));
        }

        if (cases.GroupBy(c => c.Case).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new ArgumentException(
                $"Case {repeated.Key} stands {repeated.Count()} times among the evaluations; once is expected.", nameof(cases));
        }

        return new EvaluationResult
        {
            Matching = preset,
            Cases = cases,
            Summary = PatientTotals.Summarize(cases, options),
            ByVolume = VolumeBinning.Of(cases, options.VolumeEdgesMm3),
            Curves = VolumeCurves.Of(
                cases, new CurveOptions { Resamples = options.Resamples, Seed = options.Seed, MinVolumeMm3 = preset.MinVolumeMm3 }),
        };
    }

    private static void Check(LesionSet reference, LesionSet predicted, MatchingPreset preset)
    {
        if (reference.CaseId != predicted.CaseId || reference.Patient != predicted.Patient)
        {
            throw new ArgumentException(
                $"The reference is of case {reference.CaseId}, patient {reference.Patient}; "
                + $"the prediction of case {predicted.CaseId}, patient {predicted.Patient}.");
        }

        if (!reference.Geometry.SameGridAs(predicted.Geometry))
        {
            throw new CaseDataException(
                reference.CaseId,
                $"reference and prediction lie on different grids. Reference: {reference.Geometry}. Prediction: {predicted.Geometry}. "
                + "Bring the prediction onto the grid of the reference; it is never resampled here.");
        }

        if (reference.Connectivity != preset.Connectivity || predicted.Connectivity != preset.Connectivity)
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' needs lesions split by {(int)preset.Connectivity} neighbours; "
                + $"the reference has {(int)reference.Connectivity}, the prediction {(int)predicted.Connectivity}.");
        }
    }

    private static LesionEvaluation EvaluateLesion(int index, LesionSet reference, LesionSet predicted, LesionMatching matching)
    {
        var lesion = reference.Lesions[index];
        var found = matching.References[index] == ReferenceOutcome.Found;
        var prediction = matching.PredictionOfReference[index] is { } p ? predicted.Lesions[p] : null;
        var (dice, distances) = found && prediction is not null ? Compare((reference, lesion), (predicted, prediction)) : (null, null);
        return new LesionEvaluation
        {
            Reference = lesion.Label,
            Predicted = [.. prediction is null ? [] : new[] { prediction.Label }, .. Fragments(index, matching)],
            ReferenceVolumeMm3 = lesion.VolumeMm3,
            PredictedVolumeMm3 = found ? prediction?.VolumeMm3 : null,
            Detected = prediction is not null,
            Merged = matching.References[index] == ReferenceOutcome.Merged,
            Dice = dice,
            Hd95Mm = distances?.Hd95Mm ?? new Hd95Mm(null, null, null),
            AssdMm = distances?.AssdMm,
        };
    }

    private static IEnumerable<int> Fragments(int reference, LesionMatching matching) =>
        from p in Enumerable.Range(0, matching.Predictions.Count)
        where matching.Predictions[p] == PredictionOutcome.Fragment && matching.ReferenceOfPrediction[p] == reference
        select p + 1;

    private static (double? Dice, SurfaceDistances? Distances) Compare(
        (LesionSet Set, Lesion Lesion) reference, (LesionSet Set, Lesion Lesion) predicted)
    {
        var box = reference.Lesion.Box.Union(predicted.Lesion.Box);
        var referenceMask = reference.Set.Labels.Crop(box).Map(l => (byte)(l == reference.Lesion.Label ? 1 : 0));
        var predictedMask = predicted.Set.Labels.Crop(box).Map(l => (byte)(l == predicted.Lesion.Label ? 1 : 0));
        var dice = MaskOverlap.Of<byte>(referenceMask.Voxels, predictedMask.Voxels).Dice;
        return (dice, SurfaceDistances.Between(referenceMask, predictedMask));
    }
}
