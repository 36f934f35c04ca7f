using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>The grid of sorted slices: columns are x, rows are y, slices are z; LPS of DICOM becomes RAS+ by turning the signs of x and y.</summary>
internal static class StackGeometry
{
    /// <summary>From one slice to the next, in LPS mm: from the first and the last, so that rounding of single positions does not add up.</summary>
    public static PointMm Step(IReadOnlyList<ImageFrame> sorted) =>
        (1.0 / (sorted.Count - 1)) * (sorted[^1].Plane.Position - sorted[0].Plane.Position);

    public static VolumeGeometry Of(IReadOnlyList<ImageFrame> sorted)
    {
        var first = sorted[0];
        return new VolumeGeometry(
            new Size3(first.Columns, first.Rows, sorted.Count),
            new Affine(
                Ras(first.Plane.ColumnSpacingMm * first.Plane.AlongRow), Ras(first.Plane.RowSpacingMm * first.Plane.AlongColumn),
                Ras(Step(sorted)), Ras(first.Plane.Position)));
    }

    // Adding zero turns -0 into 0.
    private static PointMm Ras(PointMm lps) => new(0 - lps.X, 0 - lps.Y, lps.Z + 0);
}
