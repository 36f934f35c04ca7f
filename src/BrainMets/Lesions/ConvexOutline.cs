namespace BrainMets.Lesions;

/// <summary>The convex hull of lattice points, in whole numbers and therefore exact (Andrew's monotone chain, 1979).</summary>
internal static class PlanarConvexHull
{
    /// <summary>
    /// The corners in order around the hull, each once, none on a straight edge. The points must not all lie on one line.
    /// </summary>
    public static List<(int U, int V)> Around(List<(int U, int V)> points)
    {
        points.Sort();
        var outline = new List<(int U, int V)>();
        AddChain(outline, points);
        points.Reverse();
        AddChain(outline, points);
        return outline;
    }

    private static void AddChain(List<(int U, int V)> outline, List<(int U, int V)> points)
    {
        var start = outline.Count;
        foreach (var point in points)
        {
            while (outline.Count - start >= 2 && Turn(outline[^2], outline[^1], point) <= 0)
            {
                outline.RemoveAt(outline.Count - 1);
            }

            outline.Add(point);
        }

        // The last point of one chain is the first of the other.
        outline.RemoveAt(outline.Count - 1);
    }

    private static long Turn((int U, int V) a, (int U, int V) b, (int U, int V) c) =>
        ((long)(b.U - a.U) * (c.V - a.V)) - ((long)(b.V - a.V) * (c.U - a.U));
}
