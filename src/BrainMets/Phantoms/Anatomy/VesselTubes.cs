using System.Numerics;

namespace BrainMets.Phantoms;

/// <summary>A chain of points in head mm with a radius at each, filled with one kind of blood (or choroid plexus).</summary>
internal sealed record Tube(TubeKind Kind, IReadOnlyList<(Vector3 Point, float Radius)> Nodes)
{
    /// <summary>The same course as a smooth curve through the nodes (Catmull-Rom), sampled at about every millimetre and a half.</summary>
    public Tube Smoothed()
    {
        var smooth = new List<(Vector3 Point, float Radius)>();
        for (var i = 0; i + 1 < Nodes.Count; i++)
        {
            var (before, from, to, after) = (Nodes[Math.Max(0, i - 1)], Nodes[i], Nodes[i + 1], Nodes[Math.Min(Nodes.Count - 1, i + 2)]);
            var pieces = Math.Max(1, (int)(Vector3.Distance(from.Point, to.Point) / 1.5f));
            for (var piece = 0; piece < pieces; piece++)
            {
                var t = (float)piece / pieces;
                smooth.Add((Curve(before.Point, from.Point, to.Point, after.Point, t), from.Radius + (t * (to.Radius - from.Radius))));
            }
        }

        smooth.Add(Nodes[^1]);
        return new Tube(Kind, smooth);
    }

    /// <summary>The same course with every radius multiplied.</summary>
    public Tube Widened(float factor) => factor == 1 ? this : new Tube(Kind, [.. Nodes.Select(n => (n.Point, factor * n.Radius))]);

    private static Vector3 Curve(Vector3 before, Vector3 from, Vector3 to, Vector3 after, float t) => 0.5f * (
        (2 * from) + (t * (to - before))
        + (t * t * ((2 * before) - (5 * from) + (4 * to) - after))
        + (t * t * t * ((3 * from) - before - (3 * to) + after)));
}
