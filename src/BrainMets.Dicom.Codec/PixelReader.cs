using System.Buffers.Binary;

namespace BrainMets.Dicom.Codec;

/// <summary>Decodes the pixel data of a file.</summary>
internal static class PixelReader
{
    /// <summary>One array in .NET holds at most this; a brain at 0.4 mm in every direction is a tenth of it.</summary>
    private const long MostPixelBytes = 0x7FFFFFC7;

    private const long MostCompression = 2000;

    public static void Answer(string path, BinaryWriter answers)
    {
        var fileBytes = new FileInfo(path).Length;
        var header = HeaderReader.Read(path);
        var facts = HeaderReader.Facts(header);
        CheckSize(path, facts.ImpliedPixelBytes, fileBytes);
        PixelEnd.Check(path, facts);
        MemoryBound.ForFile(fileBytes + facts.ImpliedPixelBytes);
        if (SegmentationPixels.TryAnswer(path, header, answers))
        {
            return;
        }

        using var reader = new gdcm.ImageReader();
        reader.SetFileName(path);
        if (!reader.Read())
        {
            throw new DicomFileException(
                $"{path} holds no pixel data that can be decoded (it is damaged, cut off, or compressed in a way that is not supported).");
        }

        var image = reader.GetImage();
        using var format = image.GetPixelFormat();
        var bytes = format.GetBitsAllocated() == 1 ? RawBytes(path, reader) : Decoded(path, image);
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(true);
        answers.Write((int)image.GetDimension(0));
        answers.Write((int)image.GetDimension(1));
        answers.Write(image.GetNumberOfDimensions() > 2 ? (int)image.GetDimension(2) : 1);
        answers.Write((int)format.GetSamplesPerPixel());
        answers.Write((int)format.GetBitsAllocated());
        answers.Write((int)format.GetBitsStored());
        answers.Write(format.GetPixelRepresentation() == 1);
        DicomWireFormat.WriteBytes(answers, bytes);
    }

    /// <summary>Checks the announced size before anything of that size is allocated, here or by the receiver of the header.</summary>
    public static void CheckSize(string path, long implied, long fileBytes)
    {
        if (implied > MostPixelBytes || implied > MostCompression * (fileBytes + 4096))
        {
            throw new DicomFileException(
                $"{path} announces {implied:N0} bytes of pixels in a file of {fileBytes:N0} bytes; at most {MostPixelBytes:N0} are read, "
                    + $"and no compression reaches a factor of {MostCompression:N0}. The file is damaged.");
        }
    }

    private static byte[] Decoded(string path, gdcm.Image image)
    {
        var length = image.GetBufferLength();
        var bytes = new byte[length];
        return image.GetBuffer(bytes)
            ? bytes
            : throw new DicomFileException($"{path} holds pixel data that cannot be decoded; it is damaged or cut off.");
    }

    private static byte[] RawBytes(string path, gdcm.ImageReader reader)
    {
        using var tag = new gdcm.Tag(0x7FE0, 0x0010);
        using var element = reader.GetFile().GetDataSet().GetDataElement(tag);
        if (element.GetByteValue() is not { } value)
        {
            throw new DicomFileException($"{path} holds compressed pixels of one bit, which no DICOM object in use does.");
        }

        using (value)
        {
            using var length = value.GetLength();
            var bytes = new byte[length.GetValueLength()];
            value.GetBuffer(bytes, (uint)bytes.Length);
            return bytes;
        }
    }
}

/// <summary>
/// GDCM silently fills missing pixels; a truncated scan must not be read as a complete one. Raw pixels must lie in the file in full,
/// compressed ones must end with the item that closes them (PS3.5, annex A.4).
/// </summary>
internal static class PixelEnd
{
    /// <summary>Padding may follow the pixels.</summary>
    private const int TailBytes = 1 << 16;

    private static ReadOnlySpan<byte> SequenceEnd => [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> PixelTag => [0xE0, 0x7F, 0x10, 0x00];

    private static ReadOnlySpan<byte> BigEndianPixelTag => [0x7F, 0xE0, 0x00, 0x10];

    public static void Check(string path, HeaderFacts facts)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (!facts.IsCompressed && !facts.IsDeflated && !HoldsRawPixels(bytes, facts))
        {
            throw new DicomFileException(
                $"{path} announces {facts.ImpliedPixelBytes:N0} bytes of pixels, but does not hold them all; it is cut off or damaged. "
                    + "Copy it again from its source.");
        }

        if (facts.IsCompressed && bytes[^Math.Min(bytes.Length, TailBytes)..].IndexOf(SequenceEnd) < 0)
        {
            throw new DicomFileException(
                $"{path} holds compressed pixels without the item that ends them; it is cut off. Copy it again from its source.");
        }
    }

    /// <summary>True when an element with the tag of pixels, long enough for those announced, ends within the file.</summary>
    private static bool HoldsRawPixels(ReadOnlySpan<byte> bytes, HeaderFacts facts)
    {
        var tag = facts.IsBigEndian ? BigEndianPixelTag : PixelTag;
        for (var from = 0; bytes[from..].IndexOf(tag) is >= 0 and var next; from += next + 1)
        {
            var after = bytes[(from + next + tag.Length)..];
            if (after.Length < 8)
            {
                return false;
            }

            // OB and OW state their length in the second word; an implicit file states it in the first.
            var isExplicit = after[0] == (byte)'O' && after[1] is (byte)'B' or (byte)'W';
            var header = isExplicit ? 8 : 4;
            var word = after[(header - 4)..header];
            var length = facts.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(word) : BinaryPrimitives.ReadUInt32LittleEndian(word);
            if (length >= facts.ImpliedPixelBytes && header + (long)length <= after.Length)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// Uncompressed pixels of segmentations, copied from the file unchanged. The image reader of GDCM 3.0 does not read label maps (a class of
/// 2023) and ends the process over a segmentation without an orientation.
/// </summary>
internal static class SegmentationPixels
{
    private static readonly string[] Classes = ["1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"];
    private static readonly string[] LittleEndian = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.1.99"];

    /// <summary>False, with nothing answered, when it is something else.</summary>
    public static bool TryAnswer(string path, DicomDataset header, BinaryWriter answers)
    {
        if (!Classes.Contains(header.Text(new DicomTag(0x0008, 0x0016)))
            || !LittleEndian.Contains(header.Text(new DicomTag(0x0002, 0x0010))))
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
        return bytes.Length == 0 || value.GetBuffer(bytes, (uint)bytes.Length)
            ? bytes
            : throw new DicomFileException($"{path} holds pixel data that cannot be read.");
    }
}
