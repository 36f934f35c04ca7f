using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>What makes one head differ from the next; drawn first, then applied.</summary>
internal sealed record Subject
{
    /// <summary>Size along x, y and z relative to an average adult.</summary>
    public required Vector3 Scale { get; init; }

    /// <summary>Amplitude of the smooth deformation that makes left and right differ, in mm.</summary>
    public required float WarpMm { get; init; }

    /// <summary>0 = young and full, 1 = wide sulci and ventricles.</summary>
    public required float Atrophy { get; init; }

    public required float VentricleScale { get; init; }

    public required float SkullMm { get; init; }

    public required float ScalpMm { get; init; }

    /// <summary>Distance from one gyrus to the next but one, in mm.</summary>
    public required float GyralWavelengthMm { get; init; }

    /// <summary>Where this head reads the shared noise field, in mm.</summary>
    public required Vector3 NoiseOffset { get; init; }

    public Subject WithVentricles(double factor) => this with { VentricleScale = (float)factor * VentricleScale };

    public static Subject Draw(Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        var size = Between(0.91, 0.985);
        var atrophy = Between(0, 1);
        return new Subject
        {
            Scale = size * new Vector3(Between(0.97, 1.03), Between(0.97, 1.03), Between(0.97, 1.02)),
            WarpMm = Between(1.0, 2.2),
            Atrophy = atrophy,
            VentricleScale = Between(0.75, 1.15) + (0.35f * atrophy),
            SkullMm = Between(5, 8),
            ScalpMm = Between(4, 7.5),
            GyralWavelengthMm = Between(25, 29),
            NoiseOffset = new Vector3(Between(0, 500), Between(0, 500), Between(0, 500)),
        };
    }
}
