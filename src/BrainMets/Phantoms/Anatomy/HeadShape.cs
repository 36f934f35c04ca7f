using System.Numerics;
using BrainMets.Phantoms.Shapes;

namespace BrainMets.Phantoms.Anatomy;

/// <summary>
/// Outer shapes of brain, cranium and head of an average adult, in head coordinates: RAS+ mm, origin near the anterior commissure.
/// Proportions are those of anatomy books; no image was traced.
/// </summary>
internal static class HeadShape
{
    public static readonly Vector3 CerebrumCentre = new(0, -17, 24);

    public static float Cerebrum(Vector3 p)
    {
        var egg = Egg(p);
        var hemispheres = SignedDistance.Ellipsoid(egg, CerebrumCentre, new Vector3(67, 86, 54));
        var temporal = SignedDistance.Ellipsoid(TiltForward(Mirror(p), -15), new Vector3(45, -9, -22), new Vector3(22, 41, 21));
        var hull = SignedDistance.SmoothUnion(hemispheres, temporal, 8);
        var suprasellar = SignedDistance.Ellipsoid(p, new Vector3(0, 0, -34), new Vector3(21, 24, 22));
        var notch = SignedDistance.Ellipsoid(p, new Vector3(0, -62, -34), new Vector3(44, 37, 30));
        return SignedDistance.SmoothDifference(SignedDistance.SmoothDifference(hull, suprasellar, 6), notch, 6);
    }

    public static float Cerebellum(Vector3 p)
    {
        var hemisphere = SignedDistance.Ellipsoid(Mirror(p), new Vector3(23, -64, -38), new Vector3(29, 28, 20));
        var vermis = SignedDistance.Ellipsoid(p, new Vector3(0, -62, -30), new Vector3(15, 25, 22));
        return SignedDistance.SmoothUnion(hemisphere, vermis, 5);
    }

    public static float Brainstem(Vector3 p)
    {
        var pons = SignedDistance.Ellipsoid(p, new Vector3(0, -25, -33), new Vector3(17, 13, 15));
        var medulla = SignedDistance.Tube(p, [(new(0, -32, -42), 10), (new(0, -38, -62), 8), (new(0, -46, -110), 6.5f)]);
        var midbrain = SignedDistance.Rod(Mirror(p), (new(4, -26, -24), 11), (new(8, -18, -2), 11));
        return SignedDistance.SmoothUnion(SignedDistance.SmoothUnion(pons, medulla, 6), midbrain, 5);
    }

    public static float Cranium(Vector3 p)
    {
        var vault = SignedDistance.Ellipsoid(Egg(p), CerebrumCentre, new Vector3(70.5f, 89.5f, 57.5f));
        var middle = SignedDistance.Ellipsoid(TiltForward(Mirror(p), -15), new Vector3(45, -9, -22), new Vector3(25, 44, 24));
        var posterior = SignedDistance.Ellipsoid(p, new Vector3(0, -60, -36), new Vector3(56, 42, 28));
        var clivus = SignedDistance.Ellipsoid(p, new Vector3(0, -20, -30), new Vector3(24, 21, 24));
        var canal = SignedDistance.Rod(p, (new(0, -36, -50), 14), (new(0, -48, -110), 11));
        var fossae = SignedDistance.SmoothUnion(SignedDistance.SmoothUnion(middle, posterior, 6), SignedDistance.SmoothUnion(clivus, canal, 8), 8);
        return SignedDistance.SmoothUnion(vault, fossae, 8);
    }

    /// <summary>The skin: the cranium grown by skull and scalp, with face, nose and neck.</summary>
    public static float Skin(Vector3 p, float cranium, float layersMm)
    {
        var face = SignedDistance.Ellipsoid(p, new Vector3(0, 34, -52), new Vector3(64, 54, 62));
        var nose = SignedDistance.Rod(p, (new(0, 82, -34), 5), (new(0, 96, -62), 11));
        var neck = SignedDistance.Rod(p, (new(0, -38, -62), 62), (new(0, -45, -130), 58));
        var ear = SignedDistance.Ellipsoid(Mirror(p), new Vector3(79, -22, -36), new Vector3(5, 12, 22));
        var front = SignedDistance.SmoothUnion(face, nose, 8);
        var head = SignedDistance.SmoothUnion(cranium - layersMm, SignedDistance.SmoothUnion(front, neck, 15), 12);
        return SignedDistance.SmoothUnion(head, ear, 4);
    }

    /// <summary>Both sides drawn as the right one.</summary>
    public static Vector3 Mirror(Vector3 p) => p with { X = Math.Abs(p.X) };

    /// <summary>Narrows the front, as seen from above.</summary>
    private static Vector3 Egg(Vector3 p) => p with { X = p.X * (1 + (0.0024f * Math.Max(0, p.Y + 20))) };

    /// <summary>Turns about the left-right axis through the temporal lobe's centre.</summary>
    private static Vector3 TiltForward(Vector3 p, float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var (y, z) = (p.Y + 9, p.Z + 22);
        return new Vector3(p.X, (cos * y) + (sin * z) - 9, (cos * z) - (sin * y) - 22);
    }
}
