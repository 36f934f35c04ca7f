using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>A gate evaluated against references, and compared with simpler ways to use the two models.</summary>
internal sealed record GateSelectionResult
{
    public required MatchingPreset Matching { get; init; }

    public required CombinationOptions Options { get; init; }

    public required int Patients { get; init; }

    public required int Cases { get; init; }

    /// <summary>Reference lesions of at least the preset's minimum volume.</summary>
    public required long ReferenceLesions { get; init; }

    /// <summary>
    /// Whether the gate was chosen on these cases; otherwise it was given beforehand, and its metrics need no correction.
    /// </summary>
    public required bool IsChosen { get; init; }

    /// <summary>The gate chosen or given; null when none could be chosen, for there is neither lesion nor prediction.</summary>
    public required VolumeGate? Gate { get; init; }

    /// <summary>Every gate tried, from one model alone to the other.</summary>
    public required IReadOnlyList<GateMetrics> Gates { get; init; }

    /// <summary>
    /// The single model with the higher F1 on these cases, of equals the one for large lesions; null when neither F1 is defined.
    /// </summary>
    public required Baseline? BestSingle { get; init; }

    /// <summary>
    /// F1 at the gate minus that of the best single model on these cases; apparent when the gate was chosen on them. N is the number of
    /// patients.
    /// </summary>
    public required Estimate Gain { get; init; }

    /// <summary>Null for a gate that was given, and for fewer than two patients.</summary>
    public required CrossValidatedGate? HeldOut { get; init; }

    /// <summary>Null for a gate that was given.</summary>
    public required GateDistribution? Distribution { get; init; }

    public required IReadOnlyList<BaselineMetrics> Baselines { get; init; }
}

/// <summary>
/// How well the combination does at one gate. Lesions are pooled over all cases; intervals resample patients, gate by gate (pointwise).
/// </summary>
internal sealed record GateMetrics
{
    public required VolumeGate Gate { get; init; }

    public required DetectionCounts Counts { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    /// <summary>
    /// Lower end of the band that holds F1 at all gates at once; null where <see cref="F1"/> has no interval, and in files of before there
    /// was such a band.
    /// </summary>
    public double? F1SimultaneousLow { get; init; }

    /// <summary>Upper end, null with the lower.</summary>
    public double? F1SimultaneousHigh { get; init; }

    /// <summary>
    /// In how many resamples of the patients this gate would have been chosen; null when no gate was chosen but one given.
    /// </summary>
    public required int? ChosenInResamples { get; init; }
}

/// <summary>
/// The gates that would have been chosen from other patients like these (resamples). Percentiles are gates that were chosen (nearest rank);
/// null when nothing could be chosen in any.
/// </summary>
/// <param name="Resamples">How many were drawn.</param>
/// <param name="Undecided">Those among them without lesion or prediction, in which nothing could be chosen.</param>
/// <param name="Low">2.5th percentile.</param>
/// <param name="Median">The middle.</param>
/// <param name="High">97.5th percentile.</param>
internal sealed record GateDistribution(int Resamples, int Undecided, VolumeGate? Low, VolumeGate? Median, VolumeGate? High);

/// <summary>What a combination has to be better than.</summary>
internal enum Baseline
{
    /// <summary>The model for small lesions, alone.</summary>
    SmallModel,

    /// <summary>The model for large lesions, alone.</summary>
    LargeModel,

    /// <summary>Where the mean of both models' probabilities reaches a threshold.</summary>
    MeanProbability,

    /// <summary>Every finding of either model, with the outlines of both.</summary>
    Union,

    /// <summary>The findings that both models saw, with the outlines of both.</summary>
    Intersection,
}

/// <summary>How well a baseline does, and how much better the combination is on the same patients.</summary>
internal sealed record BaselineMetrics
{
    public required Baseline Baseline { get; init; }

    /// <summary>Null when the baseline could not be evaluated.</summary>
    public required DetectionCounts? Counts { get; init; }

    public required Estimate Sensitivity { get; init; }

    public required Estimate Precision { get; init; }

    public required Estimate F1 { get; init; }

    /// <summary>
    /// F1 of the combination less that of the baseline. With a gate chosen on these same cases it is too good (apparent).
    /// </summary>
    public required Estimate Gain { get; init; }

    /// <summary>The same with gates chosen without the patients they are evaluated on; null when no gate was chosen.</summary>
    public required Estimate? HeldOutGain { get; init; }
}
