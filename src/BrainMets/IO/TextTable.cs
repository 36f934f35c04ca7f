using System.Text;

namespace BrainMets.IO;

/// <summary>A table with named columns, as text.</summary>
/// <param name="Path">The file it comes from.</param>
/// <param name="Columns">Names as in the first row.</param>
/// <param name="Rows">One text a column, "" where there is none; rows without any text are left out.</param>
internal sealed record TextTable(string Path, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Reads .xlsx (the first sheet that has the columns), .csv or .tsv.</summary>
    /// <exception cref="InvalidInputException">The file is not there, is not such a table, or lacks a column.</exception>
    public static TextTable Read(string path, params string[] needed)
    {
        if (!File.Exists(path))
        {
            throw new InvalidInputException(path, "there is no such file.");
        }

        var sheets = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? XlsxReader.Read(path) : [DelimitedText.Read(path)];
        var tables = sheets.Where(rows => rows.Count > 0).Select(rows => Of(path, rows)).ToList();
        return tables.FirstOrDefault(table => needed.All(column => table.Column(column) >= 0))
            ?? throw new InvalidInputException(path, tables.Count == 0
                ? "the table is empty; a first row with the names of the columns is expected."
                : $"the column{(needed.Length == 1 ? "" : "s")} {string.Join(", ", needed.Select(c => $"\"{c}\""))} "
                + $"{(needed.Length == 1 ? "is" : "are")} expected; "
                + $"found are {string.Join(", ", tables[0].Columns.Select(c => $"\"{c}\""))}.");
    }

    /// <summary>Index of a column, -1 when it is absent; case is ignored.</summary>
    public int Column(string name) =>
        Columns.Select((column, index) => (column, index))
            .Where(c => c.column.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(c => c.index).FirstOrDefault(-1);

    /// <summary>The text of a row in a column; "" when there is no such column.</summary>
    public string Value(int row, string column) => Column(column) is >= 0 and var at ? Rows[row][at] : "";

    private static TextTable Of(string path, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var columns = rows[0].Select(name => name.Trim()).ToList();
        var body = rows.Skip(1).Where(row => row.Any(text => !string.IsNullOrWhiteSpace(text)));
        return new TextTable(path, columns, [.. body.Select(row => Padded(row, columns.Count))]);
    }

    private static IReadOnlyList<string> Padded(IReadOnlyList<string> row, int columns) =>
        [.. Enumerable.Range(0, columns).Select(i => i < row.Count ? row[i].Trim() : "")];
}

/// <summary>
/// Comma-, semicolon- or tab-separated text after RFC 4180: fields in double quotes may hold separators, line ends and doubled quotes.
/// </summary>
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

    /// <summary>The field that begins at a position, and the position of the separator or line end after it.</summary>
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
