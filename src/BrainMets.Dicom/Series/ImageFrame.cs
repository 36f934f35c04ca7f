using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>One frame of an image object: what it is, where it lies, and how its stored values become intensities.</summary>
internal sealed record ImageFrame
{
    public required SliceSource Source { get; init; }

    public required FramePlane Plane { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>Intensity = slope x stored value + intercept.</summary>
    public double Slope { get; init; } = 1;

    public double Intercept { get; init; }

    public double? EchoTimeMs { get; init; }

    /// <summary>Magnitude, phase, real or imaginary, as far as the object states it.</summary>
    public string Component { get; init; } = "MAGNITUDE";

    public int? InstanceNumber { get; init; }

    /// <summary>Distance along the normal.</summary>
    public double DepthMm => Plane.Position.Dot(Plane.Normal);
}

/// <summary>
/// Where the pixels of one frame lie, in DICOM's frame (LPS mm): the centre of the first pixel, the unit directions in which columns and
/// rows are counted, and the distances of their centres.
/// </summary>
internal sealed record FramePlane
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
            ? new FramePlane
            {
                Position = new PointMm(x, y, z),
                AlongRow = row,
                AlongColumn = column,
                ColumnSpacingMm = columns,
                RowSpacingMm = rows,
            }
            : null;
    }

    public bool IsParallelTo(FramePlane other) =>
        (AlongRow - other.AlongRow).Length < DirectionTolerance && (AlongColumn - other.AlongColumn).Length < DirectionTolerance;

    public bool HasSpacingOf(FramePlane other) =>
        Math.Abs(ColumnSpacingMm - other.ColumnSpacingMm) < SpacingTolerance * ColumnSpacingMm
        && Math.Abs(RowSpacingMm - other.RowSpacingMm) < SpacingTolerance * RowSpacingMm;
}

/// <summary>
/// The frames of an image object, of a classic one (one frame, attributes at the top) or an enhanced one (functional groups).
/// </summary>
internal static class FrameReading
{
    private const int MostFrames = 100_000;

    /// <summary>The frames, or none with the reason why the object is not a slice of a scan.</summary>
    public static (IReadOnlyList<ImageFrame> Frames, string? Reason) Of(string file, DicomDataset header)
    {
        if (header.WholeNumber(Tags.Rows) is not > 0 || header.WholeNumber(Tags.Columns) is not > 0)
        {
            return ([], "holds no image");
        }

        if (header.WholeNumber(Tags.SamplesPerPixel) is not (null or 1)
            || header.Text(Tags.PhotometricInterpretation) is not (null or "MONOCHROME2"))
        {
            return ([], $"is not a grey-scale image ({header.Text(Tags.PhotometricInterpretation) ?? "several samples a pixel"})");
        }

        if (header.Texts(Tags.ImageType).Contains("MOSAIC"))
        {
            return ([], "is a mosaic of slices");
        }

        var count = header.WholeNumber(Tags.NumberOfFrames) ?? 1;
        var groups = header.Items(Tags.PerFrameFunctionalGroupsSequence);
        if (groups.Count == 0)
        {
            return count > 1
                ? ([], $"holds {count} frames without their positions")
                : Plane(header, header, header) is { } plane
                ? ([Frame(file, header, plane, null, header)], null)
                : ([], "does not state its position");
        }

        return count > MostFrames || groups.Count != count
            ? ([], $"holds {count} frames, but describes {groups.Count}")
            : Enhanced(file, header, groups);
    }

    private static (IReadOnlyList<ImageFrame> Frames, string? Reason) Enhanced(
        string file, DicomDataset header, IReadOnlyList<DicomDataset> groups)
    {
        var shared = header.Item(Tags.SharedFunctionalGroupsSequence) ?? new DicomDataset();
        var frames = new List<ImageFrame>(groups.Count);
        for (var i = 0; i < groups.Count; i++)
        {
            DicomDataset Group(DicomTag tag) => groups[i].Item(tag) ?? shared.Item(tag) ?? new DicomDataset();
            if (Plane(Group(Tags.PlanePositionSequence), Group(Tags.PlaneOrientationSequence),
                Group(Tags.PixelMeasuresSequence)) is not { } plane)
            {
                return ([], string.Create(CultureInfo.InvariantCulture, $"does not state the position of frame {i + 1}"));
            }

            var frame = Frame(file, header, plane, i + 1, Group(Tags.PixelValueTransformationSequence));
            frames.Add(frame with { EchoTimeMs = Group(Tags.MrEchoSequence).Number(Tags.EffectiveEchoTime) });
        }

        return (frames, null);
    }

    private static FramePlane? Plane(DicomDataset position, DicomDataset orientation, DicomDataset measures) => FramePlane.From(
        position.Numbers(Tags.ImagePositionPatient, 3), orientation.Numbers(Tags.ImageOrientationPatient, 6),
            measures.Numbers(Tags.PixelSpacing, 2));

    private static ImageFrame Frame(string file, DicomDataset header, FramePlane plane, int? number, DicomDataset rescale) => new()
    {
        Source = new SliceSource(
            file, header.Text(Tags.SopClassUid) ?? string.Empty, header.Text(Tags.SopInstanceUid) ?? string.Empty, number),
        Plane = plane,
        Columns = header.WholeNumber(Tags.Columns)!.Value,
        Rows = header.WholeNumber(Tags.Rows)!.Value,
        Slope = rescale.Number(Tags.RescaleSlope) is { } slope && slope != 0 ? slope : 1,
        Intercept = rescale.Number(Tags.RescaleIntercept) ?? 0,
        EchoTimeMs = header.Number(Tags.EchoTime),
        Component = Component(header),
        InstanceNumber = header.WholeNumber(Tags.InstanceNumber),
    };

    /// <summary>From its own attribute, or from the third value of the image type (Siemens: M, P, R, I).</summary>
    private static string Component(DicomDataset header) =>
        header.Text(Tags.ComplexImageComponent) ?? header.Texts(Tags.ImageType).ElementAtOrDefault(2) switch
        {
            "P" or "PHASE" => "PHASE",
            "R" or "REAL" => "REAL",
            "I" or "IMAGINARY" => "IMAGINARY",
            _ => "MAGNITUDE",
        };
}
