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

    /// <summary>Small components of probability maps that were dropped before judging; null when none were to be.</summary>
    public DroppedPredictions? DroppedPredictions { get; init; }

    /// <summary>Cases with an empty mask on either side, and what each figure is there; null in files of older versions.</summary>
    public EmptyCases? EmptyCases { get; init; }

    /// <summary>The score of the preset's challenge over all cases; null when the preset has none.</summary>
    public ScoreSummary? Score { get; init; }

    /// <summary>The main figures of the same masks under every named preset; null when not asked for.</summary>
    public IReadOnlyList<MatchingSensitivityRow>? DefinitionSensitivity { get; init; }

    /// <summary>Figures as continuous functions of volume; null in evaluations made before there were any.</summary>
    public VolumeCurves? Curves { get; init; }

    /// <summary>Probability maps judged over all thresholds; null when masks, or maps at one threshold, were judged.</summary>
    public FreeResponseResult? FreeResponse { get; init; }
}
