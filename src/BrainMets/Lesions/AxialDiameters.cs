using BrainMets.Imaging;

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
    /// The longest chord of the outline at right angles to the line from a to b. Along that line the width of a convex shape is concave and
    /// bends only at corners, so the widest place is at a corner.
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
