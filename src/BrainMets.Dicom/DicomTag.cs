using System.Globalization;

namespace BrainMets.Dicom;

/// <summary>The name of an attribute: group and element (PS3.5, section 7.1).</summary>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Odd groups belong to manufacturers.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    private uint Number => ((uint)Group << 16) | Element;

    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;

    /// <summary>Reads "0010,0020" or "(0010,0020)".</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static DicomTag Parse(string text)
    {
        var parts = text.Trim('(', ')', ' ').Split(',');
        return parts is [{ Length: 4 } group, { Length: 4 } element]
            && ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var g)
            && ushort.TryParse(element, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var e)
            ? new DicomTag(g, e)
            : throw new FormatException($"'{text}' is not a DICOM tag; expected eight hexadecimal digits such as 0010,0020.");
    }

    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    public override string ToString() => $"({Group:X4},{Element:X4})";
}
