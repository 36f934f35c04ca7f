namespace BrainMets.Evaluation;

/// <summary>How well the combination does at one gate. Lesions are pooled over all cases; intervals resample patients, gate by gate (pointwise).</summary>
public sealed record GateMetrics
{
    public required VolumeGate Gate { get; init; }

    public required DetectionCounts Counts { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    /// <summary>Lower end of the band that holds F1 at all gates at once; null where <see cref="F1"/> has no interval, and in files of before there was such a band.</summary>
    public double? F1SimultaneousLow { get; init; }

    /// <summary>Upper end, null with the lower.</summary>
    public double? F1SimultaneousHigh { get; init; }

    /// <summary>In how many resamples of the patients this gate would have been chosen; null when no gate was chosen but one given.</summary>
    public required int? ChosenInResamples { get; init; }
}
