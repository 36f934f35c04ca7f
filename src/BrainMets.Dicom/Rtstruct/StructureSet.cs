namespace BrainMets.Dicom;

/// <summary>A structure set (RTSTRUCT): named structures made of contours, drawn on the images of one or more series.</summary>
internal sealed record StructureSet
{
    public required string Path { get; init; }

    public required string StudyUid { get; init; }

    public string? Label { get; init; }

    /// <summary>The series that the file refers to.</summary>
    public required IReadOnlyList<string> SeriesUids { get; init; }

    public required IReadOnlyList<Structure> Structures { get; init; }

    /// <summary>
    /// Reads all structures; a structure with damaged contours is kept with its <see cref="Structure.Fault"/>, so that it can be named.
    /// </summary>
    /// <exception cref="DicomFileException">It is not a structure set, or cannot be read.</exception>
    public static StructureSet Read(DicomCodec codec, string path) => StructureSetReader.Read(path, codec.ReadHeader(path));
}

/// <summary>Takes a structure set's data set apart.</summary>
internal static class StructureSetReader
{
    /// <summary>
    /// Closed contours; the second kind states explicitly what the first one leaves to the reader (PS3.3, C.8.8.6.3), and both are read by
    /// the even-odd rule.
    /// </summary>
    private static readonly string[] ClosedTypes = ["CLOSED_PLANAR", "CLOSEDPLANAR_XOR"];

    public static StructureSet Read(string path, DicomDataset dataset)
    {
        if (dataset.Text(ObjectTag.SopClassUid) is var sopClass && sopClass != StructureTag.SopClassUid)
        {
            throw new DicomFileException(
                $"{path} is not a structure set: its class is {sopClass ?? "not stated"}, that of RTSTRUCT is {StructureTag.SopClassUid}.");
        }

        var contours = dataset.Items(StructureTag.RoiContourSequence)
            .Where(item => item.WholeNumber(StructureTag.ReferencedRoiNumber) is not null)
            .ToLookup(item => item.WholeNumber(StructureTag.ReferencedRoiNumber)!.Value);   // checked the line before
        var structures = new List<Structure>();
        foreach (var item in dataset.Items(StructureTag.StructureSetRoiSequence))
        {
            var number = item.WholeNumber(StructureTag.RoiNumber)
                ?? throw new DicomFileException(
                    $"{path}: a structure ('{item.Text(StructureTag.RoiName)}') has no ROI number, so its contours cannot be found.");
            structures.Add(One(number, item, contours[number].ToList()));
        }

        return new StructureSet
        {
            Path = path,
            StudyUid = dataset.Text(ObjectTag.StudyInstanceUid)
                ?? throw new DicomFileException($"{path} has no study instance UID (0020,000D); the file is damaged."),
            Label = dataset.Text(StructureTag.StructureSetLabel),
            SeriesUids = ReferencedSeries(dataset),
            Structures = structures,
        };
    }

    private static List<string> ReferencedSeries(DicomDataset dataset) =>
        (from frame in dataset.Items(StructureTag.ReferencedFrameOfReferenceSequence)
         from study in frame.Items(StructureTag.RtReferencedStudySequence)
         from series in study.Items(StructureTag.RtReferencedSeriesSequence)
         let uid = series.Text(ObjectTag.SeriesInstanceUid)
         where uid is not null
         select uid).Distinct().ToList();

    private static Structure One(int number, DicomDataset roi, List<DicomDataset> contourItems)
    {
        var name = roi.Text(StructureTag.RoiName) ?? $"ROI {number}";
        var items = contourItems.SelectMany(item => item.Items(StructureTag.ContourSequence)).ToList();
        var closed = items.Where(item => ClosedTypes.Contains(item.Text(StructureTag.ContourGeometricType))).ToList();
        var remarks = items.Except(closed)
            .GroupBy(item => item.Text(StructureTag.ContourGeometricType) ?? "no stated type")
            .Select(group =>
                $"Structure '{name}': {group.Count()} contour(s) of type {group.Key} excluded; only closed planar ones enclose anything.")
            .ToList();
        var faults = new List<string>();
        var contours = closed.Select((item, i) => Points(item, i + 1, faults)).Where(points => points.Length > 0).ToList();
        return new Structure
        {
            Number = number,
            Name = name,
            Colour = Colour(contourItems),
            FrameOfReferenceUid = roi.Text(StructureTag.ReferencedFrameOfReferenceUid),
            Contours = contours,
            DrawnOn = closed.SelectMany(item => item.Items(StructureTag.ContourImageSequence))
                .Select(item => item.Text(ObjectTag.ReferencedSopInstanceUid)).OfType<string>().ToHashSet(),
            Remarks = remarks,
            Fault = faults.Count == 0 ? null : string.Join("; ", faults),
        };
    }

    private static (byte, byte, byte)? Colour(List<DicomDataset> items) =>
        items.FirstOrDefault()?.Numbers(StructureTag.RoiDisplayColor, 3) is { } rgb && rgb.All(v => v is >= 0 and <= 255)
            ? ((byte)rgb[0], (byte)rgb[1], (byte)rgb[2])
            : null;

    /// <summary>The points in RAS+ mm; DICOM states them in LPS.</summary>
    private static PointMm[] Points(DicomDataset item, int number, List<string> faults)
    {
        var data = item.Numbers(StructureTag.ContourData);
        if (data is null || data.Length % 3 != 0)
        {
            faults.Add(data is null
                ? $"contour {number} has no readable points"
                : $"contour {number} has {data.Length} coordinates, which is not a multiple of three");
            return [];
        }

        if (item.WholeNumber(StructureTag.NumberOfContourPoints) is { } stated && stated != data.Length / 3)
        {
            faults.Add($"contour {number} states {stated} points and holds {data.Length / 3}; the file is cut off or damaged");
            return [];
        }

        var points = new PointMm[data.Length / 3];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new PointMm(-data[3 * i], -data[(3 * i) + 1], data[(3 * i) + 2]);
        }

        return points.Length > 1 && points[0] == points[^1] ? points[..^1] : points;
    }
}

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
