using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>
/// Distances in mm from a point to the surface of simple bodies, negative inside. First-order accurate near the surface, which is
/// all that soft edges and thin layers need.
/// </summary>
internal static class SignedDistance
{
    public static float Ellipsoid(Vector3 point, Vector3 centre, Vector3 radii)
    {
        var scaled = (point - centre) / radii;
        var level = scaled.Length();
        var slope = (scaled / radii).Length();
        return slope < 1e-6f ? -Math.Min(radii.X, Math.Min(radii.Y, radii.Z)) : level * (level - 1) / slope;
    }

    /// <summary>
    /// An ellipsoid whose horizontal sections are fuller, half way to a rounded box: the shape of a head seen from above.
    /// </summary>
    public static float FullEllipsoid(Vector3 point, Vector3 centre, Vector3 radii)
    {
        var scaled = (point - centre) / radii;
        var (x, y, z) = (scaled.X * scaled.X, scaled.Y * scaled.Y, scaled.Z * scaled.Z);
        var flat = (0.5f * MathF.Sqrt(x + y)) + (0.5f * MathF.Sqrt(MathF.Sqrt((x * x) + (y * y))));
        var level = MathF.Sqrt((flat * flat) + z);
        var slope = (scaled / radii).Length() / Math.Max(1e-6f, scaled.Length());
        return slope < 1e-6f ? -Math.Min(radii.X, Math.Min(radii.Y, radii.Z)) : (level - 1) / slope;
    }

    public static float Ball(Vector3 point, Vector3 centre, float radius) => Vector3.Distance(point, centre) - radius;

    /// <summary>A rod whose radius changes linearly from one end to the other.</summary>
    public static float Rod(Vector3 point, (Vector3 Point, float Radius) from, (Vector3 Point, float Radius) to)
    {
        var axis = to.Point - from.Point;
        var along = Math.Clamp(Vector3.Dot(point - from.Point, axis) / Math.Max(1e-6f, axis.LengthSquared()), 0, 1);
        return Vector3.Distance(point, from.Point + (along * axis)) - (from.Radius + (along * (to.Radius - from.Radius)));
    }

    /// <summary>A chain of rods.</summary>
    public static float Tube(Vector3 point, ReadOnlySpan<(Vector3 Point, float Radius)> nodes)
    {
        var nearest = float.PositiveInfinity;
        for (var i = 1; i < nodes.Length; i++)
        {
            nearest = Math.Min(nearest, Rod(point, nodes[i - 1], nodes[i]));
        }

        return nearest;
    }

    /// <summary>Union with a fillet of about <paramref name="filletMm"/> where the bodies meet.</summary>
    public static float SmoothUnion(float a, float b, float filletMm)
    {
        var overlap = Math.Max(filletMm - Math.Abs(a - b), 0) / filletMm;
        return Math.Min(a, b) - (overlap * overlap * filletMm * 0.25f);
    }

    /// <summary>The first body minus the second, with a rounded edge.</summary>
    public static float SmoothDifference(float a, float b, float filletMm) => -SmoothUnion(-a, b, filletMm);
}

/// <summary>Soft edges: how much of a voxel about 1 mm wide lies inside a surface at a signed distance.</summary>
internal static class Blend
{
    /// <summary>1 from half a millimetre inside, 0 from half a millimetre outside, linear between.</summary>
    public static float Inside(float distanceMm) => Math.Clamp(0.5f - distanceMm, 0, 1);

    /// <summary>As <see cref="Inside(float)"/>, over a given width.</summary>
    public static float Inside(float distanceMm, float widthMm) => Math.Clamp(0.5f - (distanceMm / widthMm), 0, 1);

    public static float Mix(float outside, float inside, float fraction) => outside + (fraction * (inside - outside));
}
