using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>
/// Finds the one stack of parallel, evenly spaced slices in a series. Positions come from ImagePositionPatient along the normal; slice
/// thickness and spacing attributes are never used.
/// </summary>
internal static class SliceStack
{
    /// <summary>Slices fewer than these are no volume in which a lesion could be measured.</summary>
    public const int FewestSlices = 3;

    /// <summary>A localiser may be mixed in: the largest stack must hold this share of the frames to be used as the scan.</summary>
    private const double MainShare = 0.8;

    private const double SamePlaceMm = 0.01;

    /// <exception cref="InvalidInputException">The series is not a single volume; the message describes it.</exception>
    public static SortedSlices Build(FoundSeries series)
    {
        var groups = Groups(series.Frames);
        if (groups.Count == 0)
        {
            throw Refused(series, "holds no frame with a position"
                + (series.SetAside.Count > 0 ? $"; {series.SetAside[0].File} {series.SetAside[0].Reason}" : string.Empty));
        }

        var main = groups[0];
        if (main.Count < MainShare * series.Frames.Count)
        {
            throw Refused(
                series, $"mixes slices that make no single volume: {string.Join("; ", groups.Take(4).Select(Describe))}. Give a folder, "
                    + "or a series, that holds one scan only");
        }

        var remarks = new List<string>();
        remarks.AddRange(
            groups.Skip(1).Select(group => $"{Describe(group)} excluded: {Names(group)} do not belong to the stack of {Describe(main)}"));
        remarks.AddRange(series.SetAside.Select(aside => $"{Path.GetFileName(aside.File)} excluded: it {aside.Reason}"));
        var sorted = main.OrderBy(frame => frame.DepthMm).ToList();
        if (sorted.Count < FewestSlices)
        {
            throw Refused(series, $"holds {sorted.Count} slice(s); a volume has at least {FewestSlices}");
        }

        CheckSpacing(series, sorted);
        return new SortedSlices(sorted, remarks);
    }

    /// <summary>Frames of one orientation, size, spacing, echo and component; largest first.</summary>
    private static List<List<ImageFrame>> Groups(IReadOnlyList<ImageFrame> frames)
    {
        var groups = new List<List<ImageFrame>>();
        foreach (var frame in frames)
        {
            if (groups.FirstOrDefault(group => BelongTogether(group[0], frame)) is { } home)
            {
                home.Add(frame);
            }
            else
            {
                groups.Add([frame]);
            }
        }

        return [.. groups.OrderByDescending(group => group.Count)];
    }

    private static bool BelongTogether(ImageFrame a, ImageFrame b) =>
        a.Columns == b.Columns && a.Rows == b.Rows && a.Plane.IsParallelTo(b.Plane) && a.Plane.HasSpacingOf(b.Plane)
        && a.EchoTimeMs == b.EchoTimeMs && a.Component == b.Component;

    private static void CheckSpacing(FoundSeries series, List<ImageFrame> sorted)
    {
        var gaps = sorted.Zip(sorted.Skip(1), (a, b) => b.DepthMm - a.DepthMm).ToList();
        var usual = gaps.Order().ElementAt(gaps.Count / 2);
        if (gaps.FindIndex(gap => gap < SamePlaceMm) is >= 0 and var twice)
        {
            throw Refused(
                series, $"has several images at one position: {Name(sorted[twice])} and {Name(sorted[twice + 1])} both lie at "
                    + $"{Mm(sorted[twice].DepthMm)} along the normal " +
                $"({gaps.Count(gap => gap < SamePlaceMm)} such pairs). They may be time points or copies of one scan; export one of them "
                    + "only");
        }

        var tolerance = Math.Max(0.05, 0.02 * usual);
        for (var i = 0; i < gaps.Count; i++)
        {
            if (gaps[i] > 1.5 * usual)
            {
                throw Refused(
                    series, $"lacks slices: between {Name(sorted[i])} and {Name(sorted[i + 1])} lie {Mm(gaps[i])}, elsewhere "
                        + $"{Mm(usual)}, so about " +
                    $"{Math.Round(gaps[i] / usual) - 1:0} slice(s) are missing at {Mm(sorted[i].DepthMm)} along the normal. Export the "
                        + "series again");
            }

            if (Math.Abs(gaps[i] - usual) > tolerance)
            {
                throw Refused(
                    series, $"has slices at varying distances: {Mm(gaps[i])} between {Name(sorted[i])} and {Name(sorted[i + 1])}, "
                        + $"elsewhere {Mm(usual)}. A volume needs evenly spaced slices");
            }
        }

        CheckLine(series, sorted);
    }

    /// <summary>The first pixels must lie on a straight line, or no affine describes the volume.</summary>
    private static void CheckLine(FoundSeries series, List<ImageFrame> sorted)
    {
        var step = StackGeometry.Step(sorted);
        for (var i = 0; i < sorted.Count; i++)
        {
            var off = (sorted[i].Plane.Position - sorted[0].Plane.Position - (i * step)).Length;
            if (off > Math.Max(0.1, 0.1 * step.Length))
            {
                throw Refused(
                    series, $"has slices that are not on a straight line: {Name(sorted[i])} is {Mm(off)} off the line of the others (the "
                        + "patient or the table moved, or slices of two scans are mixed)");
            }
        }
    }

    private static InvalidInputException Refused(FoundSeries series, string what) => new(series.Label, what + ".");

    private static string Describe(List<ImageFrame> group)
    {
        var plane = group[0].Plane;
        var (x, y, z) = (Math.Abs(plane.Normal.X), Math.Abs(plane.Normal.Y), Math.Abs(plane.Normal.Z));
        var name = z >= x && z >= y ? "axial" : y >= x ? "coronal" : "sagittal";
        return string.Create(CultureInfo.InvariantCulture,
            $"{group.Count} {name} frame(s) of {group[0].Columns} x {group[0].Rows}, {plane.ColumnSpacingMm:0.###} x "
                + $"{plane.RowSpacingMm:0.###} mm{(group[0].EchoTimeMs is { } echo ? $", echo time {echo:0.##} ms" : string.Empty)}, "
                + $"{group[0].Component.ToLowerInvariant()}");
    }

    private static string Names(List<ImageFrame> group) =>
        string.Join(", ", group.Take(5).Select(Name)) + (group.Count > 5 ? ", …" : string.Empty);

    private static string Name(ImageFrame frame) =>
        Path.GetFileName(frame.Source.File) + (frame.Source.Frame is { } number ? $" frame {number}" : string.Empty);

    private static string Mm(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.###} mm");
}

/// <summary>
/// The frames of a series that make one volume, in the order of their position along the normal, and what was left out by name.
/// </summary>
internal sealed record SortedSlices(IReadOnlyList<ImageFrame> Frames, IReadOnlyList<string> Remarks);

/// <summary>
/// The grid of sorted slices: columns are x, rows are y, slices are z; LPS of DICOM becomes RAS+ by turning the signs of x and y.
/// </summary>
internal static class StackGeometry
{
    /// <summary>
    /// From one slice to the next, in LPS mm: from the first and the last, so that rounding of single positions does not add up.
    /// </summary>
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
