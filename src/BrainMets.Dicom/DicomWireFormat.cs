using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// How a data set travels between this process and mets-dicom: count, then per attribute group, element, two letters, and either length and
/// bytes or -1, the number of items and the items. Both ends are part of this program; lengths are still trusted only as far as bytes
/// arrive.
/// </summary>
internal static class DicomWireFormat
{
    /// <summary>Sequences nested deeper than this are rejected; the deepest object in the standard has about eight levels.</summary>
    public const int DeepestNesting = 32;

    private const int ChunkBytes = 1 << 20;

    public static void Write(BinaryWriter writer, DicomDataset dataset)
    {
        writer.Write(dataset.Count);
        foreach (var element in dataset)
        {
            writer.Write(element.Tag.Group);
            writer.Write(element.Tag.Element);
            writer.Write((byte)element.Vr[0]);
            writer.Write((byte)element.Vr[1]);
            if (element.Items is { } items)
            {
                writer.Write(-1);
                writer.Write(items.Count);
                foreach (var item in items)
                {
                    Write(writer, item);
                }
            }
            else
            {
                WriteBytes(writer, element.Value.Span);
            }
        }
    }

    /// <exception cref="InvalidDataException">Nested too deeply, or a negative length.</exception>
    /// <exception cref="EndOfStreamException">The other end stopped.</exception>
    public static DicomDataset Read(BinaryReader reader, int depth = 0)
    {
        if (depth > DeepestNesting)
        {
            throw new InvalidDataException($"The sequences are nested more than {DeepestNesting} deep.");
        }

        var dataset = new DicomDataset();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var tag = new DicomTag(reader.ReadUInt16(), reader.ReadUInt16());
            var vr = Encoding.ASCII.GetString([reader.ReadByte(), reader.ReadByte()]);
            var length = reader.ReadInt32();
            dataset.Add(length == -1
                ? new DicomElement(tag, vr, default, ReadItems(reader, depth))
                : new DicomElement(tag, vr, ReadBytes(reader, length)));
        }

        return dataset;
    }

    public static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads that many bytes; memory grows with what arrives, not with what was announced.</summary>
    public static byte[] ReadBytes(BinaryReader reader, int length)
    {
        if (length < 0)
        {
            throw new InvalidDataException($"A value has length {length}.");
        }

        var bytes = new byte[Math.Min(length, ChunkBytes)];
        for (var filled = 0; filled < length;)
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
            }

            var read = reader.Read(bytes.AsSpan(filled));
            filled += read > 0 ? read : throw new EndOfStreamException();
        }

        return bytes;
    }

    private static List<DicomDataset> ReadItems(BinaryReader reader, int depth)
    {
        var items = new List<DicomDataset>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            items.Add(Read(reader, depth + 1));
        }

        return items;
    }
}

/// <summary>The requests to mets-dicom; one byte on the wire, followed by the path.</summary>
internal enum CodecRequest
{
    /// <summary>Answer with the attributes, without pixel data.</summary>
    ReadHeader = 1,

    /// <summary>Answer with the decoded pixel data.</summary>
    ReadPixels = 2,

    /// <summary>Write the data set that follows, with the pixel data of another file when its path is not empty.</summary>
    Write = 3,
}
