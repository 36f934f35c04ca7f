using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>Judges probability maps at all thresholds, case by case and together. Definitions: docs/metrics.md.</summary>
public static class FreeResponseEvaluator
{
    /// <summary>Counts one map at every threshold, and rates its lesions and candidates.</summary>
    /// <exception cref="InvalidInputException">
    /// The map holds something that is no probability, is a mask, or lies on another grid than the reference.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// Map and reference belong to different cases, the reference was not split with the preset's connectivity, or an option is out of range.
    /// </exception>
    public static MapEvaluation Evaluate(ProbabilityMap map, LesionSet reference, MatchingPreset preset, FreeResponseOptions options)
    {
        options.Validate();
        Check(map, reference, preset);
        var candidates = LesionFinder.Find(map, new LesionOptions { Threshold = options.CandidateThreshold, Connectivity = preset.Connectivity });
        return new MapEvaluation(
            Rate(reference, candidates, preset, options.Confidence), CountsOf(map, reference, preset, options));
    }

    /// <summary>The counts of <see cref="Evaluate"/> alone.</summary>
    internal static IReadOnlyList<ThresholdCounts> CountsOf(ProbabilityMap map, LesionSet reference, MatchingPreset preset, FreeResponseOptions options) =>
        new ThresholdSweep(options.OutlineThreshold is { } outline ? PeakMap.Of(map, outline, preset.Connectivity) : map, reference, preset).Count(options.Swept);

    /// <summary>Puts all cases together, with intervals over patients.</summary>
    /// <param name="cases">Each made with the same preset and options.</param>
    /// <param name="options">As given to <see cref="Evaluate"/>.</param>
    /// <exception cref="ArgumentException">No case, a case twice, an option out of range, or cases of other thresholds.</exception>
    public static FreeResponseResult Summarize(IReadOnlyList<MapEvaluation> cases, FreeResponseOptions options)
    {
        options.Validate();
        Check(cases, options);
        var ratings = cases.Select(c => c.Ratings).ToArray();
        var patients = PatientRatings.Of(ratings);
        var bootstrap = new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed));
        var sweep = new SweepCounts(PatientRatings.Counts(cases), bootstrap);
        return new FreeResponseResult
        {
            CandidateThreshold = options.CandidateThreshold,
            OutlineThreshold = options.OutlineThreshold,
            Confidence = options.Confidence,
            Resamples = options.Resamples,
            Seed = options.Seed,
            Patients = patients.Length,
            PatientsWithLesions = patients.Count(p => p.Lesions.Count > 0),
            LesionFreePatients = patients.Count(p => p.LesionFree),
            Thresholds = sweep.OperatingPoints(),
            BestF1 = sweep.BestF1(),
            WithinBudget = options.FalsePositiveBudget is { } budget ? sweep.WithinBudget(budget) : null,
            Froc = FrocIntervals.Of(patients, options.StratumEdgesMm3, bootstrap),
            Wafroc = WeightedAfroc.Of(patients, bootstrap, allPatients: false),
            Wafroc1 = WeightedAfroc.Of(patients, bootstrap, allPatients: true),
            Calibration = ConfidenceCalibration.Of(patients, bootstrap),
            Cases = ratings,
        };
    }

    private static CaseRatings Rate(LesionSet reference, LesionSet candidates, MatchingPreset preset, CandidateConfidence confidence)
    {
        // Rounding may have carried a probability past the ends by less than a ten-thousandth.
        var confidences = candidates.Lesions.Select(l => Math.Clamp(
            (confidence == CandidateConfidence.Mean ? l.MeanProbability : l.MaxProbability)!.Value, 0, 1)).ToArray(); // of a map, so measured
        var matching = LesionMatcher.Match(reference, candidates, preset);
        return new CaseRatings
        {
            Case = reference.CaseId,
            Patient = reference.Patient,
            LesionFree = reference.Lesions.Count == 0,
            Lesions = [.. from lesion in reference.Lesions
                          let i = lesion.Label - 1
                          where matching.References[i] != ReferenceOutcome.Ignored
                          select new RatedLesion(
                              lesion.Label, lesion.VolumeMm3, matching.PredictionOfReference[i] is { } p ? confidences[p] : null)],
            Candidates = [.. from candidate in candidates.Lesions
                             let i = candidate.Label - 1
                             let outcome = matching.Predictions[i]
                             where outcome is PredictionOutcome.Matched or PredictionOutcome.FalsePositive
                             select new RatedCandidate(candidate.VolumeMm3, confidences[i], outcome == PredictionOutcome.Matched)],
            Fragments = matching.Count(PredictionOutcome.Fragment),
            OnIgnored = matching.Count(PredictionOutcome.OnIgnored),
        };
    }

    private static void Check(ProbabilityMap map, LesionSet reference, MatchingPreset preset)
    {
        if (map.CaseId != reference.CaseId || map.Patient != reference.Patient)
        {
            throw new ArgumentException(
                $"The reference is of case {reference.CaseId}, patient {reference.Patient}; the map of case {map.CaseId}, patient {map.Patient}.");
        }

        if (!map.Probability.Geometry.SameGridAs(reference.Geometry))
        {
            throw new InvalidInputException(
                map.CaseId,
                $"probability map and reference lie on different grids. Map: {map.Probability.Geometry}. Reference: {reference.Geometry}.");
        }

        if (reference.Connectivity != preset.Connectivity)
        {
            throw new ArgumentException(
                $"Matching '{preset.Name}' needs lesions split by {(int)preset.Connectivity} neighbours; "
                + $"the reference of case {map.CaseId} has {(int)reference.Connectivity}.");
        }

        var voxels = map.Probability.Voxels.AsSpan();
        if (voxels.IndexOfAnyExcept(0f, 1f) < 0 && voxels.Contains(1f))
        {
            throw new InvalidInputException(
                map.CaseId,
                "holds only 0 and 1, so it is a mask: all thresholds would give the same lesions. Give probability maps ('mets predict "
                + "--save-probability' writes probability.nii.gz), or judge the masks without --sweep.");
        }
    }

    private static void Check(IReadOnlyList<MapEvaluation> cases, FreeResponseOptions options)
    {
        if (cases.Count == 0)
        {
            throw new ArgumentException("No case to summarise.", nameof(cases));
        }

        if (cases.GroupBy(c => c.Ratings.Case).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new ArgumentException($"Case {repeated.Key} stands {repeated.Count()} times among the maps; once is expected.", nameof(cases));
        }

        if (cases.FirstOrDefault(c => !c.Counts.Select(t => t.Threshold).SequenceEqual(options.Swept)) is { } other)
        {
            throw new ArgumentException($"Case {other.Ratings.Case} was counted at other thresholds than the options name.", nameof(cases));
        }
    }
}
