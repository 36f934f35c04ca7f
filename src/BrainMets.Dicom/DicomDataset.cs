using System.Collections;
using System.Globalization;
using System.Text;

namespace BrainMets.Dicom;

/// <summary>
/// The attributes of a DICOM object or of one item of a sequence, in the order of their tags. Values are little endian whatever the file was.
/// Reading asks for a tag and gives null when it is absent, empty or not what was asked for; who needs it says what is missing.
/// </summary>
public sealed class DicomDataset : IEnumerable<DicomElement>
{
    private readonly SortedDictionary<DicomTag, DicomElement> elements = [];

    public int Count => elements.Count;

    public bool Contains(DicomTag tag) => elements.ContainsKey(tag);

    public DicomElement? Find(DicomTag tag) => elements.GetValueOrDefault(tag);

    /// <summary>Puts an attribute in, in place of one with the same tag. Returns this data set.</summary>
    public DicomDataset Add(DicomElement element)
    {
        elements[element.Tag] = element;
        return this;
    }

    /// <summary>Text of any text representation; several values are separated by backslashes (PS3.5, section 6.4). Odd lengths are padded.</summary>
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
            if (!double.TryParse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }
}
