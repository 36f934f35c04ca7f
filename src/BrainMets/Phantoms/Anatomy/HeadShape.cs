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

    /// <summary>Fills the cranium above the tentorium, less the cistern over the sella.</summary>
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
