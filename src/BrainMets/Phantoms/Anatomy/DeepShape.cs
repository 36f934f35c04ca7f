using System.Numerics;

namespace BrainMets.Phantoms;

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
