using BrainMets.Evaluation.FreeResponse;

namespace BrainMets.Evaluation;

/// <summary>A whole evaluation; serialised as evaluation.json (docs/metrics.md).</summary>
public sealed record EvaluationResult
{
    public int SchemaVersion { get; init; } = 1;

    public required MatchingPreset Matching { get; init; }

    public required IReadOnlyList<CaseEvaluation> Cases { get; init; }

    public required EvaluationSummary Summary { get; init; }

    public required IReadOnlyList<VolumeBin> ByVolume { get; init; }

    /// <summary>Probability maps judged over all thresholds; null when masks, or maps at one threshold, were judged.</summary>
    public FreeResponseResult? FreeResponse { get; init; }
}
