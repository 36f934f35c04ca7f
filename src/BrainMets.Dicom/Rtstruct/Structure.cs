namespace BrainMets.Dicom;

/// <summary>One structure (region of interest) of a structure set: its name and closed contours, points in RAS+ mm.</summary>
internal sealed record Structure
{
    public required int Number { get; init; }

    public required string Name { get; init; }

    /// <summary>Red, green and blue, 0 to 255; null when the file states none.</summary>
    public (byte Red, byte Green, byte Blue)? Colour { get; init; }

    /// <summary>Null when the file names none.</summary>
    public string? FrameOfReferenceUid { get; init; }

    /// <summary>Closed planar contours in the order of the file; the first point is not repeated.</summary>
    public required IReadOnlyList<IReadOnlyList<PointMm>> Contours { get; init; }

    /// <summary>The images that the contours refer to (SOP instance UIDs).</summary>
    public IReadOnlySet<string> DrawnOn { get; init; } = new HashSet<string>();

    /// <summary>What was excluded at reading, such as points and open curves, as sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why the contours cannot be used at all; null when they can.</summary>
    public string? Fault { get; init; }

    /// <summary>
    /// The voxels of a grid whose centres lie in this structure, by the rules of <see cref="StructureRasterizer"/>. The grid is taken to be
    /// in the structure's frame of reference.
    /// </summary>
    public StructureMask ToMask(VolumeGeometry geometry) => StructureRasterizer.Rasterize(this, geometry);

    /// <summary>
    /// The same on the grid of a series, after checking that the structure belongs to it: their frames of reference are the same, or every
    /// image the contours were drawn on is one of the series (some tools invent a new frame of reference when they write). Otherwise the
    /// structure is rejected.
    /// </summary>
    public StructureMask ToMask(ImageSeries series)
    {
        var instances = series.Slices.Select(slice => slice.SopInstanceUid).ToHashSet();
        var foreign = DrawnOn.Count(uid => !instances.Contains(uid));
        var sameFrame = FrameOfReferenceUid is not null && FrameOfReferenceUid == series.FrameOfReferenceUid;
        if (!sameFrame && (DrawnOn.Count == 0 || foreign > 0))
        {
            var frames = $"its frame of reference is {FrameOfReferenceUid ?? "not stated"}, that of the series is "
                + $"{series.FrameOfReferenceUid ?? "not stated"}";
            var images = DrawnOn.Count == 0
                ? "its contours name no images"
                : $"{foreign} of the {DrawnOn.Count} images its contours were drawn on are not in the series";
            return StructureMask.Refused(this, $"it belongs to another scan: {frames}, and {images}. Give the series it was drawn on");
        }

        List<string> remarks = [];
        if (!sameFrame)
        {
            remarks.Add($"its frame of reference ({FrameOfReferenceUid ?? "none"}) is not that of the series, but all images it was drawn "
                + "on are of the series, so it was used");
        }
        else if (foreign > 0)
        {
            remarks.Add($"{foreign} of the {DrawnOn.Count} images its contours were drawn on are not in the series; it was placed by its "
                + "coordinates in the common frame of reference");
        }

        var placed = ToMask(series.Volume.Geometry);
        return placed with { Remarks = [.. remarks, .. placed.Remarks] };
    }
}

/// <summary>
/// A structure on a grid, or the reason why it is missing. Every remark and rejection begins with the name of the structure.
/// </summary>
internal sealed record StructureMask
{
    public required string Name { get; init; }

    /// <summary>1 inside, 0 outside; null when the structure was rejected.</summary>
    public Volume<byte>? Mask { get; init; }

    /// <summary>Why there is no mask; null when there is one.</summary>
    public string? Refusal { get; init; }

    /// <summary>What a reader of the result must know: resampling, slices without contour, parts set aside.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    internal static StructureMask Refused(Structure structure, string reason) =>
        new() { Name = structure.Name, Refusal = $"Structure '{structure.Name}' was not used: {reason}.", Remarks = structure.Remarks };
}
