using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Evaluates probability maps at all thresholds, for each case and over all cases. Definitions: docs/metrics.md, "Probability maps".
/// </summary>
internal static class FreeResponseEvaluator
{
    /// <summary>Counts one map at every threshold, and rates its lesions and candidates.</summary>
    /// <exception cref="InvalidInputException">
    /// The map holds something that is not a probability, is a mask, or lies on another grid than the reference.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// Map and reference belong to different cases, the reference was not split with the preset's connectivity, or an option is out of
    /// range.
    /// </exception>
    public static MapEvaluation Evaluate(ProbabilityMap map, LesionSet reference, MatchingPreset preset, FreeResponseOptions options)
    {
        options.Validate();
        Check(map, reference, preset);
        var candidates = LesionFinder.Find(map, new LesionOptions
        {
            Threshold = options.CandidateThreshold,
            Connectivity = preset.Connectivity,
        });
        return new MapEvaluation(Rate(reference, candidates, preset, options.Confidence), CountsOf(map, reference, preset, options));
    }

    /// <summary>The counts of <see cref="Evaluate"/> alone.</summary>
    internal static IReadOnlyList<ThresholdCounts> CountsOf(
        ProbabilityMap map, LesionSet reference, MatchingPreset preset, FreeResponseOptions options) =>
        new ThresholdSweep(options.OutlineThreshold is { } outline
            ? PeakMap.Of(map, outline, preset.Connectivity)
            : map, reference, preset).Count(options.Swept);

    /// <summary>Summarises all cases, with intervals over patients.</summary>
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
            // of a map, so measured
            (confidence == CandidateConfidence.Mean ? l.MeanProbability : l.MaxProbability)!.Value, 0, 1)).ToArray();
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
                $"The reference is of case {reference.CaseId}, patient {reference.Patient}; the map of case {map.CaseId}, patient "
                    + $"{map.Patient}.");
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
                + "--save-probability' writes probability.nii.gz), or evaluate the masks without --sweep.");
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
            throw new ArgumentException(
                $"Case {repeated.Key} occurs {repeated.Count()} times among the maps; expected once.", nameof(cases));
        }

        if (cases.FirstOrDefault(c => !c.Counts.Select(t => t.Threshold).SequenceEqual(options.Swept)) is { } other)
        {
            throw new ArgumentException($"Case {other.Ratings.Case} was counted at other thresholds than the options name.", nameof(cases));
        }
    }
}

/// <summary>Options for the evaluation of probability maps at all thresholds (docs/metrics.md, "Probability maps").</summary>
public sealed record FreeResponseOptions
{
    /// <summary>
    /// A candidate is a connected component of the voxels with at least this probability; above 0, at most 1. Default 0.1: lower, and
    /// candidates grow into each other and lose their lesion; higher, and faint ones are lost.
    /// </summary>
    public double CandidateThreshold { get; init; } = 0.1;

    public CandidateConfidence Confidence { get; init; } = CandidateConfidence.Maximum;

    /// <summary>Thresholds of the sweep, ascending, above 0 and at most 1. Default 0.01, 0.02 … 0.99.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];

    /// <summary>
    /// Segmentation threshold of the sweep: at each threshold a finding is a component of the voxels from this probability on that reaches
    /// the threshold somewhere, as <see cref="LesionOptions.OutlineThreshold"/>; lower thresholds are left out. Null: the threshold itself.
    /// Not used for candidates.
    /// </summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>False positives per patient that may not be exceeded by an operating point; null for none.</summary>
    public double? FalsePositiveBudget { get; init; }

    /// <summary>Edges between the size classes of the stratified curve in mm³, ascending. Default 0.1 and 1 cc.</summary>
    public IReadOnlyList<double> StratumEdgesMm3 { get; init; } = [100, 1000];

    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling.</summary>
    public int Seed { get; init; }

    /// <summary>The thresholds of the sweep.</summary>
    internal IReadOnlyList<double> Swept => OutlineThreshold is { } outline ? [.. Thresholds.Where(t => t >= outline)] : Thresholds;

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Free-response options");
        errors.AddIf(
            !(CandidateThreshold > 0 && CandidateThreshold <= 1),
            $"candidate threshold is {CandidateThreshold}; must be above 0 and at most 1");
        errors.AddIf(
            Thresholds.Count == 0 || Thresholds.Any(t => !(t > 0 && t <= 1)) || !IsAscending(Thresholds),
            $"thresholds are [{string.Join(", ", Thresholds)}]; must be ascending, above 0 and at most 1");
        errors.AddIf(
            OutlineThreshold is { } outline && !(outline > 0 && outline <= 1 && Swept.Count > 0),
            $"outline threshold is {OutlineThreshold}; must be above 0 and at most the highest threshold");
        errors.AddIf(
            FalsePositiveBudget is { } budget && !(budget >= 0 && double.IsFinite(budget)),
            $"false-positive budget is {FalsePositiveBudget} per patient; must be 0 or more");
        errors.AddIf(
            StratumEdgesMm3.Any(e => !(e > 0 && double.IsFinite(e))) || !IsAscending(StratumEdgesMm3),
            $"stratum edges are {string.Join(", ", StratumEdgesMm3)} mm³; must be positive and ascending");
        errors.AddIf(Resamples < 100, $"resamples is {Resamples}; must be 100 or more");
        errors.ThrowIfAny();
    }

    private static bool IsAscending(IReadOnlyList<double> values) => values.Zip(values.Skip(1)).All(v => v.First < v.Second);
}

/// <summary>The confidence of a lesion candidate, from the probabilities of its voxels.</summary>
public enum CandidateConfidence
{
    /// <summary>The maximum, as in PI-CAI and LUNA16.</summary>
    Maximum,

    /// <summary>The mean over the voxels from the candidate threshold on.</summary>
    Mean,
}

/// <summary>Evaluation of probability maps at all thresholds; key "freeResponse" of evaluation.json (docs/metrics.md).</summary>
public sealed record FreeResponseResult
{
    public required double CandidateThreshold { get; init; }

    /// <summary>The segmentation threshold of the sweep; null for each detection threshold itself.</summary>
    public double? OutlineThreshold { get; init; }

    public required CandidateConfidence Confidence { get; init; }

    public required int Resamples { get; init; }

    public required int Seed { get; init; }

    public required int Patients { get; init; }

    /// <summary>Patients with at least one reference lesion that counts.</summary>
    public required int PatientsWithLesions { get; init; }

    /// <summary>Patients whose reference holds no lesion at all.</summary>
    public required int LesionFreePatients { get; init; }

    /// <summary>Lesions formed and evaluated at each threshold, ascending.</summary>
    public required IReadOnlyList<OperatingPoint> Thresholds { get; init; }

    /// <summary>The threshold with the highest F1 on these cases.</summary>
    public required ChosenThreshold BestF1 { get; init; }

    /// <summary>The threshold with the highest sensitivity within the false-positive budget; null when no budget was given.</summary>
    public ChosenThreshold? WithinBudget { get; init; }

    public required FrocSummary Froc { get; init; }

    /// <summary>False candidates of lesion-free patients only: Chakraborty's weighted AFROC.</summary>
    public required WeightedAfroc Wafroc { get; init; }

    /// <summary>False candidates of all patients: the variant called wAFROC1, for data without lesion-free patients.</summary>
    public required WeightedAfroc Wafroc1 { get; init; }

    public required ConfidenceCalibration Calibration { get; init; }

    public required IReadOnlyList<CaseRatings> Cases { get; init; }
}

/// <summary>
/// One probability map against its reference: the counts at each threshold of the sweep, ascending, and the rated candidates.
/// </summary>
public sealed record MapEvaluation(CaseRatings Ratings, IReadOnlyList<ThresholdCounts> Counts);

/// <summary>What a free-response analysis needs of one case: each lesion and each candidate with its confidence.</summary>
public sealed record CaseRatings
{
    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>True when the reference holds no lesion at all, not even one too small to count.</summary>
    public required bool LesionFree { get; init; }

    public required IReadOnlyList<RatedLesion> Lesions { get; init; }

    /// <summary>Matched and false candidates. Fragments and candidates on ignored lesions are neither and only counted.</summary>
    public required IReadOnlyList<RatedCandidate> Candidates { get; init; }

    /// <summary>Candidates in addition to the matched one of a found lesion.</summary>
    public int Fragments { get; init; }

    /// <summary>Candidates that meet only a reference lesion below the minimum volume.</summary>
    public int OnIgnored { get; init; }
}

/// <summary>
/// A reference lesion that counts, and how sure the map is of it: the confidence of the candidate it is paired with, or that covers it when
/// merged. Null when no candidate found it.
/// </summary>
public sealed record RatedLesion(int Reference, double VolumeMm3, double? Confidence);

/// <summary>A lesion candidate of a probability map that is matched with a reference lesion or false.</summary>
public sealed record RatedCandidate(double VolumeMm3, double Confidence, bool IsMatched);

/// <summary>The ratings of one patient over all of the patient's cases: the unit that the bootstrap draws.</summary>
internal sealed record PatientRatings(bool LesionFree, IReadOnlyList<RatedLesion> Lesions, IReadOnlyList<RatedCandidate> Candidates)
{
    /// <summary>The highest confidence of a false candidate; null when there is none.</summary>
    public double? HighestFalse => Candidates.Where(c => !c.IsMatched).Max(c => (double?)c.Confidence);

    /// <summary>In the order of their names, so that a seed means the same whatever the order of the cases.</summary>
    public static PatientRatings[] Of(IEnumerable<CaseRatings> cases) =>
    [
        .. cases.GroupBy(c => c.Patient).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PatientRatings(
            p.All(c => c.LesionFree), [.. p.SelectMany(c => c.Lesions)], [.. p.SelectMany(c => c.Candidates)])),
    ];

    /// <summary>The summed counts of each patient at each threshold, in the same order.</summary>
    public static ThresholdCounts[][] Counts(IEnumerable<MapEvaluation> cases) =>
    [
        .. cases.GroupBy(c => c.Ratings.Patient, c => c.Counts).OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => p.Aggregate((a, b) => [.. a.Zip(b, Sum)]).ToArray()),
    ];

    public static ThresholdCounts Sum(ThresholdCounts a, ThresholdCounts b) => new(
        a.Threshold,
        a.TruePositives + b.TruePositives,
        a.MatchedPredictions + b.MatchedPredictions,
        a.FalsePositives + b.FalsePositives,
        a.FalseNegatives + b.FalseNegatives)
    { FoundDiceSum = a.FoundDiceSum + b.FoundDiceSum };
}
