using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>A whole evaluation; serialised as evaluation.json (docs/metrics.md).</summary>
public sealed record EvaluationResult
{
    public int SchemaVersion { get; init; } = 1;

    public required MatchingPreset Matching { get; init; }

    public required IReadOnlyList<CaseEvaluation> Cases { get; init; }

    public required EvaluationSummary Summary { get; init; }

    public required IReadOnlyList<VolumeBin> ByVolume { get; init; }

    /// <summary>Which labels of label maps were taken as lesions; null where masks were read.</summary>
    public LabelsRead? LabelsRead { get; init; }

    /// <summary>Small components of probability maps that were dropped before evaluation; null when no minimum was given.</summary>
    public DroppedPredictions? DroppedPredictions { get; init; }

    /// <summary>Cases with an empty mask on either side, and the rule for each metric there; null in files of older versions.</summary>
    public EmptyCases? EmptyCases { get; init; }

    /// <summary>The score of the preset's challenge over all cases; null when the preset has none.</summary>
    public ScoreSummary? Score { get; init; }

    /// <summary>The main metrics of the same masks under every named preset; null unless requested.</summary>
    public IReadOnlyList<MatchingSensitivityRow>? DefinitionSensitivity { get; init; }

    /// <summary>Metrics as continuous functions of volume; null in evaluations of older versions.</summary>
    public VolumeCurves? Curves { get; init; }

    /// <summary>The evaluation of probability maps at all thresholds; null when masks, or maps at one threshold, were evaluated.</summary>
    public FreeResponseResult? FreeResponse { get; init; }
}

/// <summary>The main metrics over all cases. Lesion counts are summed over cases; Dice and HD95 are means over detected lesions.</summary>
public sealed record EvaluationSummary
{
    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate FalsePositivesPerPatient { get; init; }

    public required Estimate Dice { get; init; }

    /// <summary>Family B, the larger of the two directed 95th percentiles.</summary>
    public required Estimate Hd95Mm { get; init; }

    public required int Patients { get; init; }

    /// <summary>Patients whose reference holds no lesion at all, not even one too small to count.</summary>
    public required int LesionFreePatients { get; init; }

    /// <summary>How many of them got no false positive.</summary>
    public required int LesionFreePatientsWithoutFalsePositive { get; init; }

    /// <summary>Share of the lesion-free patients without a false positive.</summary>
    public Estimate Specificity { get; init; } = Estimate.Nothing;

    /// <summary>False positives per lesion-free patient.</summary>
    public Estimate FalsePositivesPerLesionFreePatient { get; init; } = Estimate.Nothing;
}

/// <summary>
/// Metrics of one volume bin [LowMm3, HighMm3); an open end is null. Reference volume decides the bin of a reference lesion, predicted
/// volume that of a prediction. Predicted lesions are those that count for precision, matched or false; F1 mixes both axes
/// (docs/metrics.md).
/// </summary>
public sealed record VolumeBin(
    double? LowMm3,
    double? HighMm3,
    int ReferenceLesions,
    int Detected,
    int PredictedLesions,
    int FalsePositives,
    Estimate Sensitivity,
    Estimate Precision,
    double? F1);

/// <summary>
/// The lesion labels of label maps on either side: labels ("1,3"), "any" of them, or "each" as a lesion of its own; null for masks.
/// </summary>
public sealed record LabelsRead(string? Reference, string? Prediction);

/// <summary>
/// Predicted components that were removed before the evaluation because they were smaller than the given minimum, as 'mets predict' does by
/// the minimum of its model. They count neither as false positives nor as detections.
/// </summary>
/// <param name="BelowMm3">Smaller ones were dropped, in mm³.</param>
/// <param name="Components">How many, over all cases.</param>
public sealed record DroppedPredictions(double BelowMm3, int Components);

/// <summary>
/// The cases in which a mask is empty, and the rule for each metric there (docs/metrics.md, "Empty masks"). Empty means without any voxel;
/// a mask that holds only ignored lesions is not.
/// </summary>
public sealed record EmptyCases
{
    public required EmptyCaseRow BothEmpty { get; init; }

    /// <summary>Only the reference: every prediction is a false positive.</summary>
    public required EmptyCaseRow ReferenceEmpty { get; init; }

    /// <summary>Only the prediction: every lesion is missed.</summary>
    public required EmptyCaseRow PredictionEmpty { get; init; }

    public static EmptyCases Of(IReadOnlyList<CaseEvaluation> cases, MatchingPreset preset)
    {
        static bool NoReference(CaseEvaluation c) => c.ReferenceLesions + c.IgnoredReferenceLesions == 0;
        static bool NoPrediction(CaseEvaluation c) => c.PredictedLesions + c.IgnoredPredictedLesions == 0;
        var bothEmpty = preset.Score switch
        {
            null => null, { PerfectWhenNothingCounts: true } => "Dice 1, HD95 0 by convention",
            _ => "undefined, left out",
        };
        var (referenceEmpty, predictionEmpty) = preset.Score?.Form switch
        {
            null => (null, null),
            ScoreForm.EveryLesion => ("Dice 0 and the HD95 penalty for each false positive", "Dice 0 and the HD95 penalty for each lesion"),
            _ => ("undefined, left out; false positives count in allLesionsF1 only",
                "Dice 0 and the HD95 penalty once when a lesion is large"),
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

/// <summary>Cases of one kind of emptiness: their number, their errors, and the rule for each metric in words.</summary>
public sealed record EmptyCaseRow
{
    public required int Cases { get; init; }

    public required int FalsePositives { get; init; }

    public required int FalseNegatives { get; init; }

    /// <summary>Dice of the whole masks: "undefined" or "0".</summary>
    public required string CaseDice { get; init; }

    /// <summary>Dice and distances of lesions.</summary>
    public required string LesionFigures { get; init; }

    /// <summary>The metrics in which the cases count.</summary>
    public required string CountsIn { get; init; }

    /// <summary>What the challenge's score is there; null when the preset has none.</summary>
    public required string? Score { get; init; }
}
