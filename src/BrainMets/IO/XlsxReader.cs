using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace BrainMets.IO;

/// <summary>
/// The texts in the cells of an Excel workbook (.xlsx, ECMA-376 part 1: a zip archive of XML). Numbers come as stored, formulas as their
/// last result; formats, dates and everything else are ignored.
/// </summary>
internal static class XlsxReader
{
    /// <summary>A table about scans is far smaller; the limit rejects archives that would unpack without end.</summary>
    private const long MostBytes = 64 << 20;

    private const int MostColumns = 16384; // the format's own limit

    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <summary>The rows of each sheet, in the order of their part names; empty rows between come as empty lists.</summary>
    /// <exception cref="InvalidInputException">The file is not a workbook.</exception>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Read(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var shared = archive.GetEntry("xl/sharedStrings.xml") is { } strings
                ? Parse(strings).Elements(Main + "si").Select(Text).ToList()
                : [];
            var sheets = archive.Entries
                .Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)
                    && e.FullName.EndsWith(".xml", StringComparison.Ordinal))
                .OrderBy(e => e.FullName.Length).ThenBy(e => e.FullName, StringComparer.Ordinal); // sheet2 before sheet10
            return [.. sheets.Select(sheet => Rows(Parse(sheet), shared))];
        }
        catch (Exception e) when (e is InvalidDataException
            or XmlException or FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidInputException(
                path, $"is not an Excel workbook (.xlsx) that can be read: {e.Message} Save it as CSV and give that.", e);
        }
    }

    private static XElement Parse(ZipArchiveEntry entry)
    {
        if (entry.Length > MostBytes)
        {
            throw new InvalidDataException(
                $"{entry.FullName} unpacks to {entry.Length} bytes, more than the {MostBytes} a table may have.");
        }

        using var stream = entry.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            MaxCharactersInDocument = MostBytes,
        });
        return XElement.Load(reader);
    }

    private static List<IReadOnlyList<string>> Rows(XElement sheet, IReadOnlyList<string> shared) =>
        [.. sheet.Descendants(Main + "row").Select(row => Row(row, shared))];

    private static List<string> Row(XElement row, IReadOnlyList<string> shared)
    {
        var texts = new List<string>();
        foreach (var cell in row.Elements(Main + "c"))
        {
            var column = cell.Attribute("r") is { } name ? Column(name.Value) : texts.Count;
            while (texts.Count <= column)
            {
                texts.Add("");
            }

            texts[column] = Value(cell, shared);
        }

        return texts;
    }

    private static string Value(XElement cell, IReadOnlyList<string> shared) => (string?)cell.Attribute("t") switch
    {
        "s" => shared[int.Parse(cell.Element(Main + "v")?.Value ?? "", CultureInfo.InvariantCulture)],
        "inlineStr" => cell.Element(Main + "is") is { } inline ? Text(inline) : "",
        _ => cell.Element(Main + "v")?.Value ?? "",
    };

    /// <summary>Plain text, or the runs of a formatted one; phonetic readings are left out.</summary>
    private static string Text(XElement item) =>
        string.Concat(item.Elements(Main + "t").Concat(item.Elements(Main + "r").Elements(Main + "t")).Select(t => t.Value));

    /// <summary>0 for "A7", 26 for "AA7".</summary>
    private static int Column(string cell)
    {
        var column = cell.TakeWhile(char.IsAsciiLetterUpper)
            .Aggregate(0, (sum, letter) => Math.Min((sum * 26) + (letter - 'A' + 1), MostColumns + 1)) - 1;
        return column is >= 0 and < MostColumns ? column : throw new FormatException($"there is no cell {cell}.");
    }
}
