namespace BrainMets.Dicom;

/// <summary>One segment of a segmentation. Frames that the file leaves out are empty.</summary>
internal sealed record Segment
{
    /// <summary>The fraction from which a voxel is inside when a mask is made from a fractional segment.</summary>
    public const double InsideFrom = 0.5;

    private readonly SegmentationObject parent;

    internal Segment(SegmentationObject parent, IReadOnlyList<SegmentFrame> frames)
    {
        this.parent = parent;
        Frames = frames;
    }

    public required int Number { get; init; }

    public required string Label { get; init; }

    public string? Description { get; init; }

    /// <summary>
    /// The segmented property, such as "SCT 94225005 (Metastatic malignant neoplasm to brain)"; null when the file does not state it.
    /// </summary>
    public string? PropertyType { get; init; }

    /// <summary>The same for the same lesion over time, where the maker keeps it.</summary>
    public string? TrackingUid { get; init; }

    /// <summary>The file it is from.</summary>
    public string Path => parent.Path;

    internal IReadOnlyList<SegmentFrame> Frames { get; }

    /// <summary>
    /// 1 where the segment holds a voxel of the grid (a fractional one: with a part of at least <see cref="InsideFrom"/>), 0 elsewhere. The
    /// frames must lie on the grid (within a tenth of a voxel), in any order of slices and with axes turned or exchanged; nothing is
    /// resampled.
    /// </summary>
    /// <exception cref="InvalidInputException">A frame that is not empty lies off the grid or beyond it.</exception>
    public Volume<byte> ToMask(VolumeGeometry geometry)
    {
        var mask = new Volume<byte>(geometry);
        SegmentPlacement.Visit(this, geometry, (voxel, part) => mask.Voxels[voxel] |= (byte)(part >= InsideFrom ? 1 : 0));
        return mask;
    }

    /// <summary>The mask on the grid of a series that the segmentation was made of, or that shares its frame of reference.</summary>
    /// <exception cref="InvalidInputException">As above, or it belongs to another scan.</exception>
    public Volume<byte> ToMask(ImageSeries series)
    {
        parent.CheckBelongsTo(series);
        return ToMask(series.Volume.Geometry);
    }

    /// <summary>Parts of 0 to 1 on the grid; where two frames of the segment overlap, the larger.</summary>
    /// <exception cref="InvalidInputException">A frame that is not empty lies off the grid or beyond it.</exception>
    public Volume<float> ToParts(VolumeGeometry geometry)
    {
        var parts = new Volume<float>(geometry);
        SegmentPlacement.Visit(this, geometry, (voxel, part) => parts.Voxels[voxel] = Math.Max(parts.Voxels[voxel], part));
        return parts;
    }
}

/// <summary>
/// One frame of a segment: where it lies and how its stored values become a part of 0 to 1. <see cref="PlaneToWorld"/> maps column, row and
/// (0) to RAS+ mm.
/// </summary>
internal sealed record SegmentFrame(int Number, Affine PlaneToWorld, PixelData Pixels, double Whole, bool IsLabelMap)
{
    /// <summary>Parts of 0 to 1, row after row.</summary>
    public float[] Parts()
    {
        var values = new float[Pixels.Rows * Pixels.Columns];
        Pixels.CopyFrame(Number, values);
        for (var i = 0; i < values.Length; i++)
        {
            // some write 255 for inside
            values[i] = IsLabelMap ? (values[i] == (float)Whole ? 1 : 0) : Math.Min(1, (float)(values[i] / Whole));
        }

        return values;
    }
}

/// <summary>Finds the voxel of a grid under each pixel of a segment's frames.</summary>
internal static class SegmentPlacement
{
    /// <summary>In voxels; farther off, the frame is on another grid.</summary>
    private const double Tolerance = 0.1;

    /// <summary>Calls <paramref name="visit"/> with the index of the voxel and the part, for every pixel that is not zero.</summary>
    public static void Visit(Segment segment, VolumeGeometry geometry, Action<int, float> visit)
    {
        var toVoxel = geometry.VoxelToWorld.Inverse();
        foreach (var frame in segment.Frames)
        {
            var parts = frame.Parts();
            if (parts.AsSpan().IndexOfAnyExcept(0f) < 0)
            {
                continue;                                           // an empty frame is the same at any position
            }

            var (columns, map) = (frame.Pixels.Columns, toVoxel.After(frame.PlaneToWorld));
            var (origin, right, down) = Whole(map) is { } whole && OnGrid(map, whole, frame)
                ? whole
                : throw new InvalidInputException(segment.Path, OffGrid(segment, frame, geometry, map));
            for (var i = 0; i < parts.Length; i++)
            {
                if (parts[i] == 0)
                {
                    continue;
                }

                var (column, row) = (i % columns, i / columns);
                var (x, y, z) = (origin.X + (column * right.X) + (row * down.X), origin.Y + (column * right.Y) + (row * down.Y),
                    origin.Z + (column * right.Z) + (row * down.Z));
                if (!geometry.Size.Contains(x, y, z))
                {
                    throw new InvalidInputException(segment.Path,
                        $"segment '{segment.Label}' has a voxel at ({x}, {y}, {z}), beyond the grid of {geometry.Size}. The series is not "
                            + "complete, or not the one it was made of.");
                }

                visit(geometry.Size.Index(x, y, z), parts[i]);
            }
        }
    }

    /// <summary>
    /// Where pixel (0, 0) lies and the steps to the right and down, in whole voxels; null when a step is not one voxel along one axis.
    /// </summary>
    private static PixelSteps? Whole(Affine map)
    {
        static VoxelIndex Round(PointMm p) => new((int)Math.Round(p.X), (int)Math.Round(p.Y), (int)Math.Round(p.Z));
        static int Length(VoxelIndex v) => Math.Abs(v.X) + Math.Abs(v.Y) + Math.Abs(v.Z);
        var (right, down) = (Round(map.ColumnX), Round(map.ColumnY));
        var crossed = (right.X * down.X) + (right.Y * down.Y) + (right.Z * down.Z) == 0;
        return Length(right) == 1 && Length(down) == 1 && crossed ? new PixelSteps(Round(map.Origin), right, down) : null;
    }

    private static bool OnGrid(Affine map, PixelSteps whole, SegmentFrame frame)
    {
        static PointMm Point(VoxelIndex v) => new(v.X, v.Y, v.Z);
        var rounded = new Affine(Point(whole.Right), Point(whole.Down), map.ColumnZ, Point(whole.Origin));
        return map.LargestCornerDistanceMm(rounded, new Size3(frame.Pixels.Columns, frame.Pixels.Rows, 1)) <= Tolerance;   // in voxels here
    }

    private static string OffGrid(Segment segment, SegmentFrame frame, VolumeGeometry geometry, Affine map)
    {
        var plane = frame.PlaneToWorld;
        return FormattableString.Invariant(
            $"""
             segment '{segment.Label}' is not on the grid of the scan: frame {frame.Number + 1} has pixels of {plane.ColumnX.Length:0.####} x {plane.ColumnY.Length:0.####} mm with the first at {plane.Origin},
             which is voxel ({map.Origin.X:0.##}, {map.Origin.Y:0.##}, {map.Origin.Z:0.##}) of {geometry}. Segmentations are not resampled; give the series it was made of.
             """).ReplaceLineEndings(" ");
    }
}

/// <summary>Where pixel (0, 0) of a frame lies on the grid, and the steps to the pixel on its right and the one below.</summary>
internal readonly record struct PixelSteps(VoxelIndex Origin, VoxelIndex Right, VoxelIndex Down);
