using BrainMets.Evaluation.Curves;

namespace BrainMets.Evaluation;

/// <summary>A whole evaluation; serialised as evaluation.json (docs/metrics.md).</summary>
public sealed record EvaluationResult
{
    public int SchemaVersion { get; init; } = 1;

    public required MatchingPreset Matching { get; init; }

    public required IReadOnlyList<CaseEvaluation> Cases { get; init; }

    public required EvaluationSummary Summary { get; init; }

    public required IReadOnlyList<VolumeBin> ByVolume { get; init; }

    /// <summary>Figures as continuous functions of volume; null in evaluations made before there were any.</summary>
    public VolumeCurves? Curves { get; init; }
}
