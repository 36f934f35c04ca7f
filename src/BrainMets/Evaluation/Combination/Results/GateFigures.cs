using BrainMets.Evaluation.Combination.Gates;

namespace BrainMets.Evaluation.Combination.Results;

/// <summary>How well the combination does at one gate. Lesions are pooled over all cases; intervals resample patients, gate by gate (pointwise).</summary>
public sealed record GateFigures
{
    public required VolumeGate Gate { get; init; }

    public required DetectionCounts Counts { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    /// <summary>In how many resamples of the patients this gate would have been chosen; null when no gate was chosen but one given.</summary>
    public required int? ChosenInResamples { get; init; }
}
