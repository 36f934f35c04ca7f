using System.Buffers.Binary;

namespace BrainMets.Dicom;

/// <summary>
/// The part of a segmentation that states the position and source of its frames (PS3.3, C.7.6.16 and C.8.20), and its pixels.
/// </summary>
internal static class SegmentationLayout
{
    public static DicomDataset Add(DicomDataset made, ImageSeries source, SegmentationFrames frames)
    {
        var dimensions = ContentUid.Of("dimension organization", source.SeriesUid);
        var references = new DicomDataset()
            .Add(ObjectTag.SeriesInstanceUid, "UI", source.SeriesUid)
            .Add(ObjectTag.ReferencedInstanceSequence, SourceAttributes.InstanceReferences(source));
        return AddPixels(made, source, frames)
            .Add(ObjectTag.ReferencedSeriesSequence, references)
            .Add(SegmentationTag.DimensionOrganizationSequence,
                new DicomDataset().Add(SegmentationTag.DimensionOrganizationUid, "UI", dimensions))
            .Add(SegmentationTag.DimensionIndexSequence,
                Dimension(dimensions, SegmentationTag.ReferencedSegmentNumber, SegmentationTag.SegmentIdentificationSequence, "Segment"),
                Dimension(dimensions, SegmentationTag.ImagePositionPatient, SegmentationTag.PlanePositionSequence, "Position"))
            .Add(SegmentationTag.SharedFunctionalGroupsSequence, Shared(source.Volume.Geometry))
            .Add(SegmentationTag.PerFrameFunctionalGroupsSequence,
                frames.Frames.Select(frame => PerFrame(source, frame.Segment, frame.Z)).ToArray());
    }

    private static DicomDataset AddPixels(DicomDataset made, ImageSeries source, SegmentationFrames frames) => made
        .Add(SegmentationTag.SamplesPerPixel, "US", 1)
        .Add(SegmentationTag.PhotometricInterpretation, "CS", "MONOCHROME2")
        .Add(SegmentationTag.NumberOfFrames, "IS", frames.Frames.Count)
        .Add(SegmentationTag.Rows, "US", frames.Size.Y)
        .Add(SegmentationTag.Columns, "US", frames.Size.X)
        .Add(SegmentationTag.BitsAllocated, "US", frames.BitsAPixel)
        .Add(SegmentationTag.BitsStored, "US", frames.BitsAPixel)
        .Add(SegmentationTag.HighBit, "US", frames.BitsAPixel - 1)
        .Add(SegmentationTag.PixelRepresentation, "US", 0)
        .Add(SegmentationTag.LossyImageCompression, "CS", source.Header.Text(SegmentationTag.LossyImageCompression) == "01" ? "01" : "00")
        .Add(new DicomElement(SegmentationTag.PixelData, "OB", frames.Pixels));

    private static DicomDataset Dimension(string organization, DicomTag index, DicomTag group, string label) => new DicomDataset()
        .Add(SegmentationTag.DimensionOrganizationUid, "UI", organization)
        .Add(Pointer(SegmentationTag.DimensionIndexPointer, index))
        .Add(Pointer(SegmentationTag.FunctionalGroupPointer, group))
        .Add(SegmentationTag.DimensionDescriptionLabel, "LO", label);

    private static DicomElement Pointer(DicomTag tag, DicomTag to)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, to.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), to.Element);
        return new DicomElement(tag, "AT", bytes);
    }

    private static DicomDataset Shared(VolumeGeometry geometry)
    {
        var (x, y) = (ContourArea.Unit(geometry.VoxelToWorld.ColumnX), ContourArea.Unit(geometry.VoxelToWorld.ColumnY));
        var stepMm = geometry.VoxelVolumeMm3 / ContourArea.Cross(geometry.VoxelToWorld.ColumnX, geometry.VoxelToWorld.ColumnY).Length;
        return new DicomDataset()
            .Add(SegmentationTag.PlaneOrientationSequence, new DicomDataset()
                .Add(SegmentationTag.ImageOrientationPatient, "DS", 0 - x.X, 0 - x.Y, x.Z, 0 - y.X, 0 - y.Y, y.Z))
            .Add(SegmentationTag.PixelMeasuresSequence, new DicomDataset()
                .Add(SegmentationTag.SliceThickness, "DS", stepMm)
                .Add(SegmentationTag.SpacingBetweenSlices, "DS", stepMm)
                .Add(SegmentationTag.PixelSpacing, "DS", geometry.Spacing.Y, geometry.Spacing.X));
    }

    private static DicomDataset PerFrame(ImageSeries source, int segment, int z)
    {
        var position = source.Volume.Geometry.VoxelToWorld.Apply(0, 0, z);
        var image = SourceAttributes.Reference(source.Slices[z])
            .Add(SegmentationTag.SpatialLocationsPreserved, "CS", "YES")
            .Add(SegmentationTag.PurposeOfReferenceCodeSequence, LesionCode.SourceImage);
        return new DicomDataset()
            .Add(SegmentationTag.DerivationImageSequence, new DicomDataset()
                .Add(SegmentationTag.SourceImageSequence, image)
                .Add(SegmentationTag.DerivationCodeSequence, LesionCode.Segmentation))
            .Add(SegmentationTag.FrameContentSequence, new DicomDataset().Add(SegmentationTag.DimensionIndexValues, "UL", segment, z + 1))
            .Add(SegmentationTag.PlanePositionSequence, new DicomDataset()
                .Add(SegmentationTag.ImagePositionPatient, "DS", 0 - position.X, 0 - position.Y, position.Z))
            .Add(SegmentationTag.SegmentIdentificationSequence,
                new DicomDataset().Add(SegmentationTag.ReferencedSegmentNumber, "US", segment));
    }
}

/// <summary>
/// The frames of a segmentation being made, in the order of segments and then slices, and their pixels: one bit each, lowest first and
/// without padding between frames, or one byte.
/// </summary>
internal sealed class SegmentationFrames(Size3 size, int bitsAPixel)
{
    private readonly int pixelsAFrame = size.X * size.Y;
    private readonly List<(int Segment, int Z)> frames = [];
    private byte[] pixels = [];

    public Size3 Size => size;

    public int BitsAPixel => bitsAPixel;

    public IReadOnlyList<(int Segment, int Z)> Frames => frames;

    /// <summary>Of even length, as DICOM requires.</summary>
    public byte[] Pixels => pixels[..Even(Bytes(frames.Count))];

    /// <summary>Adds a frame for every slice of the box that has a value other than zero in it.</summary>
    public void AddNonEmpty<T>(int segment, Volume<T> volume, Box3 box, Func<T, byte> value)
        where T : unmanaged
    {
        var slice = new byte[pixelsAFrame];
        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                for (var x = box.X; x < box.EndX; x++)
                {
                    slice[x + (y * size.X)] = value(volume[x, y, z]);
                }
            }

            if (slice.AsSpan().IndexOfAnyExcept((byte)0) >= 0)
            {
                Put(slice);
                frames.Add((segment, z));
            }
        }
    }

    /// <summary>Adds a frame of zeros on the first slice.</summary>
    public void AddEmpty(int segment)
    {
        Put(new byte[pixelsAFrame]);
        frames.Add((segment, 0));
    }

    private void Put(ReadOnlySpan<byte> slice)
    {
        var needed = Even(Bytes(frames.Count + 1));
        if (pixels.Length < needed)
        {
            Array.Resize(ref pixels, Math.Max(needed, 2 * pixels.Length));
        }

        if (bitsAPixel == 8)
        {
            slice.CopyTo(pixels.AsSpan(frames.Count * pixelsAFrame));
            return;
        }

        var first = (long)frames.Count * pixelsAFrame;
        for (var i = 0; i < slice.Length; i++)
        {
            pixels[(first + i) >> 3] |= (byte)(slice[i] << (int)((first + i) & 7));
        }
    }

    private int Bytes(int frameCount) => checked((int)((((long)frameCount * pixelsAFrame * bitsAPixel) + 7) / 8));

    private static int Even(int bytes) => bytes + (bytes & 1);
}
