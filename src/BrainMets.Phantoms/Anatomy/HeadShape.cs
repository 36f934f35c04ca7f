using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Outer shapes of brain, cranium and head of an average adult, in head coordinates: RAS+ mm, origin near the anterior commissure.
/// Proportions are those of anatomy books; no image was traced.
/// </summary>
internal static class HeadShape
{
    public static readonly Vector3 CerebrumCentre = new(0, -17, 22);

    public static float Cranium(Vector3 p)
    {
        var vault = SignedDistance.FullEllipsoid(Egg(p), CerebrumCentre, new Vector3(70, 89, 60));
        var frontal = SignedDistance.Ellipsoid(p, new Vector3(0, 34, 4), new Vector3(48, 37, 27));
        var middle = SignedDistance.Ellipsoid(TiltForward(Mirror(p), -12), new Vector3(43, -9, -22), new Vector3(26, 42, 25));
        var posterior = SignedDistance.Ellipsoid(p, new Vector3(0, -62, -34), new Vector3(58, 42, 30));
        var clivus = SignedDistance.Ellipsoid(p, new Vector3(0, -22, -34), new Vector3(21, 19, 26));
        var canal = SignedDistance.Rod(p, (new(0, -36, -50), 13), (new(0, -48, -110), 10));
        var lateral = SignedDistance.SmoothUnion(middle, posterior, 6);
        var fossae = SignedDistance.SmoothUnion(lateral, SignedDistance.SmoothUnion(clivus, canal, 8), 8);
        var whole = SignedDistance.SmoothUnion(SignedDistance.SmoothUnion(vault, frontal, 8), fossae, 7);
        var sphenoid = SignedDistance.Ellipsoid(p, new Vector3(0, 18, -50), new Vector3(16, 24, 22));
        return SignedDistance.SmoothDifference(whole, sphenoid, 6);
    }

    /// <summary>
    /// The space below the tentorium and behind the petrous ridges: the tent is high in the middle and falls to the sides and back.
    /// </summary>
    public static float Below(Vector3 p)
    {
        var side = Math.Abs(p.X);
        var tent = 3 - (0.0072f * side * side) - (p.Y < -48 ? 0.25f * (-48 - p.Y) : 0.12f * (p.Y + 48));
        var ridge = -9 - (0.8f * Math.Max(0, side - 14));
        return 0.9f * SmoothMaximum(p.Z - tent, p.Y - ridge, 4);
    }

    /// <summary>Fills the cranium above the tentorium, except the cistern over the sella.</summary>
    public static float Cerebrum(Vector3 p, float cranium, float below)
    {
        var full = SmoothMaximum(cranium, 0.8f - below, 4);
        var suprasellar = SignedDistance.Ellipsoid(p, new Vector3(0, 2, -30), new Vector3(14, 18, 15));
        return SignedDistance.SmoothDifference(full, suprasellar, 6);
    }

    /// <summary>Fills the cranium below the tentorium, behind the brain stem and the cisterns at its sides.</summary>
    public static float Cerebellum(Vector3 p, float cranium, float below)
    {
        var full = SmoothMaximum(cranium + 0.5f, below + 1.2f, 5);
        var cisterns = SignedDistance.Ellipsoid(p, new Vector3(0, -18, -36), new Vector3(26, 19, 32));
        var magna = SignedDistance.Ellipsoid(p, new Vector3(0, -58, -70), new Vector3(14, 26, 14));
        var vallecula = SignedDistance.Ellipsoid(p, new Vector3(0, -94, -44), new Vector3(2.5f, 13, 18));
        var carved = SignedDistance.SmoothDifference(SignedDistance.SmoothDifference(full, cisterns, 6), magna, 6);
        return SignedDistance.SmoothDifference(carved, vallecula, 6);
    }

    public static float Brainstem(Vector3 p)
    {
        var pons = SignedDistance.Ellipsoid(p, new Vector3(0, -25, -32), new Vector3(17, 13, 14));
        var medulla = SignedDistance.Tube(p, [(new(0, -32, -42), 10), (new(0, -38, -60), 8), (new(0, -46, -110), 6.5f)]);
        var right = Mirror(p);
        var midbrain = SignedDistance.Rod(right, (new(5, -26, -24), 11), (new(10, -18, 10), 11));
        var peduncle = SignedDistance.Rod(right, (new(12, -30, -34), 7), (new(26, -52, -36), 6));
        var stem = SignedDistance.SmoothUnion(SignedDistance.SmoothUnion(pons, medulla, 6), midbrain, 5);
        return SignedDistance.SmoothUnion(stem, peduncle, 4);
    }

    /// <summary>The skin: the cranium grown by skull and scalp, with face, nose and neck.</summary>
    public static float Skin(Vector3 p, float cranium, float layersMm)
    {
        var face = SignedDistance.Ellipsoid(p, new Vector3(0, 36, -64), new Vector3(62, 50, 50));
        var nose = SignedDistance.Rod(p, (new(0, 82, -34), 5), (new(0, 96, -62), 11));
        var neck = SignedDistance.Rod(p, (new(0, -38, -62), 62), (new(0, -45, -130), 58));
        var ear = SignedDistance.Ellipsoid(Mirror(p), new Vector3(79, -22, -36), new Vector3(5, 12, 22));
        var front = SignedDistance.SmoothUnion(face, nose, 8);
        var head = SignedDistance.SmoothUnion(cranium - layersMm, SignedDistance.SmoothUnion(front, neck, 15), 12);
        var temple = SignedDistance.Ellipsoid(Mirror(p), new Vector3(58, 6, -16), new Vector3(16, 34, 42));
        return SignedDistance.SmoothUnion(SignedDistance.SmoothUnion(head, temple, 18), ear, 4);
    }

    private static float SmoothMaximum(float a, float b, float filletMm) => -SignedDistance.SmoothUnion(-a, -b, filletMm);

    /// <summary>Both sides drawn as the right one.</summary>
    public static Vector3 Mirror(Vector3 p) => p with { X = Math.Abs(p.X) };

    /// <summary>Narrows the front, as seen from above.</summary>
    private static Vector3 Egg(Vector3 p) => p with { X = p.X * (1 + (0.0014f * Math.Max(0, p.Y + 20))) };

    /// <summary>Turns about the left-right axis through the temporal lobe's centre.</summary>
    private static Vector3 TiltForward(Vector3 p, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var (y, z) = (p.Y + 9, p.Z + 22);
        return new Vector3(p.X, (cos * y) + (sin * z) - 9, (cos * z) - (sin * y) - 22);
    }
}

/// <summary>Ventricles, nuclei and the join of the hemispheres; same coordinates as <see cref="HeadShape"/>.</summary>
internal static class DeepShape
{
    private static readonly (Vector3 Point, float Radius)[] LateralVentricle =
    [
        (new(6, 31, 4), 3), (new(6.5f, 20, 11), 5), (new(6, 2, 19), 5), (new(8.5f, -18, 21), 5), (new(18, -34, 16), 6.5f),
        (new(22, -56, 9), 4), (new(19, -72, 6), 1.5f),
    ];

    private static readonly (Vector3 Point, float Radius)[] TemporalHorn =
        [(new(21, -36, 13), 6), (new(31, -32, -2), 3), (new(31, -14, -13), 2.5f)];

    private static readonly (Vector3 Point, float Radius)[] Caudate =
        [(new(13, 19, 5), 6.5f), (new(16, 6, 14), 5.5f), (new(19, -12, 20), 3), (new(26, -28, 15), 2)];

    private static readonly (Vector3 Point, float Radius)[] Hippocampus =
        [(new(24, -3, -20), 7), (new(28, -16, -18), 4.5f), (new(29, -32, -8), 3.5f)];

    public static float Ventricle(Vector3 p, float scale)
    {
        var right = HeadShape.Mirror(p);
        var growth = 4 * (scale - 1);
        var lateral = Math.Min(SignedDistance.Tube(right, LateralVentricle), SignedDistance.Tube(right, TemporalHorn)) - growth;
        var septum = 0.6f - right.X;
        var third = SignedDistance.Ellipsoid(p, new Vector3(0, -10, -1), new Vector3(2.2f * scale, 14, 10));
        var fourth = SignedDistance.Ellipsoid(p, new Vector3(0, -43, -33), new Vector3(7, 5, 10));
        return Math.Min(Math.Max(lateral, septum), Math.Min(third, fourth));
    }

    public static float Striatum(Vector3 p)
    {
        var right = HeadShape.Mirror(p);
        var putamen = SignedDistance.Ellipsoid(TurnLaterally(right), new Vector3(26, 3, 2), new Vector3(5.5f, 18, 11));
        var curved = Math.Min(SignedDistance.Tube(right, Caudate), SignedDistance.Tube(right, Hippocampus));
        return Math.Min(putamen, curved);
    }

    public static float Thalamus(Vector3 p) =>
        SignedDistance.Ellipsoid(TurnLaterally(HeadShape.Mirror(p)), new Vector3(13, -17, 8), new Vector3(8.5f, 15, 9));

    /// <summary>
    /// In front of, above and behind this body the hemispheres face each other across the fissure; within it they are joined.
    /// </summary>
    public static float Core(Vector3 p)
    {
        var tilted = p with { Z = p.Z - (0.12f * p.Y) };
        var callosum = SignedDistance.Ellipsoid(tilted, new Vector3(0, -7, 4), new Vector3(30, 38, 24));
        var below = SignedDistance.Ellipsoid(p, new Vector3(0, 16, -22), new Vector3(40, 22, 20));
        return SignedDistance.SmoothDifference(callosum, below, 5);
    }

    /// <summary>
    /// Coordinate across the leaves of the cerebellum, in radians: they fan out from the roof of the fourth ventricle, and seen from
    /// above follow the curve of the back of the skull.
    /// </summary>
    public static float Fan(Vector3 p)
    {
        var behind = -(p.Y + 42);
        return MathF.Atan2(p.Z + 30, behind + (0.006f * p.X * p.X)) + (0.045f * MathF.Sqrt((0.7f * p.X * p.X) + (behind * behind)));
    }

    private static Vector3 TurnLaterally(Vector3 p)
    {
        var (sin, cos) = MathF.SinCos(14 * MathF.PI / 180);
        var (x, y) = (p.X - 22, p.Y + 6);
        return new Vector3((cos * x) + (sin * y) + 22, (cos * y) - (sin * x) - 6, p.Z);
    }
}

/// <summary>A point below the surface of a hemisphere.</summary>
/// <param name="Point">In mm of the head.</param>
/// <param name="Outward">Direction of the nearest surface.</param>
/// <param name="DepthMm">Below the surface.</param>
internal readonly record struct CortexPoint(Vector3 Point, Vector3 Outward, float DepthMm);

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
    public float DepthNoise(CortexPoint place, int side) =>
        noise.At(Surface(place) + (3 * subject.NoiseOffset) + (side * BetweenSides), 1.1f * subject.GyralWavelengthMm);

    /// <summary>Signed distance to the nearest sulcal sheet, for folds of the given wavelength.</summary>
    public float SulcalDistance(CortexPoint place, int side, float wavelengthMm)
    {
        var depth = Math.Clamp(place.DepthMm, 0, DeepestMm);
        var surface = Surface(place);
        var p = place.Point;
        var sway = new Vector3(noise.At(p, 40), noise.At(p + new Vector3(70, 0, 0), 40), noise.At(p + new Vector3(0, 70, 0), 40));
        var where = surface + (2.5f * sway) + subject.NoiseOffset + new Vector3(wavelengthMm) + (side * BetweenSides);
        return _phase.At(where, wavelengthMm) * wavelengthMm * (1 - (0.006f * depth));
    }

    private static Vector3 Surface(CortexPoint place) =>
        place.Point + ((1 - KeptDepth) * Math.Clamp(place.DepthMm, 0, DeepestMm) * place.Outward);

    private static float SmoothMinimum(float a, float b) => SignedDistance.SmoothUnion(a, b, 12);
}
