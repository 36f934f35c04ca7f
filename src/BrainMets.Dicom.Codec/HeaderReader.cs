using BrainMets.Dicom.Data;
using BrainMets.Dicom.Files;

namespace BrainMets.Dicom.Codec;

/// <summary>Reads the attributes of a file up to its pixel data.</summary>
internal static class HeaderReader
{
    private const string RunLength = "1.2.840.10008.1.2.5";
    private const string BigEndian = "1.2.840.10008.1.2.2";
    private const string Deflated = "1.2.840.10008.1.2.1.99";
    private const string Jpegs = "1.2.840.10008.1.2.4.";

    private static readonly DicomTag PixelGroup = new(0x7FE0, 0x0000);

    public static void Answer(string path, BinaryWriter answers)
    {
        var dataset = Read(path);
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(true);
        DatasetWire.Write(answers, dataset);
    }

    /// <summary>What the header announces of the pixels.</summary>
    public static HeaderFacts Facts(string path)
    {
        var header = Read(path);
        double Of(ushort element, double otherwise) => Math.Max(0, header.Number(new DicomTag(0x0028, element)) ?? otherwise);
        var bits = Of(0x0010, 0) * Of(0x0011, 0) * Math.Max(1, Of(0x0008, 1)) * Of(0x0002, 1) * Of(0x0100, 0);
        var bytes = bits < long.MaxValue ? (long)Math.Ceiling(bits / 8) : long.MaxValue;
        var syntax = header.Text(Tags.TransferSyntaxUid);
        return new HeaderFacts(bytes, syntax == BigEndian, syntax == Deflated, syntax == RunLength || syntax?.StartsWith(Jpegs, StringComparison.Ordinal) == true);
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
