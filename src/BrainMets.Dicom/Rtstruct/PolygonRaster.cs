namespace BrainMets.Dicom;

/// <summary>
/// Which voxels of a slice lie in a set of closed polygons: those whose centre has an odd number of polygon edges on its left (even-odd
/// rule over all polygons together, so that an inner contour is a hole, a contour within it is solid again, and a keyhole is open). A
/// centre exactly on an edge belongs to what lies on its right, or below when the edge is level: of two polygons that share an edge,
/// exactly one gets it.
/// </summary>
internal static class PolygonRaster
{
    /// <summary>Sets voxels inside to 1 and leaves the others as they are. Parts of polygons beyond the slice are ignored.</summary>
    public static void Fill(IEnumerable<IReadOnlyList<PixelPoint>> polygons, int width, int height, Span<byte> mask)
    {
        var crossings = new List<double>?[height];
        foreach (var polygon in polygons)
        {
            for (var i = 0; i < polygon.Count; i++)
            {
                AddCrossings(crossings, polygon[i], polygon[(i + 1) % polygon.Count]);
            }
        }

        for (var y = 0; y < height; y++)
        {
            if (crossings[y] is not { } row)
            {
                continue;
            }

            row.Sort();
            for (var i = 0; i + 1 < row.Count; i += 2)
            {
                var first = (int)Math.Clamp(Math.Ceiling(row[i]), 0, width);
                var end = (int)Math.Clamp(Math.Ceiling(row[i + 1]), 0, width);
                if (first < end)
                {
                    mask.Slice((y * width) + first, end - first).Fill(1);
                }
            }
        }
    }

    /// <summary>The same rule for one point.</summary>
    public static bool Contains(IEnumerable<IReadOnlyList<PixelPoint>> polygons, PixelPoint point)
    {
        var inside = false;
        foreach (var polygon in polygons)
        {
            for (var i = 0; i < polygon.Count; i++)
            {
                var (low, high) = Upward(polygon[i], polygon[(i + 1) % polygon.Count]);
                inside ^= low.Y <= point.Y && point.Y < high.Y && CrossingX(low, high, point.Y) <= point.X;
            }
        }

        return inside;
    }

    private static void AddCrossings(List<double>?[] crossings, PixelPoint a, PixelPoint b)
    {
        var (low, high) = Upward(a, b);
        var first = (int)Math.Clamp(Math.Ceiling(low.Y), 0, crossings.Length);
        var end = (int)Math.Clamp(Math.Ceiling(high.Y), 0, crossings.Length);
        for (var y = first; y < end; y++)
        {
            (crossings[y] ??= []).Add(CrossingX(low, high, y));
        }
    }

    /// <summary>One order for both directions, so that an edge shared by two polygons crosses a row at the very same number.</summary>
    private static (PixelPoint Low, PixelPoint High) Upward(PixelPoint a, PixelPoint b) =>
        a.Y < b.Y || (a.Y == b.Y && a.X < b.X) ? (a, b) : (b, a);

    private static double CrossingX(PixelPoint low, PixelPoint high, double y) =>
        low.X + ((y - low.Y) / (high.Y - low.Y) * (high.X - low.X));
}

/// <summary>A point on one slice in voxels: centres of voxels are whole numbers, x along a row and y down the rows.</summary>
internal readonly record struct PixelPoint(double X, double Y);

/// <summary>Area of closed planar contours in space.</summary>
internal static class ContourArea
{
    /// <summary>
    /// A vector along the normal of the contour, as long as twice its area (Newell); a hole on a keyhole counts against the rest. Taken
    /// about the first point, for accuracy.
    /// </summary>
    public static PointMm TwiceVector(IReadOnlyList<PointMm> contour)
    {
        var sum = default(PointMm);
        for (var i = 1; i + 1 < contour.Count; i++)
        {
            sum += Cross(contour[i] - contour[0], contour[i + 1] - contour[0]);
        }

        return sum;
    }

    public static double Mm2(IReadOnlyList<PointMm> contour) => TwiceVector(contour).Length / 2;

    public static PointMm Cross(PointMm a, PointMm b) =>
        new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static PointMm Unit(PointMm v) => 1 / v.Length * v;
}
