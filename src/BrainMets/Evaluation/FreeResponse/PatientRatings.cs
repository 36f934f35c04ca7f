namespace BrainMets.Evaluation;

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
    {
        FoundDiceSum = a.FoundDiceSum + b.FoundDiceSum,
    };
}
