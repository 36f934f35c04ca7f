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
            throw new DicomFileException($"{path} holds no pixel data that can be decoded (it is damaged, cut off, or compressed in a way that is not supported).");
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

    /// <summary>Looks at what the header announces before anything of that size is allocated, here or by whoever asks for the header.</summary>
    public static void CheckSize(string path, long implied, long fileBytes)
    {
        if (implied > MostPixelBytes || implied > MostCompression * (fileBytes + 4096))
        {
            throw new DicomFileException(
                $"{path} announces {implied:N0} bytes of pixels in a file of {fileBytes:N0} bytes; at most {MostPixelBytes:N0} are read, and no compression reaches a factor of {MostCompression:N0}. The file is damaged.");
        }
    }

    private static byte[] Decoded(string path, gdcm.Image image)
    {
        var length = image.GetBufferLength();
        var bytes = new byte[length];
        return image.GetBuffer(bytes) ? bytes : throw new DicomFileException($"{path} holds pixel data that cannot be decoded; it is damaged or cut off.");
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
