namespace BrainMets.Dicom;

/// <summary>Reads a series from disk: from its files to a volume in RAS+ mm with rescaled intensities.</summary>
internal static class SeriesVolume
{
    /// <summary>
    /// Sorts the slices of a series, checks that they make one volume, decodes them and applies rescale slope and intercept.
    /// </summary>
    /// <exception cref="InvalidInputException">The series is not a single, evenly spaced volume; the message names the fault.</exception>
    /// <exception cref="DicomFileException">A file cannot be decoded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImageSeries Read(DicomCodec codec, FoundSeries series, CancellationToken cancellation = default)
    {
        var stack = SliceStack.Build(series);
        var geometry = StackGeometry.Of(stack.Frames);
        if (geometry.Size.Count > Array.MaxLength)
        {
            throw new InvalidInputException(series.Label, $"would be a volume of {geometry.Size}, more voxels than one array holds.");
        }

        Volume<float>? volume = null;                               // made when the first file has shown that it holds what it announces
        var slice = geometry.Size.X * geometry.Size.Y;
        foreach (var file in stack.Frames.Select((frame, z) => (Frame: frame, Z: z)).GroupBy(item => item.Frame.Source.File))
        {
            cancellation.ThrowIfCancellationRequested();
            var pixels = codec.ReadPixels(file.Key);
            volume ??= new Volume<float>(geometry);
            foreach (var (frame, z) in file)
            {
                Fill(frame, pixels, volume.Voxels.AsSpan(z * slice, slice));
            }
        }

        var header = series.Header;
        return new ImageSeries
        {
            Volume = volume!,                                       // a stack has frames
            Slices = [.. stack.Frames.Select(frame => frame.Source)],
            Header = header,
            StudyUid = header.Text(Tags.StudyInstanceUid) ?? string.Empty,
            SeriesUid = series.SeriesUid,
            FrameOfReferenceUid = header.Text(Tags.FrameOfReferenceUid),
            Remarks = stack.Remarks,
        };
    }

    private static void Fill(ImageFrame frame, PixelData pixels, Span<float> slice)
    {
        var number = (frame.Source.Frame ?? 1) - 1;
        if (pixels.Columns != frame.Columns || pixels.Rows != frame.Rows || number >= pixels.Frames || Bytes(pixels) > pixels.Bytes.Length)
        {
            throw new DicomFileException(
                $"{frame.Source.File} states {frame.Columns} x {frame.Rows} pixels, frame {number + 1}, but holds {pixels.Columns} x "
                    + $"{pixels.Rows} x {pixels.Frames} in {pixels.Bytes.Length:N0} bytes; it is damaged.");
        }

        try
        {
            pixels.CopyFrame(number, slice);
        }
        catch (NotSupportedException error)
        {
            throw new DicomFileException($"{frame.Source.File} cannot be used: {error.Message}", error);
        }

        if (frame.Slope != 1 || frame.Intercept != 0)
        {
            for (var i = 0; i < slice.Length; i++)
            {
                slice[i] = (float)((frame.Slope * slice[i]) + frame.Intercept);
            }
        }
    }

    private static long Bytes(PixelData pixels) =>
        ((long)pixels.Columns * pixels.Rows * pixels.Frames * pixels.SamplesPerPixel * pixels.BitsAllocated) / 8;
}

/// <summary>
/// One image series read as a volume: columns are x, rows are y, slices are z in the order of their position along the normal; the affine
/// is RAS+ mm (DICOM's own frame is LPS). With it what objects made from it must repeat to belong to the same patient and study.
/// </summary>
public sealed record ImageSeries
{
    public required Volume<float> Volume { get; init; }

    /// <summary>One for each z of the volume.</summary>
    public required IReadOnlyList<SliceSource> Slices { get; init; }

    /// <summary>The attributes of the first slice (of the whole object when it is multi-frame), without pixels.</summary>
    public required DicomDataset Header { get; init; }

    public required string StudyUid { get; init; }

    public required string SeriesUid { get; init; }

    /// <summary>Null when the series has none; objects derived from it then get one made from the series' UID.</summary>
    public string? FrameOfReferenceUid { get; init; }

    /// <summary>What was left out of the series, by name.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>
/// Where one slice of a volume came from: the object that holds it and, in a multi-frame object, the frame (counted from 1).
/// </summary>
public sealed record SliceSource(string File, string SopClassUid, string SopInstanceUid, int? Frame);
