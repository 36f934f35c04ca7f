namespace BrainMets.Lesions;

/// <summary>
/// Longest and longest perpendicular diameter of a lesion in one slice, as a clinician measures them (RANO-BM), never a farthest pair in
/// 3-D. Slices are those of the source grid in the plane nearest axial. Lengths run between outer corners of voxels, so that one voxel of
/// 1 x 1 mm measures 1.41 x 1.41 mm; from centre to centre it would measure nothing.
/// </summary>
internal static class AxialDiameters
{
    /// <summary>
    /// Lengths this close, in mm, count as equal; then the larger perpendicular decides, so that flips of the grid change nothing.
    /// </summary>
    private const double TieMm = 1e-9;

    /// <summary>
    /// The slice with the longest diameter decides; of equals the one with the larger perpendicular. A slice is measured as its convex
    /// outline, across gaps and hollows.
    /// </summary>
    public static (double LongestMm, double PerpendicularMm, int Slices) Measure(Volume<int> labels, int label, Box3 box)
    {
        var plane = SlicePlane.NearestAxial(labels.Geometry);
        var best = (LongestMm: 0.0, PerpendicularMm: 0.0);
        var slices = 0;
        for (var slice = plane.Across(box.X, box.Y, box.Z); slice < plane.Across(box.EndX, box.EndY, box.EndZ); slice++)
        {
            var corners = plane.OuterCorners(labels, label, box, slice);
            if (corners.Count == 0)
            {
                continue;
            }

            slices++;
            var measured = OfOutline(PlanarConvexHull.Around(corners).Select(plane.ToMm).ToArray());
            if (IsLarger(measured, best))
            {
                best = measured;
            }
        }

        return (best.LongestMm, best.PerpendicularMm, slices);
    }

    private static (double LongestMm, double PerpendicularMm) OfOutline((double U, double V)[] outline)
    {
        var longestMm = 0.0;
        ForEachPair(outline, (a, b) => longestMm = Math.Max(longestMm, Length(a, b)));

        var perpendicularMm = 0.0;
        ForEachPair(outline, (a, b) =>
        {
            if (Length(a, b) >= longestMm - TieMm)
            {
                perpendicularMm = Math.Max(perpendicularMm, LongestChordAcross(outline, a, b));
            }
        });
        return (longestMm, perpendicularMm);
    }

    /// <summary>
    /// The longest chord of the boundary at right angles to the line from a to b. Along that line the width of a convex shape is concave
    /// and bends only at corners, so the widest place is at a corner.
    /// </summary>
    private static double LongestChordAcross((double U, double V)[] outline, (double U, double V) a, (double U, double V) b)
    {
        var length = Length(a, b);
        var (directionU, directionV) = ((b.U - a.U) / length, (b.V - a.V) / length);
        var turned = outline.Select(
            p => (Along: (p.U * directionU) + (p.V * directionV), Across: (p.V * directionU) - (p.U * directionV))).ToArray();
        return turned.Max(corner => WidthAt(turned, corner.Along));
    }

    private static double WidthAt((double Along, double Across)[] outline, double along)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < outline.Length; i++)
        {
            var (from, to) = (outline[i], outline[(i + 1) % outline.Length]);
            if (Math.Min(from.Along, to.Along) > along || Math.Max(from.Along, to.Along) < along)
            {
                continue;
            }

            var step = to.Along - from.Along;
            var share = step == 0 ? 0 : (along - from.Along) / step;
            var across = from.Across + (share * (to.Across - from.Across));
            low = Math.Min(low, Math.Min(across, step == 0 ? to.Across : across));
            high = Math.Max(high, Math.Max(across, step == 0 ? to.Across : across));
        }

        return high - low;
    }

    private static bool IsLarger((double LongestMm, double PerpendicularMm) candidate, (double LongestMm, double PerpendicularMm) best) =>
        candidate.LongestMm > best.LongestMm + TieMm
        || (candidate.LongestMm > best.LongestMm - TieMm && candidate.PerpendicularMm > best.PerpendicularMm);

    private static void ForEachPair((double U, double V)[] points, Action<(double U, double V), (double U, double V)> visit)
    {
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = i + 1; j < points.Length; j++)
            {
                visit(points[i], points[j]);
            }
        }
    }

    private static double Length((double U, double V) a, (double U, double V) b) =>
        Math.Sqrt(((a.U - b.U) * (a.U - b.U)) + ((a.V - b.V) * (a.V - b.V)));
}

/// <summary>
/// The slices of a grid whose plane is nearest axial: which voxel axis runs across them, and the two in-plane axes U and V in mm.
/// </summary>
internal sealed class SlicePlane
{
    private readonly int _axisU;
    private readonly int _axisV;
    private readonly int _axisAcross;

    // In-plane millimetres: the first coordinate runs along U, the second at right angles to it, so that sheared grids are
    // measured rightly too.

    private readonly double _stepU;
    private readonly double _stepVAlongU;
    private readonly double _stepVBesideU;

    private SlicePlane(Affine affine, int axisAcross)
    {
        _axisAcross = axisAcross;
        (_axisU, _axisV) = axisAcross switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
        var columns = new[] { affine.ColumnX, affine.ColumnY, affine.ColumnZ };
        var (u, v) = (columns[_axisU], columns[_axisV]);
        _stepU = u.Length;
        _stepVAlongU = v.Dot(u) / u.Length;
        _stepVBesideU = (v - ((_stepVAlongU / u.Length) * u)).Length;
    }

    /// <summary>The slices across the voxel axis that is nearest to the patient's long axis (superior).</summary>
    public static SlicePlane NearestAxial(VolumeGeometry geometry)
    {
        var axes = AnatomicalOrientation.ClosestWorldAxes(geometry.VoxelToWorld);
        return new SlicePlane(geometry.VoxelToWorld, Array.FindIndex(axes, axis => axis.WorldAxis == 2));
    }

    /// <summary>The one of three voxel coordinates that numbers the slices.</summary>
    public int Across(int x, int y, int z) => Pick(_axisAcross, x, y, z);

    /// <summary>In-plane millimetres of a lattice point.</summary>
    public (double U, double V) ToMm((int U, int V) point) => ((point.U * _stepU) + (point.V * _stepVAlongU), point.V * _stepVBesideU);

    /// <summary>
    /// Corners of the first and last voxel of each line of the lesion in a slice: enough for its convex hull. Voxel i spans the lattice
    /// from i to i + 1. Empty where the slice does not meet the lesion.
    /// </summary>
    public List<(int U, int V)> OuterCorners(Volume<int> labels, int label, Box3 box, int slice)
    {
        var size = labels.Size;
        var (strideU, strideV) = (Pick(_axisU, 1, size.X, size.X * size.Y), Pick(_axisV, 1, size.X, size.X * size.Y));
        var start = slice * Pick(_axisAcross, 1, size.X, size.X * size.Y);
        var (fromU, toU) = (Pick(_axisU, box.X, box.Y, box.Z), Pick(_axisU, box.EndX, box.EndY, box.EndZ) - 1);
        var corners = new List<(int U, int V)>();
        for (var v = Pick(_axisV, box.X, box.Y, box.Z); v < Pick(_axisV, box.EndX, box.EndY, box.EndZ); v++)
        {
            var line = start + (v * strideV);
            var first = fromU;
            while (first <= toU && labels.Voxels[line + (first * strideU)] != label)
            {
                first++;
            }

            if (first > toU)
            {
                continue;
            }

            var last = toU;
            while (labels.Voxels[line + (last * strideU)] != label)
            {
                last--;
            }

            corners.AddRange([(first, v), (first, v + 1), (last + 1, v), (last + 1, v + 1)]);
        }

        return corners;
    }

    private static int Pick(int axis, int x, int y, int z) => axis switch { 0 => x, 1 => y, _ => z };
}

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
