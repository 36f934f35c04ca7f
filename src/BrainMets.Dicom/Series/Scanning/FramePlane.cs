using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>
/// Where the pixels of one frame lie, in DICOM's frame (LPS mm): the centre of the first pixel, the unit directions in which columns and rows are
/// counted, and the distances of their centres.
/// </summary>
public sealed record FramePlane
{
    /// <summary>Directions may differ by this from frame to frame and still be one orientation: scanners print six digits.</summary>
    private const double DirectionTolerance = 1e-3;

    private const double SpacingTolerance = 1e-4;

    public required PointMm Position { get; init; }

    /// <summary>Along a row: the direction in which the column number grows.</summary>
    public required PointMm AlongRow { get; init; }

    /// <summary>Along a column: the direction in which the row number grows.</summary>
    public required PointMm AlongColumn { get; init; }

    public required double ColumnSpacingMm { get; init; }

    public required double RowSpacingMm { get; init; }

    public PointMm Normal => new(
        (AlongRow.Y * AlongColumn.Z) - (AlongRow.Z * AlongColumn.Y),
        (AlongRow.Z * AlongColumn.X) - (AlongRow.X * AlongColumn.Z),
        (AlongRow.X * AlongColumn.Y) - (AlongRow.Y * AlongColumn.X));

    /// <summary>Null unless the directions are perpendicular unit vectors and the spacings positive.</summary>
    public static FramePlane? From(double[]? position, double[]? orientation, double[]? spacing)
    {
        if (position is not [var x, var y, var z] || orientation is not [var a, var b, var c, var d, var e, var f]
            || spacing is not [> 0 and var rows, > 0 and var columns])
        {
            return null;
        }

        var (row, column) = (new PointMm(a, b, c), new PointMm(d, e, f));
        var proper = Math.Abs(row.Length - 1) < DirectionTolerance && Math.Abs(column.Length - 1) < DirectionTolerance
            && Math.Abs(row.Dot(column)) < DirectionTolerance;
        return proper
            ? new FramePlane { Position = new PointMm(x, y, z), AlongRow = row, AlongColumn = column, ColumnSpacingMm = columns, RowSpacingMm = rows }
            : null;
    }

    public bool IsParallelTo(FramePlane other) =>
        (AlongRow - other.AlongRow).Length < DirectionTolerance && (AlongColumn - other.AlongColumn).Length < DirectionTolerance;

    public bool HasSpacingOf(FramePlane other) =>
        Math.Abs(ColumnSpacingMm - other.ColumnSpacingMm) < SpacingTolerance * ColumnSpacingMm
        && Math.Abs(RowSpacingMm - other.RowSpacingMm) < SpacingTolerance * RowSpacingMm;
}
