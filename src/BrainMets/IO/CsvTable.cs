namespace BrainMets.IO;

/// <summary>A table as a file for other programs: full precision, points in numbers, undefined figures as empty fields.</summary>
/// <param name="name">Of letters, digits and '-'; becomes the file name.</param>
/// <param name="columns">The heads.</param>
internal sealed class CsvTable(string name, params string[] columns)
{
    private readonly List<string> rows = [string.Join(',', columns.Select(Field))];

    public string Name => name;

    public void Add(params object?[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"A row of {cells.Length} fields does not fit table {name} of {columns.Length} columns.", nameof(cells));
        }

        rows.Add(string.Join(',', cells.Select(Field)));
    }

    public void Save(string folder) => AtomicFile.Write(Path.Combine(folder, name + ".csv"), string.Join('\n', rows) + "\n");

    private static string Field(object? value) => value switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R") : "",
        string text when text.AsSpan().IndexOfAny(',', '"', '\n') >= 0 => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value.ToString() ?? "",
    };
}
