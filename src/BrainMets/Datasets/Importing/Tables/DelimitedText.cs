using System.Text;
using BrainMets.Imaging;

namespace BrainMets.Datasets.Importing.Tables;

/// <summary>Comma-, semicolon- or tab-separated text after RFC 4180: fields in double quotes may hold separators, line ends and doubled quotes.</summary>
internal static class DelimitedText
{
    private static readonly char[] Separators = ['\t', ';', ','];

    /// <exception cref="CaseDataException">A quote is never closed, or a row has more fields than the first.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string path)
    {
        var text = File.ReadAllText(path); // Takes a byte order mark away.
        var firstLine = text.Split('\n', 2)[0];
        var separator = Separators.Where(firstLine.Contains).DefaultIfEmpty(',').MaxBy(s => firstLine.Count(c => c == s));
        var rows = Rows(text, separator, path);
        var crowded = rows.FindIndex(row => row.Count > rows[0].Count);
        return crowded < 0
            ? rows
            : throw new CaseDataException(
                path,
                $"row {crowded + 1} has {rows[crowded].Count} fields, the first row {rows[0].Count}. Put a field that holds the separator "
                + $"'{(separator == '\t' ? "tab" : separator)}' into double quotes.");
    }

    private static List<IReadOnlyList<string>> Rows(string text, char separator, string path)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || field.Length == 0))
            {
                quoted = !quoted;
            }
            else if (!quoted && (c == separator || c == '\n'))
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else
            {
                field.Append(c);
            }
        }

        if (quoted)
        {
            throw new CaseDataException(path, "a field begins with a double quote that is never closed.");
        }

        if (field.Length > 0 || row.Count > 0)
        {
            rows.Add([.. row, field.ToString().TrimEnd('\r')]);
        }

        return rows;
    }
}
