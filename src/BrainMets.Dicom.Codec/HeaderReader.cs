namespace BrainMets.Dicom.Codec;

/// <summary>Reads the attributes of a file up to its pixel data.</summary>
internal static class HeaderReader
{
    private const string RunLength = "1.2.840.10008.1.2.5";
    private const string Implicit = "1.2.840.10008.1.2";
    private const string Explicit = "1.2.840.10008.1.2.1";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Deflated = "1.2.840.10008.1.2.1.99";
    private const string Jpegs = "1.2.840.10008.1.2.4.";

    private static readonly DicomTag PixelGroup = new(0x7FE0, 0x0000);

    public static void Answer(string path, BinaryWriter answers)
    {
        var dataset = Read(path);
        CheckSize(path, dataset);
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(true);
        DicomWireFormat.Write(answers, dataset);
    }

    /// <summary>What the header announces of the pixels.</summary>
    public static HeaderFacts Facts(DicomDataset header)
    {
        var syntax = header.Text(Tags.TransferSyntaxUid);
        return new HeaderFacts(ImpliedPixelBytes(header), syntax == BigEndian, syntax == Deflated, syntax == RunLength || syntax?.StartsWith(Jpegs, StringComparison.Ordinal) == true);
    }

    /// <summary>Whoever asks for a header makes room for what it announces; a lie must not get that far.</summary>
    private static void CheckSize(string path, DicomDataset header)
    {
        var (implied, fileBytes) = (ImpliedPixelBytes(header), new FileInfo(path).Length);
        PixelReader.CheckSize(path, implied, fileBytes);
        if (header.Text(Tags.TransferSyntaxUid) is null or Implicit or Explicit or BigEndian && 4 * implied > DicomLimits.FileAllowance(fileBytes))
        {
            throw new DicomFileException(
                $"{path} announces {implied:N0} bytes of pixels that are not compressed in a file of {fileBytes:N0} bytes; it is cut off or damaged. Copy it again from its source.");
        }
    }

    private static long ImpliedPixelBytes(DicomDataset header)
    {
        double Of(ushort element, double otherwise) => Math.Max(0, header.Number(new DicomTag(0x0028, element)) ?? otherwise);
        var bits = Of(0x0010, 0) * Of(0x0011, 0) * Math.Max(1, Of(0x0008, 1)) * Of(0x0002, 1) * Of(0x0100, 0);
        return bits < long.MaxValue ? (long)Math.Ceiling(bits / 8) : long.MaxValue;
    }

    public static DicomDataset Read(string path)
    {
        MemoryBound.ForFile(new FileInfo(path).Length);
        using var reader = new gdcm.Reader();
        reader.SetFileName(path);
        using var stop = new gdcm.Tag(PixelGroup.Group, PixelGroup.Element);
        if (!reader.CanRead())
        {
            throw new DicomFileException($"{path} is not a DICOM file.");
        }

        if (!reader.ReadUpToTag(stop))
        {
            throw new DicomFileException($"{path} begins like a DICOM file, but its attributes cannot be read: it is cut off or damaged. Copy it again from its source.");
        }

        var file = reader.GetFile();
        var dataset = new DicomDataset();
        ElementConversion.Copy(file, file.GetHeader(), dataset, 0);
        ElementConversion.Copy(file, file.GetDataSet(), dataset, 0);
        return dataset;
    }
}
