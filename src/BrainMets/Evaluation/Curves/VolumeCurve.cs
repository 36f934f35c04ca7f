namespace BrainMets.Evaluation;

/// <summary>One figure as a continuous function of lesion volume.</summary>
public sealed record VolumeCurve
{
    public required VolumeAxis Axis { get; init; }

    /// <summary>True when the curve joins figures of different lesions (F1: found reference lesions and right predictions).</summary>
    public required bool Composite { get; init; }

    /// <summary>Lesions that the curve rests on.</summary>
    public required int Lesions { get; init; }

    /// <summary>Patients with at least one of them; for false positives the patients in whom one could have been.</summary>
    public required int Patients { get; init; }

    /// <summary>Lesions left out because the figure is undefined for them.</summary>
    public required int Undefined { get; init; }

    /// <summary>Ascending by volume, from the first to the last drawn volume; empty when the curve is blank everywhere.</summary>
    public required IReadOnlyList<CurvePoint> Points { get; init; }
}
