namespace BrainMets.Dicom.Codec;

/// <summary>
/// Uncompressed pixels of segmentations, taken from the file as they are. The image reader of GDCM 3.0 knows no label maps (a class of 2023) and ends the process over a
/// segmentation without an orientation.
/// </summary>
internal static class SegmentationPixels
{
    private static readonly string[] Classes = ["1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"];
    private static readonly string[] LittleEndian = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99"];

    /// <summary>False, with nothing answered, when it is something else.</summary>
    public static bool TryAnswer(string path, DicomDataset header, BinaryWriter answers)
    {
        if (!Classes.Contains(header.Text(new DicomTag(0x0008, 0x0016))) || !LittleEndian.Contains(header.Text(new DicomTag(0x0002, 0x0010))))
        {
            return false;
        }

        int Of(ushort element) => header.WholeNumber(new DicomTag(0x0028, element)) is { } number and > 0 ? number
            : throw new DicomFileException($"{path} is a segmentation without a usable (0028,{element:X4}); it is damaged.");
        var (columns, rows, samples, bits) = (Of(0x0011), Of(0x0010), Of(0x0002), Of(0x0100));
        var frames = header.Contains(new DicomTag(0x0028, 0x0008)) ? Of(0x0008) : 1;
        var bytes = Bytes(path);
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(true);
        answers.Write(columns);
        answers.Write(rows);
        answers.Write(frames);
        answers.Write(samples);
        answers.Write(bits);
        answers.Write(Of(0x0101));
        answers.Write(header.WholeNumber(new DicomTag(0x0028, 0x0103)) == 1);
        DicomWireFormat.WriteBytes(answers, bytes);
        return true;
    }

    private static byte[] Bytes(string path)
    {
        using var reader = new gdcm.Reader();
        reader.SetFileName(path);
        using var tag = new gdcm.Tag(0x7FE0, 0x0010);
        if (!reader.Read() || !reader.GetFile().GetDataSet().FindDataElement(tag))
        {
            throw new DicomFileException($"{path} is a segmentation without pixel data, or cut off.");
        }

        using var element = reader.GetFile().GetDataSet().GetDataElement(tag);
        using var value = element.GetByteValue() ?? throw new DicomFileException($"{path} is a segmentation with empty pixel data.");
        using var length = value.GetLength();
        var bytes = new byte[length.GetValueLength()];
        return bytes.Length == 0 || value.GetBuffer(bytes, (uint)bytes.Length) ? bytes : throw new DicomFileException($"{path} holds pixel data that cannot be read.");
    }
}
