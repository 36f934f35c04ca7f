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
        return new HeaderFacts(ImpliedPixelBytes(header), syntax == BigEndian, syntax == Deflated, syntax == RunLength
            || syntax?.StartsWith(Jpegs, StringComparison.Ordinal) == true);
    }

    /// <summary>The receiver of a header allocates what it announces, so a false size must be rejected before.</summary>
    private static void CheckSize(string path, DicomDataset header)
    {
        var (implied, fileBytes) = (ImpliedPixelBytes(header), new FileInfo(path).Length);
        PixelReader.CheckSize(path, implied, fileBytes);
        if (header.Text(Tags.TransferSyntaxUid) is null
            or Implicit or Explicit or BigEndian && 4 * implied > DicomLimits.FileAllowance(fileBytes))
        {
            throw new DicomFileException(
                $"{path} announces {implied:N0} bytes of pixels that are not compressed in a file of {fileBytes:N0} bytes; it is cut off "
                    + "or damaged. Copy it again from its source.");
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
            throw new DicomFileException(
                $"{path} begins like a DICOM file, but its attributes cannot be read: it is cut off or damaged. Copy it again from its "
                    + "source.");
        }

        var file = reader.GetFile();
        var dataset = new DicomDataset();
        ElementConversion.Copy(file, file.GetHeader(), dataset, 0);
        ElementConversion.Copy(file, file.GetDataSet(), dataset, 0);
        return dataset;
    }
}

/// <summary>What a header announces of the pixels that follow it.</summary>
/// <param name="ImpliedPixelBytes">Rows x columns x frames x samples x bits, in bytes; 0 when it states no image.</param>
/// <param name="IsBigEndian">Whether numbers in the file are big endian.</param>
/// <param name="IsDeflated">Whether the whole data set is deflated, so that its end shows at reading.</param>
/// <param name="IsCompressed">Whether the pixels are encapsulated.</param>
internal sealed record HeaderFacts(long ImpliedPixelBytes, bool IsBigEndian, bool IsDeflated, bool IsCompressed);

/// <summary>Between the data sets of GDCM and ours.</summary>
internal static class ElementConversion
{
    private static readonly DicomTag LastTag = new(0xFFFF, 0xFFFF);
    private static readonly DicomTag PixelGroup = new(0x7FE0, 0x0000);

    public static void Copy(gdcm.File file, gdcm.DataSet source, DicomDataset target, int depth)
    {
        if (depth > DicomWireFormat.DeepestNesting)
        {
            throw new DicomFileException(
                $"The file nests sequences more than {DicomWireFormat.DeepestNesting} deep; no DICOM object does.");
        }

        for (var tag = new DicomTag(0, 0); tag < LastTag && tag < PixelGroup;)
        {
            using var from = new gdcm.Tag(tag.Group, tag.Element);
            using var element = source.FindNextDataElement(from);
            using var found = element.GetTag();
            tag = new DicomTag(found.GetGroup(), found.GetElement());
            if (tag >= PixelGroup)
            {
                return;
            }

            if (tag.Element != 0)                                   // group lengths are written anew
            {
                target.Add(Convert(file, source, element, tag, depth));
            }

            tag = tag.Element == 0xFFFF ? new DicomTag((ushort)(tag.Group + 1), 0) : tag with { Element = (ushort)(tag.Element + 1) };
        }
    }

    private static DicomElement Convert(gdcm.File file, gdcm.DataSet source, gdcm.DataElement element, DicomTag tag, int depth)
    {
        var vr = Representation(file, source, element, tag);
        if (vr is "SQ" or "UN" && element.GetValueAsSQ() is { } pointer)
        {
            using (pointer)
            {
                if (pointer.__deref__() is { } sequence)
                {
                    return new DicomElement(tag, "SQ", default, Items(file, sequence, depth));
                }
            }
        }

        if (vr == "SQ")
        {
            return new DicomElement(tag, "SQ", default, []);
        }

        return new DicomElement(tag, vr, Bytes(element));
    }

    private static List<DicomDataset> Items(gdcm.File file, gdcm.SequenceOfItems sequence, int depth)
    {
        var items = new List<DicomDataset>();
        for (uint i = 1; i <= sequence.GetNumberOfItems(); i++)
        {
            var item = new DicomDataset();
            Copy(file, sequence.GetItem(i).GetNestedDataSet(), item, depth + 1);
            items.Add(item);
        }

        return items;
    }

    private static byte[] Bytes(gdcm.DataElement element)
    {
        if (element.IsEmpty() || element.GetByteValue() is not { } value)
        {
            return [];
        }

        using (value)
        {
            using var length = value.GetLength();
            var bytes = new byte[length.GetValueLength()];
            return bytes.Length == 0 || value.GetBuffer(bytes, (uint)bytes.Length) ? bytes : [];
        }
    }

    /// <summary>The value in the file, or the default of the standard where it is absent (implicit little endian).</summary>
    private static string Representation(gdcm.File file, gdcm.DataSet source, gdcm.DataElement element, DicomTag tag)
    {
        using var stated = element.GetVR();
        var text = stated.toString();
        if (text.Length == 2 && text != "UN" && text != "??")
        {
            return text;
        }

        if (tag.IsPrivate)
        {
            return "UN";
        }

        using var asked = new gdcm.Tag(tag.Group, tag.Element);
        using var computed = gdcm.DataSetHelper.ComputeVR(file, source, asked);
        var name = computed.toString();
        return name.Length == 2 && name != "??" ? name : "UN";
    }
}
