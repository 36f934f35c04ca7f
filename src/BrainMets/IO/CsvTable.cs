using System.Globalization;

namespace BrainMets.IO;

/// <summary>
/// A table as a CSV file after RFC 4180, for spreadsheets and other programs: points in numbers, undefined values as empty fields, lines
/// that end in a line feed. A text that a spreadsheet would take for a formula is led by an apostrophe (docs/commands.md, "Tables").
/// </summary>
/// <param name="name">Of letters, digits and '-'; becomes the file name.</param>
/// <param name="columns">The column names.</param>
internal sealed class CsvTable(string name, params IReadOnlyList<string> columns)
{
    /// <summary>
    /// What makes a spreadsheet take a text for a formula; tab and carriage return, because some skip them (OWASP, "CSV Injection").
    /// </summary>
    private const string FormulaStarts = "=+-@\t\r";

    private readonly List<object?[]> rows = [];

    public string Name => name;

    /// <summary>How a double is written; "R" keeps all of its digits.</summary>
    public string NumberFormat { get; init; } = "R";

    /// <summary>A column whose fields stand in quotes even where they need none; null for none.</summary>
    public string? QuotedColumn { get; init; }

    /// <summary>The whole file.</summary>
    public string Text => string.Concat(rows.Select(Line).Prepend(Header));

    private string Header => string.Join(',', columns.Select(column => Quoted(Safe(column), always: false))) + "\n";

    public void Add(params object?[] cells)
    {
        if (cells.Length != columns.Count)
        {
            throw new ArgumentException(
                $"A row of {cells.Length} fields does not fit table {name} of {columns.Count} columns.", nameof(cells));
        }

        rows.Add(cells);
    }

    /// <summary>The table with these rows too.</summary>
    public CsvTable With(IEnumerable<object?[]> more)
    {
        foreach (var row in more)
        {
            Add(row);
        }

        return this;
    }

    public void Save(string folder) => AtomicFile.WriteText(Path.Combine(folder, name + ".csv"), Text);

    private string Line(object?[] cells) =>
        string.Join(',', cells.Zip(columns, (cell, column) => Field(cell, column == QuotedColumn))) + "\n";

    private string Field(object? value, bool quoted) => value switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString(NumberFormat, CultureInfo.InvariantCulture) : "",
        string text => Quoted(Safe(text), quoted),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Safe(string text) =>
        text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private static string Quoted(string text, bool always) =>
        always || text.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
