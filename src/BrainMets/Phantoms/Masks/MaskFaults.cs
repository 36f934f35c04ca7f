namespace BrainMets.Phantoms;

/// <summary>How a brain mask departs from the true brain, as extraction does: a rim lost or skull, dura and sinuses left in.</summary>
public sealed record MaskErrorModel
{
    /// <summary>The whole boundary moved outwards (or, negative, inwards), in mm.</summary>
    public double GrowthMm { get; init; }

    /// <summary>Standard deviation of the boundary's local departures, in mm.</summary>
    public double WaverMm { get; init; }

    /// <summary>Distance over which they change.</summary>
    public double WavelengthMm { get; init; } = 40;

    /// <summary>Pieces of 8 to 16 mm radius missing at the boundary.</summary>
    public int Bites { get; init; }

    /// <summary>Pieces of 8 to 26 mm radius beyond the boundary that were taken for brain.</summary>
    public int Spills { get; init; }

    /// <summary>True when the scan itself is 0 outside the mask.</summary>
    public bool Stripped { get; init; }
}
