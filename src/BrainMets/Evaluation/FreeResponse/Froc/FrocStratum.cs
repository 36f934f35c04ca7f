namespace BrainMets.Evaluation;

/// <summary>
/// The curve of the lesions in one size class [LowMm3, HighMm3) by reference volume; an open end is null. False candidates of every size
/// stay, since nobody knows beforehand which class a candidate belongs to: the axis of false positives is that of the whole curve.
/// </summary>
public sealed record FrocStratum
{
    public double? LowMm3 { get; init; }

    public double? HighMm3 { get; init; }

    public required int Lesions { get; init; }

    public required int PatientsWithLesions { get; init; }

    /// <summary>Where the sensitivity rises, and the end.</summary>
    public required IReadOnlyList<FrocPoint> Points { get; init; }

    public required IReadOnlyList<FrocSensitivity> Band { get; init; }

    /// <summary>At the seven rates of LUNA16, step curve.</summary>
    public required Estimate MeanSensitivity { get; init; }
}
