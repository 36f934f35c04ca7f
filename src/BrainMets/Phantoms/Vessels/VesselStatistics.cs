namespace BrainMets.Phantoms;

/// <summary>How many vessels of which calibre a head has; calibres are factors on those of an average head.</summary>
public sealed record VesselStatistics
{
    public double ArteryCalibre { get; init; } = 1;

    public double VeinCalibre { get; init; } = 1;

    public double SinusCalibre { get; init; } = 1;

    /// <summary>Of choroid plexus, pituitary, stalk and pineal gland.</summary>
    public double PlexusCalibre { get; init; } = 1;

    /// <summary>Veins over the convexity.</summary>
    public int Veins { get; init; } = 26;

    /// <summary>Short vessels in the depth of sulci.</summary>
    public int InSulci { get; init; } = 120;

    /// <summary>Vessels that run through the tissue itself, as medullary veins and developmental anomalies do.</summary>
    public int InTissue { get; init; }

    /// <summary>Half of what the enhancing sheets (on the skull, falx, tentorium) are thicker than average ones, in mm.</summary>
    public double DuraMm { get; init; }

    internal double Calibre(TubeKind kind) => kind switch
    {
        TubeKind.Artery => ArteryCalibre,
        TubeKind.Vein => VeinCalibre,
        TubeKind.Sinus => SinusCalibre,
        _ => PlexusCalibre,
    };
}
