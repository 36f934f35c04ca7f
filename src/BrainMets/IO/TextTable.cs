using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>A table with named columns, as text.</summary>
/// <param name="Path">The file it comes from.</param>
/// <param name="Columns">Names as they stand in the first row.</param>
/// <param name="Rows">One text a column, "" where there is none; rows without any text are left out.</param>
internal sealed record TextTable(string Path, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Reads .xlsx (the first sheet that has the columns), .csv or .tsv.</summary>
    /// <exception cref="InvalidInputException">The file is not there, is no such table, or lacks a column.</exception>
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
                : $"the column{(needed.Length == 1 ? "" : "s")} {string.Join(", ", needed.Select(c => $"\"{c}\""))} {(needed.Length == 1 ? "is" : "are")} expected; "
                + $"found are {string.Join(", ", tables[0].Columns.Select(c => $"\"{c}\""))}.");
    }

    /// <summary>Where a column stands, -1 when it is not there; upper and lower case count as the same.</summary>
    public int Column(string name) =>
        Columns.Select((column, index) => (column, index)).Where(c => c.column.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(c => c.index).FirstOrDefault(-1);

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
