using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Evaluates predicted lesions against reference lesions, for each case and over all cases. Volumes are in mm³ and distances in mm, from
/// the affine; counts are of lesions. Definitions and sources: docs/metrics.md.
/// </summary>
public static class Evaluator
{
    /// <summary>Tolerances of surface Dice when none are given, in mm.</summary>
    public static IReadOnlyList<double> DefaultTolerancesMm { get; } = [1, 2];

    /// <summary>
    /// Evaluates the prediction of one case by the default rules (<see cref="MatchingPreset.Default"/>). Both are assumed to be of one
    /// case, whatever their ids; the result has the case id of the prediction.
    /// </summary>
    /// <param name="reference">The reference lesions.</param>
    /// <param name="predicted">The predicted lesions, on the same grid.</param>
    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    public static CaseEvaluation Evaluate(LesionSet reference, LesionSet predicted) =>
        Evaluate(reference with { CaseId = predicted.CaseId, Patient = predicted.Patient }, predicted, MatchingPreset.Default);

    /// <summary>
    /// Evaluates one prediction against its reference. Both must hold every component, however small: the preset decides which are too
    /// small to count. Where the preset joins lesions, labels in the result are those after joining, renumbered with the largest first.
    /// </summary>
    /// <param name="reference">The reference lesions.</param>
    /// <param name="predicted">The predicted lesions, on the same grid.</param>
    /// <param name="preset">The rules of matching.</param>
    /// <param name="tolerancesMm">Of surface Dice, 0 or more each; <see cref="DefaultTolerancesMm"/> when null.</param>
    /// <exception cref="InvalidInputException">The two lie on different grids.</exception>
    /// <exception cref="ArgumentException">
    /// They belong to different cases, were not split with the preset's connectivity, or a tolerance is negative.
    /// </exception>
    public static CaseEvaluation Evaluate(
        LesionSet reference, LesionSet predicted, MatchingPreset preset, IReadOnlyList<double>? tolerancesMm = null)
    {
        preset.Validate();
        var tolerances = tolerancesMm ?? DefaultTolerancesMm;
        Check(reference, predicted, preset, tolerances);
        var whole = MaskOverlap.Of<int>(reference.Labels.Voxels, predicted.Labels.Voxels);
        var ofCells = NearestLesionDice.Of(reference, predicted);
        reference = LesionMerging.Merge(reference, preset.MergeReferenceSteps);
        predicted = LesionMerging.Merge(predicted, preset.MergePredictionSteps);
        var matching = LesionMatcher.Match(reference, predicted, preset);
        var counted = Enumerable.Range(0, reference.Lesions.Count).Where(r => matching.References[r] != ReferenceOutcome.Ignored).ToArray();
        var comparisons = new LesionComparison[counted.Length];
        Parallel.For(0, counted.Length, i => comparisons[i] = Compare(counted[i], (reference, predicted), matching, preset));
        var lesions = counted.Select((r, i) =>
            LesionEvaluation.Measure(Outcome(reference.Lesions[r], predicted, matching), comparisons[i], tolerances)).ToArray();
        var falsePositives = matching.Count(PredictionOutcome.FalsePositive);
        return new CaseEvaluation
        {
            Case = reference.CaseId,
            Patient = reference.Patient,
            ReferenceLesions = lesions.Length,
            PredictedLesions = predicted.Lesions.Count - matching.Count(PredictionOutcome.Ignored),
            TruePositives = lesions.Count(l => l.Detected),
            MatchedPredictions = matching.Count(PredictionOutcome.Matched),
            FalsePositives = falsePositives,
            FalseNegatives = matching.Count(ReferenceOutcome.Missed),
            Fragments = matching.Count(PredictionOutcome.Fragment),
            Merged = matching.Count(ReferenceOutcome.Merged),
            IgnoredReferenceLesions = matching.Count(ReferenceOutcome.Ignored),
            IgnoredPredictedLesions = matching.Count(PredictionOutcome.Ignored),
            PredictionsOnIgnored = matching.Count(PredictionOutcome.OnIgnored),
            Dice = whole.Dice,
            NearestLesionDice = ofCells.Count == 0 ? null : ofCells.Average(),
            ReferenceVolumeMm3 = whole.Reference * reference.Geometry.VoxelVolumeMm3,
            PredictedVolumeMm3 = whole.Predicted * reference.Geometry.VoxelVolumeMm3,
            VolumeDifferenceMm3 = (whole.Predicted - whole.Reference) * reference.Geometry.VoxelVolumeMm3,
            RelativeVolumeDifference = whole.Reference == 0 ? null : (double)(whole.Predicted - whole.Reference) / whole.Reference,
            Score = preset.Score is { } rules
                ? CaseScoring.Of(
                    rules, reference.Geometry, [.. lesions.Zip(comparisons, (l, c) => (l.ReferenceVolumeMm3, c.Score))], falsePositives)
                : null,
            Lesions = lesions,
            FalsePositiveLesions = [.. predicted.Lesions
                .Where((_, p) => matching.Predictions[p] == PredictionOutcome.FalsePositive)
                .Select(l => new FalsePositive(l.Label, l.VolumeMm3))],
        };
    }

    /// <summary>Summarises the metrics of all cases, with 95 % intervals over patients (docs/metrics.md, "Intervals").</summary>
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
                $"Case {repeated.Key} occurs {repeated.Count()} times among the evaluations; expected once.", nameof(cases));
        }

        return new EvaluationResult
        {
            Matching = preset,
            Cases = cases,
            Summary = PatientCounts.Summarize(cases, options),
            ByVolume = VolumeBinning.Of(cases, options.VolumeEdgesMm3),
            EmptyCases = EmptyCases.Of(cases, preset),
            Score = ScoreSummary.Of(cases),
            Curves = VolumeCurves.Of(
                cases, new CurveOptions { Resamples = options.Resamples, Seed = options.Seed, MinVolumeMm3 = preset.MinVolumeMm3 }),
        };
    }

    private static void Check(LesionSet reference, LesionSet predicted, MatchingPreset preset, IReadOnlyList<double> tolerancesMm)
    {
        if (reference.CaseId != predicted.CaseId || reference.Patient != predicted.Patient)
        {
            throw new ArgumentException(
                $"The reference is of case {reference.CaseId}, patient {reference.Patient}; "
                + $"the prediction of case {predicted.CaseId}, patient {predicted.Patient}.");
        }

        if (!reference.Geometry.SameGridAs(predicted.Geometry))
        {
            throw new InvalidInputException(
                reference.CaseId,
                $"reference and prediction lie on different grids. Reference: {reference.Geometry}. Prediction: {predicted.Geometry}. "
                + "Bring the prediction onto the grid of the reference, or give --align to have it resampled.");
        }

        if ((!reference.LabelsGiven && reference.Connectivity != preset.Connectivity)
            || (!predicted.LabelsGiven && predicted.Connectivity != preset.Connectivity))
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' needs lesions split by {(int)preset.Connectivity} neighbours; "
                + $"the reference has {(int)reference.Connectivity}, the prediction {(int)predicted.Connectivity}.");
        }

        if (tolerancesMm.Any(t => !(t >= 0) || double.IsInfinity(t)))
        {
            throw new ArgumentException($"Tolerances are [{string.Join(", ", tolerancesMm)}] mm; must be 0 or more.");
        }
    }

    private static LesionComparison Compare(
        int index, (LesionSet Reference, LesionSet Predicted) sets, LesionMatching matching, MatchingPreset preset)
    {
        var matched = matching.Pairs[index].Select(p => sets.Predicted.Lesions[p]).ToArray();
        return matched.Length == 0
            ? LesionComparison.Nothing
            : LesionComparison.Of(sets.Reference, sets.Reference.Lesions[index], sets.Predicted, matched, preset.Score);
    }

    private static LesionOutcome Outcome(Lesion lesion, LesionSet predicted, LesionMatching matching)
    {
        var index = lesion.Label - 1;
        var pairs = matching.Pairs[index];
        var merged = matching.References[index] == ReferenceOutcome.Merged;
        var partners = merged ? [matching.PredictionOfReference[index]!.Value] : pairs; // A merged lesion has the one that covers it.
        return new LesionOutcome
        {
            Reference = lesion.Label,
            Predicted = [.. partners.Select(p => p + 1), .. Fragments(index, matching)],
            MatchedPredictions = pairs.Count,
            Merged = merged,
            ReferenceVolumeMm3 = lesion.VolumeMm3,
            PredictedVolumeMm3 = pairs.Count > 0 ? pairs.Sum(p => predicted.Lesions[p].VolumeMm3) : null,
        };
    }

    private static IEnumerable<int> Fragments(int reference, LesionMatching matching) =>
        from p in Enumerable.Range(0, matching.Predictions.Count)
        where matching.Predictions[p] == PredictionOutcome.Fragment && matching.ReferenceOfPrediction[p] == reference
        select p + 1;
}

/// <summary>
/// Compares a reference lesion with the union of the predictions matched to it, on a crop that holds them all: overlap and, from one pass
/// over their surfaces, every distance.
/// </summary>
internal sealed record LesionComparison(double? Dice, SurfaceDistances? Distances, LesionScore? Score)
{
    public static LesionComparison Nothing { get; } = new(null, null, null);

    /// <param name="reference">The set that holds the lesion.</param>
    /// <param name="lesion">One of its lesions.</param>
    /// <param name="predicted">The set that holds the predictions, on the same grid.</param>
    /// <param name="matched">At least one of them.</param>
    /// <param name="rules">The rules of a challenge's score; null for none.</param>
    public static LesionComparison Of(
        LesionSet reference, Lesion lesion, LesionSet predicted, IReadOnlyList<Lesion> matched, ScoreRules? rules)
    {
        var box = matched.Aggregate(lesion.Box, (all, m) => all.Union(m.Box));
        var referenceMask = Mask(reference, [lesion], box);
        var predictedMask = Mask(predicted, matched, box);
        var dice = MaskOverlap.Of<byte>(referenceMask.Voxels, predictedMask.Voxels).Dice;
        var distances = SurfaceDistances.Between(referenceMask, predictedMask);
        return new LesionComparison(
            dice, distances, rules is null ? null : ScoreOf(rules, (referenceMask, predictedMask), dice, distances));
    }

    private static Volume<byte> Mask(LesionSet set, IReadOnlyList<Lesion> lesions, Box3 box)
    {
        var labels = set.Labels.Crop(box);
        var wanted = lesions.Select(l => l.Label).ToHashSet();
        var only = lesions[0].Label;
        return lesions.Count == 1
            ? labels.Map(l => (byte)(l == only ? 1 : 0))
            : labels.Map(l => (byte)(l != 0 && wanted.Contains(l) ? 1 : 0));
    }

    private static LesionScore? ScoreOf(
        ScoreRules rules, (Volume<byte> Reference, Volume<byte> Predicted) masks, double? dice, SurfaceDistances? distances)
    {
        var used = rules.ReversedSpacing ? SurfaceDistances.Between(Reversed(masks.Reference), Reversed(masks.Predicted)) : distances;
        return dice is not { } overlap || used is null
            ? null
            : new LesionScore(
                overlap,
                used.Hd95(rules.Hd95Family),
                [.. rules.TolerancesMm(masks.Reference.Geometry.Spacing).Select(used.SurfaceDiceMeanOfSides)]);
    }

    /// <summary>The same voxels with the spacing of x and z exchanged; distances depend on nothing else of a grid.</summary>
    private static Volume<byte> Reversed(Volume<byte> mask)
    {
        var mm = mask.Geometry.Spacing;
        return new Volume<byte>(mask.Geometry with { VoxelToWorld = Affine.FromSpacing(new SpacingMm(mm.Z, mm.Y, mm.X)) }, mask.Voxels);
    }
}
