namespace BrainMets.Reporting;

/// <summary>One finding or candidate of lesions.json.</summary>
internal sealed record LesionEntry
{
    public required int Lesion { get; init; }

    public required double VolumeMm3 { get; init; }

    public required double LongestDiameterMm { get; init; }

    public required double PerpendicularDiameterMm { get; init; }

    public required int Slices { get; init; }

    public required IReadOnlyList<double> CentroidMm { get; init; }

    public double? MeanProbability { get; init; }

    public double? MaxProbability { get; init; }

    public bool TouchesBorder { get; init; }

    /// <summary>finding or candidate; files of older versions have findings only and do not say so.</summary>
    public string Role { get; init; } = "finding";

    /// <summary>Null where the model's card does not map it.</summary>
    public double? TrueProbability { get; init; }

    /// <summary>Null when no outlines were written.</summary>
    public ContourFidelityEntry? Outline { get; init; }
}
