using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Where the sulci run. A noise field is read at the point of the hemisphere's surface nearest to a point in the depth, so that its
/// zero lines become sheets at right angles to the surface, as sulci are; a little of the depth is kept, so that they curve.
/// </summary>
internal sealed class CortexFolding(Subject subject, NoiseField noise)
{
    private const float DeepestMm = 26;
    private const float KeptDepth = 0.25f;

    /// <summary>Far apart in the noise, so that the hemispheres do not mirror each other.</summary>
    private static readonly Vector3 BetweenSides = new(173, 61, 37);

    private readonly NoiseField _phase = noise.DistanceToZero();

    /// <summary>Depth in mm below the surface of a hemisphere, its medial wall included; rounded where the two meet.</summary>
    public static float HemisphereDepth(float cerebrum, float midline) => SmoothMinimum(-cerebrum, Math.Abs(midline));

    /// <summary>How deep sulci reach here, as noise of variance 1: one value a sulcus, more or less.</summary>
    public float DepthNoise((Vector3 Point, Vector3 Outward, float DepthMm) place, int side) =>
        noise.At(Surface(place) + (3 * subject.NoiseOffset) + (side * BetweenSides), 1.1f * subject.GyralWavelengthMm);

    /// <summary>Signed distance to the nearest sulcal sheet, for folds of the given wavelength.</summary>
    public float SulcalDistance((Vector3 Point, Vector3 Outward, float DepthMm) place, int side, float wavelengthMm)
    {
        var depth = Math.Clamp(place.DepthMm, 0, DeepestMm);
        var surface = Surface(place);
        var p = place.Point;
        var sway = new Vector3(noise.At(p, 40), noise.At(p + new Vector3(70, 0, 0), 40), noise.At(p + new Vector3(0, 70, 0), 40));
        var where = surface + (2.5f * sway) + subject.NoiseOffset + new Vector3(wavelengthMm) + (side * BetweenSides);
        return _phase.At(where, wavelengthMm) * wavelengthMm * (1 - (0.006f * depth));
    }

    private static Vector3 Surface((Vector3 Point, Vector3 Outward, float DepthMm) place) =>
        place.Point + ((1 - KeptDepth) * Math.Clamp(place.DepthMm, 0, DeepestMm) * place.Outward);

    private static float SmoothMinimum(float a, float b) => SignedDistance.SmoothUnion(a, b, 12);
}
