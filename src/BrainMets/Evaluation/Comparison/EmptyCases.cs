namespace BrainMets.Evaluation;

/// <summary>
/// The cases in which a mask is empty, and the rule for each figure there, so that nobody has to guess it (docs/metrics.md, "Empty masks").
/// Empty means without any voxel; a mask that holds only ignored lesions is not.
/// </summary>
public sealed record EmptyCases
{
    public required EmptyCaseRow BothEmpty { get; init; }

    /// <summary>Only the reference: all that is predicted is false.</summary>
    public required EmptyCaseRow ReferenceEmpty { get; init; }

    /// <summary>Only the prediction: every lesion is missed.</summary>
    public required EmptyCaseRow PredictionEmpty { get; init; }

    public static EmptyCases Of(IReadOnlyList<CaseEvaluation> cases, MatchingPreset preset)
    {
        static bool NoReference(CaseEvaluation c) => c.ReferenceLesions + c.IgnoredReferenceLesions == 0;
        static bool NoPrediction(CaseEvaluation c) => c.PredictedLesions + c.IgnoredPredictedLesions == 0;
        var bothEmpty = preset.Score switch
        {
            null => null,
            { PerfectWhenNothingCounts: true } => "Dice 1, HD95 0 by convention",
            _ => "undefined, left out",
        };
        var (referenceEmpty, predictionEmpty) = preset.Score?.Form switch
        {
            null => (null, null),
            ScoreForm.EveryLesion => ("Dice 0 and the HD95 penalty for each false positive", "Dice 0 and the HD95 penalty for each lesion"),
            _ => ("undefined, left out; false positives count in allLesionsF1 only", "Dice 0 and the HD95 penalty once when a lesion is large"),
        };
        return new EmptyCases
        {
            BothEmpty = Row(
                cases.Where(c => NoReference(c) && NoPrediction(c)),
                "undefined",
                "specificity and false positives per patient",
                bothEmpty),
            ReferenceEmpty = Row(
                cases.Where(c => NoReference(c) && !NoPrediction(c)),
                "0",
                "specificity, precision, F1 and false positives per patient",
                referenceEmpty),
            PredictionEmpty = Row(cases.Where(c => !NoReference(c) && NoPrediction(c)), "0", "sensitivity and F1", predictionEmpty),
        };
    }

    private static EmptyCaseRow Row(IEnumerable<CaseEvaluation> cases, string caseDice, string countsIn, string? score)
    {
        var all = cases.ToArray();
        return new EmptyCaseRow
        {
            Cases = all.Length,
            FalsePositives = all.Sum(c => c.FalsePositives),
            FalseNegatives = all.Sum(c => c.FalseNegatives),
            CaseDice = caseDice,
            LesionFigures = "undefined, left out of every mean",
            CountsIn = countsIn,
            Score = score,
        };
    }
}
