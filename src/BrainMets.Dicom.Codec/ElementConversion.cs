namespace BrainMets.Dicom.Codec;

/// <summary>Between the data sets of GDCM and ours.</summary>
internal static class ElementConversion
{
    private static readonly DicomTag LastTag = new(0xFFFF, 0xFFFF);
    private static readonly DicomTag PixelGroup = new(0x7FE0, 0x0000);

    public static void Copy(gdcm.File file, gdcm.DataSet source, DicomDataset target, int depth)
    {
        if (depth > DicomWireFormat.DeepestNesting)
        {
            throw new DicomFileException($"The file nests sequences more than {DicomWireFormat.DeepestNesting} deep; no DICOM object does.");
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

    /// <summary>What the file says, or what the standard says where the file does not (implicit little endian).</summary>
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
