using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// The attributes of a DICOM object or of one item of a sequence, in the order of their tags. Values are little endian whatever the file
/// was. Reading a tag gives null when it is absent, empty or of another type; the caller reports what is missing.
/// </summary>
public sealed class DicomDataset : IEnumerable<DicomElement>
{
    private readonly SortedDictionary<DicomTag, DicomElement> elements = [];

    public int Count => elements.Count;

    public bool Contains(DicomTag tag) => elements.ContainsKey(tag);

    public DicomElement? Find(DicomTag tag) => elements.GetValueOrDefault(tag);

    /// <summary>Sets an attribute, replacing one with the same tag. Returns this data set.</summary>
    public DicomDataset Add(DicomElement element)
    {
        elements[element.Tag] = element;
        return this;
    }

    /// <summary>
    /// Text of any text representation; several values are separated by backslashes (PS3.5, section 6.4). Odd lengths are padded.
    /// </summary>
    public DicomDataset Add(DicomTag tag, string vr, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length % 2 == 1)
        {
            Array.Resize(ref bytes, bytes.Length + 1);
            bytes[^1] = vr == "UI" ? (byte)0 : (byte)' ';
        }

        return Add(new DicomElement(tag, vr, bytes));
    }

    /// <summary>Numbers of representation US, UL, SS, SL, FL or FD in binary, or DS and IS as text.</summary>
    /// <exception cref="ArgumentException">The representation holds no numbers.</exception>
    public DicomDataset Add(DicomTag tag, string vr, params ReadOnlySpan<double> numbers)
    {
        if (vr is "DS" or "IS")
        {
            var texts = new string[numbers.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = vr == "IS" ? ((long)numbers[i]).ToString(CultureInfo.InvariantCulture) : DecimalString.Of(numbers[i]);
            }

            return Add(tag, vr, string.Join('\\', texts));
        }

        return Add(new DicomElement(tag, vr, BinaryNumbers.ToBytes(vr, numbers)));
    }

    public DicomDataset Add(DicomTag tag, params IReadOnlyList<DicomDataset> items) => Add(new DicomElement(tag, "SQ", default, items));

    public DicomDataset Remove(DicomTag tag)
    {
        elements.Remove(tag);
        return this;
    }

    /// <summary>The items of a sequence; none when it is absent.</summary>
    public IReadOnlyList<DicomDataset> Items(DicomTag tag) => Find(tag)?.Items ?? [];

    /// <summary>The first item of a sequence.</summary>
    public DicomDataset? Item(DicomTag tag) => Items(tag) is [var first, ..] ? first : null;

    /// <summary>Text without padding; null when absent or empty. Bytes that are not UTF-8 are read as Latin-1.</summary>
    public string? Text(DicomTag tag)
    {
        if (Find(tag) is not { IsSequence: false, Value.Length: > 0 } element)
        {
            return null;
        }

        var bytes = element.Value.Span;
        var text = (IsUtf8(bytes) ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes).Trim('\0', ' ');
        return text.Length == 0 ? null : text;
    }

    /// <summary>The values of a text attribute.</summary>
    public IReadOnlyList<string> Texts(DicomTag tag) => Text(tag)?.Split('\\').Select(part => part.Trim('\0', ' ')).ToList() ?? [];

    /// <summary>The numbers of a binary or text attribute; null when absent, empty or not all finite numbers.</summary>
    public double[]? Numbers(DicomTag tag)
    {
        if (Find(tag) is not { IsSequence: false, Value.Length: > 0 } element)
        {
            return null;
        }

        return BinaryNumbers.IsBinary(element.Vr) ? BinaryNumbers.FromBytes(element.Vr, element.Value.Span) : ParsedNumbers(tag);
    }

    /// <summary>The numbers when there are exactly <paramref name="count"/>.</summary>
    public double[]? Numbers(DicomTag tag, int count) => Numbers(tag) is { } numbers && numbers.Length == count ? numbers : null;

    public double? Number(DicomTag tag) => Numbers(tag) is [var first, ..] ? first : null;

    /// <summary>A whole number within the range of int.</summary>
    public int? WholeNumber(DicomTag tag) =>
        Number(tag) is { } number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    public IEnumerator<DicomElement> GetEnumerator() => elements.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private double[]? ParsedNumbers(DicomTag tag)
    {
        var texts = Texts(tag);
        var numbers = new double[texts.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}

/// <summary>
/// One attribute of a data set: its tag, its value representation (two letters), and either its value in little-endian bytes or the items
/// of a sequence.
/// </summary>
public sealed record DicomElement(DicomTag Tag, string Vr, ReadOnlyMemory<byte> Value, IReadOnlyList<DicomDataset>? Items = null)
{
    public bool IsSequence => Vr == "SQ";
}

/// <summary>Numbers of the binary value representations, little endian.</summary>
internal static class BinaryNumbers
{
    public static bool IsBinary(string vr) => Size(vr) > 0;

    /// <summary>Null when the length is not a multiple of the size of a number, or a number is not finite.</summary>
    public static double[]? FromBytes(string vr, ReadOnlySpan<byte> bytes)
    {
        var size = Size(vr);
        if (bytes.Length % size != 0)
        {
            return null;
        }

        var numbers = new double[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = One(vr, bytes.Slice(i * size, size));
        }

        return numbers.All(double.IsFinite) ? numbers : null;
    }

    /// <exception cref="ArgumentException">The representation holds no binary numbers.</exception>
    public static byte[] ToBytes(string vr, ReadOnlySpan<double> numbers)
    {
        var size = Size(vr);
        if (size == 0)
        {
            throw new ArgumentException($"Value representation {vr} holds no numbers.", nameof(vr));
        }

        var bytes = new byte[numbers.Length * size];
        for (var i = 0; i < numbers.Length; i++)
        {
            Put(vr, numbers[i], bytes.AsSpan(i * size, size));
        }

        return bytes;
    }

    private static int Size(string vr) => vr switch
    {
        "US" or "SS" => 2,
        "UL" or "SL" or "FL" => 4,
        "FD" => 8,
        _ => 0,
    };

    private static double One(string vr, ReadOnlySpan<byte> bytes) => vr switch
    {
        "US" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "SS" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "UL" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "SL" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "FL" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static void Put(string vr, double number, Span<byte> bytes)
    {
        switch (vr)
        {
            case "US": BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)number)); break;
            case "SS": BinaryPrimitives.WriteInt16LittleEndian(bytes, checked((short)number)); break;
            case "UL": BinaryPrimitives.WriteUInt32LittleEndian(bytes, checked((uint)number)); break;
            case "SL": BinaryPrimitives.WriteInt32LittleEndian(bytes, checked((int)number)); break;
            case "FL": BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number); break;
            default: BinaryPrimitives.WriteDoubleLittleEndian(bytes, number); break;
        }
    }
}

/// <summary>Decimal strings of DICOM: at most sixteen characters (PS3.5, table 6.2-1, DS).</summary>
internal static class DecimalString
{
    private const int MostCharacters = 16;

    /// <summary>The shortest text that reads back to the same number, or the closest that fits in sixteen characters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not finite.</exception>
    public static string Of(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentOutOfRangeException(nameof(number), number, "A decimal string holds finite numbers only.");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > MostCharacters; digits--)
        {
            text = number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text;
    }
}
