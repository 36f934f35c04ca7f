using System.Text;
using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>Comma-, semicolon- or tab-separated text after RFC 4180: fields in double quotes may hold separators, line ends and doubled quotes.</summary>
internal static class DelimitedText
{
    private static readonly char[] Separators = ['\t', ';', ','];

    /// <exception cref="InvalidInputException">A quote is never closed, or a row has more fields than the first.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string path)
    {
        var text = File.ReadAllText(path); // Takes a byte order mark away.
        var firstLine = text.Split('\n', 2)[0];
        var separator = Separators.Where(firstLine.Contains).DefaultIfEmpty(',').MaxBy(s => firstLine.Count(c => c == s));
        var rows = Rows(text, separator, path);
        var crowded = rows.FindIndex(row => row.Count > rows[0].Count);
        return crowded < 0
            ? rows
            : throw new InvalidInputException(
                path,
                $"row {crowded + 1} has {rows[crowded].Count} fields, the first row {rows[0].Count}. Put a field that holds the separator "
                + $"'{(separator == '\t' ? "tab" : separator)}' into double quotes.");
    }

    private static List<IReadOnlyList<string>> Rows(string text, char separator, string path)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var (field, end) = Field(text, at, separator, path);
            row.Add(field);
            if (end >= text.Length || text[end] == '\n')
            {
                rows.Add(row);
                row = [];
            }

            at = end + 1;
        }

        return row.Count == 0 ? rows : [.. rows, [.. row, ""]]; // The file ends behind a separator.
    }

    /// <summary>The field that begins at a position, and where the separator or line end behind it stands.</summary>
    private static (string Field, int End) Field(string text, int at, char separator, string path)
    {
        var field = new StringBuilder();
        var quoted = false;
        var i = at;
        for (; i < text.Length && (quoted || (text[i] != separator && text[i] != '\n')); i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (text[i] == '"' && (quoted || field.Length == 0))
            {
                quoted = !quoted;
            }
            else
            {
                field.Append(text[i]);
            }
        }

        return quoted
            ? throw new InvalidInputException(path, "a field begins with a double quote that is never closed.")
            : (field.ToString().TrimEnd('\r'), i);
    }
}
