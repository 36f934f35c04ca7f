using BrainMets.Imaging;

namespace BrainMets.Dicom;

/// <summary>One segment of a segmentation. Frames that the file leaves out are empty.</summary>
public sealed record Segment
{
    /// <summary>From here on a part counts as inside when a mask is made of a fractional segment.</summary>
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

    /// <summary>What it is of, such as "SCT 94225005 (Metastatic malignant neoplasm to brain)"; null when the file does not say.</summary>
    public string? PropertyType { get; init; }

    /// <summary>The same for the same lesion over time, where the maker keeps it.</summary>
    public string? TrackingUid { get; init; }

    /// <summary>The file it is from.</summary>
    public string Path => parent.Path;

    internal IReadOnlyList<SegmentFrame> Frames { get; }

    /// <summary>
    /// 1 where the segment holds a voxel of the grid (a fractional one: with a part of at least <see cref="InsideFrom"/>), 0 elsewhere. The frames must lie on
    /// the grid (within a tenth of a voxel), in any order of slices and with axes turned or exchanged; nothing is resampled.
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
