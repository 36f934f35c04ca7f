using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>The attributes of a file as mets writes it (explicit VR, little endian), by path: "(3006,0020)[1]/(3006,0026)". It reads our own output, not what others send.</summary>
internal static class DicomElements
{
    private const int PreambleBytes = 128;
    private const uint Undefined = 0xFFFFFFFF;
    private const ushort ItemGroup = 0xFFFE;
    private const ushort Item = 0xE000;

    private static readonly string[] LongLengths = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UC", "UN", "UR", "UT", "SV", "UV"];

    /// <exception cref="FormatException">It is no such file.</exception>
    public static IReadOnlyDictionary<string, (string Vr, ReadOnlyMemory<byte> Value, string Text)> Read(byte[] file)
    {
        if (file.Length < PreambleBytes + 4 || Encoding.ASCII.GetString(file, PreambleBytes, 4) != "DICM")
        {
            throw new FormatException("no DICOM file");
        }

        var found = new Dictionary<string, (string, ReadOnlyMemory<byte>, string)>(StringComparer.Ordinal);
        try
        {
            Elements(file, PreambleBytes + 4, file.Length, "", found);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new FormatException("a DICOM file that is cut off, or not in explicit VR little endian");
        }

        return found;
    }

    /// <returns>Where the elements end.</returns>
    private static int Elements(byte[] file, int at, int end, string prefix, Dictionary<string, (string, ReadOnlyMemory<byte>, string)> found)
    {
        while (at < end)
        {
            var (group, element) = Tag(file, at);
            if (group == ItemGroup)
            {
                return at + 8; // The end of an item of undefined length.
            }

            var vr = Encoding.ASCII.GetString(file.AsSpan(at + 4, 2));
            var isLong = LongLengths.Contains(vr);
            var length = isLong ? BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)) : BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 6));
            at += isLong ? 12 : 8;
            var path = string.Create(CultureInfo.InvariantCulture, $"{prefix}({group:X4},{element:X4})");
            if (vr == "SQ")
            {
                at = Items(file, at, length == Undefined ? file.Length : at + (int)length, path, found);
                continue;
            }

            if (length == Undefined)
            {
                throw new FormatException($"{path} is compressed; mets writes no compressed pixels");
            }

            var value = file.AsMemory(at, (int)length);
            found[path] = (vr, value, Text(vr, value.Span));
            at += (int)length;
        }

        return at;
    }

    private static int Items(byte[] file, int at, int end, string path, Dictionary<string, (string, ReadOnlyMemory<byte>, string)> found)
    {
        var number = 0;
        while (at < end)
        {
            var (_, element) = Tag(file, at);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4));
            at += 8;
            if (element != Item)
            {
                break; // The end of a sequence of undefined length.
            }

            at = Elements(file, at, length == Undefined ? file.Length : at + (int)length, $"{path}[{++number}]/", found);
        }

        found[path] = ("SQ", default, $"{number} items");
        return at;
    }

    private static (ushort Group, ushort Element) Tag(byte[] file, int at) =>
        (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 2)));

    private static string Text(string vr, ReadOnlySpan<byte> value) => vr is "OB" or "OW" or "OF" or "UN" or "FD" or "FL" or "US" or "UL" or "SS" or "SL" or "AT"
        ? Convert.ToHexString(value.Length > 40 ? value[..40] : value)
        : Encoding.UTF8.GetString(value).TrimEnd('\0', ' ');
}
