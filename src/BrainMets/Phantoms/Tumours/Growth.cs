using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>The drawn form of a lesion: an ellipsoid with random axes whose radius varies with direction.</summary>
internal sealed record Growth(Vector3 Centre, Quaternion Rotation, Vector3 Stretch)
{
    /// <summary>Amplitude of the variation of the radius with direction.</summary>
    public required float Unevenness { get; init; }

    public required float WavelengthMm { get; init; }

    /// <summary>Where the noise is read, so that two lesions differ.</summary>
    public required Vector3 NoiseOffset { get; init; }

    /// <summary>Levels beyond this do not belong to the lesion's box.</summary>
    public required float FarthestMm { get; init; }

    public static Growth Draw(LesionPlan plan, Vector3 centre, Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        var stretch = new Vector3(Between(0.85, 1.2), Between(0.85, 1.2), Between(0.85, 1.2));
        stretch /= MathF.Cbrt(stretch.X * stretch.Y * stretch.Z);
        return new Growth(
            centre, Quaternion.CreateFromYawPitchRoll(Between(0, 6.28), Between(0, 6.28), Between(0, 6.28)), stretch)
        {
            Unevenness = plan.Lobes * (plan.Kind == LesionKind.Cavity ? Between(0.14, 0.2) : Between(0.05, 0.16)),
            WavelengthMm = plan.RadiusMm * Between(1.3, 2.2),
            NoiseOffset = new Vector3(Between(0, 900), Between(0, 900), Between(0, 900)),
            FarthestMm = (1.5f * plan.RadiusMm) + 2,
        };
    }

    /// <summary>
    /// Distance from the centre in units in which the lesion is a ball. The noise is read on a sphere, so every lesion is star-shaped
    /// and therefore connected.
    /// </summary>
    public float Level(Vector3 point, NoiseField noise)
    {
        var local = Vector3.Transform(point - Centre, Rotation) / Stretch;
        var distance = local.Length();
        var onSphere = local * (0.5f * FarthestMm / Math.Max(0.1f, distance));
        var uneven = noise.At(onSphere + NoiseOffset, WavelengthMm);
        return distance / (1 + (Unevenness * Math.Clamp(uneven, -2, 2) * Math.Min(1, distance)));
    }
}
