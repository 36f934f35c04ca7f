namespace BrainMets.Evaluation;

/// <summary>
/// First evaluation less second, at equal volume, both resampled with the same patients. Positive is more: better for sensitivity,
/// precision, F1 and Dice, worse for HD95 and false positives. Medians are subtracted from each other; quartiles have no difference.
/// </summary>
public sealed record VolumeCurveDifferences
{
    public required CurveOptions Options { get; init; }

    public required VolumeCurve Sensitivity { get; init; }

    public required VolumeCurve Precision { get; init; }

    public required VolumeCurve F1 { get; init; }

    public required VolumeCurve Dice { get; init; }

    public required VolumeCurve DiceWithMisses { get; init; }

    public required VolumeCurve Hd95Mm { get; init; }

    public required VolumeCurve Hd95UndefinedShare { get; init; }

    public required VolumeCurve FalsePositives { get; init; }

    public required VolumeCurve FalsePositivesLesionFree { get; init; }
}
