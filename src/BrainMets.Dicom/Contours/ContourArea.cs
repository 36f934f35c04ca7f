using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>Area of closed planar contours in space.</summary>
internal static class ContourArea
{
    /// <summary>
    /// A vector along the normal of the contour, as long as twice its area (Newell); a hole on a keyhole counts against the rest. Taken about the first point,
    /// for accuracy.
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

    public static PointMm Cross(PointMm a, PointMm b) => new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static PointMm Unit(PointMm v) => 1 / v.Length * v;
}
