using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// A table before it is shown: columns, and rows of cells. The same table is a part of a page, a file for other programs (written by
/// <see cref="CsvTable"/>) and a table on the terminal (drawn by the command line), so that none of them says anything the others do not.
/// </summary>
/// <param name="columns">Every row has a cell for each.</param>
internal sealed class Table(params IReadOnlyList<Column> columns)
{
    private readonly List<IReadOnlyList<Cell>> rows = [];
    private IReadOnlyList<Cell>? foot;

    public IReadOnlyList<Column> Columns => columns;

    public IReadOnlyList<IReadOnlyList<Cell>> Rows => rows;

    public void Add(params IReadOnlyList<Cell> cells) => rows.Add(Checked(cells));

    /// <summary>The row of totals under the others.</summary>
    public void AddFoot(params IReadOnlyList<Cell> cells) => foot = Checked(cells);

    public Html ToHtml(string cssClass = "")
    {
        var heads = columns.Where(c => c.Head is not null).Select(c => Html.Of($"<th scope=\"col\" class=\"{c.CssClass}\">{c.Head}</th>"));
        var totals = foot is null ? Html.Empty : Html.Of($"<tfoot>{ToHtml(foot)}</tfoot>");
        return Html.Of(
            $"<table class=\"{cssClass}\"><thead><tr>{heads}</tr></thead><tbody>\n{rows.Select(ToHtml)}</tbody>{totals}</table>\n");
    }

    /// <summary>The columns that name fields, for other programs.</summary>
    /// <param name="name">Of the file.</param>
    public CsvTable ToCsv(string name) => new CsvTable(name, [.. columns.SelectMany(c => c.Fields)])
        .With(rows.Select(row => (object?[])[.. row.Zip(columns).SelectMany(c => c.First.Fields.Take(c.Second.Fields.Count))]));

    private Html ToHtml(IReadOnlyList<Cell> row)
    {
        var cells = row.Zip(columns).Where(c => c.Second.Head is not null);
        return Html.Of($"<tr>{cells.Select(c => Html.Of($"<td class=\"{c.Second.CssClass}\">{c.First.Page}</td>"))}</tr>\n");
    }

    private IReadOnlyList<Cell> Checked(IReadOnlyList<Cell> cells) => cells.Count == columns.Count
        ? cells
        : throw new ArgumentException($"A row of {cells.Count} cells does not fit a table of {columns.Count} columns.", nameof(cells));
}

/// <summary>A column of a table: its head, how its cells are set, and what it is called in files for other programs.</summary>
/// <param name="Head">Null for a column that only files have.</param>
/// <param name="CssClass">"number" sets cells to the right, "id" lets long names break.</param>
/// <param name="Fields">One for each value of a cell that files show; none leaves the column out of them.</param>
internal sealed record Column(string? Head, string CssClass, IReadOnlyList<string> Fields)
{
    /// <summary>False for what a terminal has no room for.</summary>
    public bool IsOnTerminal { get; private init; } = Head is not null;

    /// <summary>The same for pages and files only.</summary>
    public Column Wide => this with { IsOnTerminal = false };

    public static Column Text(string head, params IReadOnlyList<string> fields) => new(head, "", fields);

    public static Column Id(string head, params IReadOnlyList<string> fields) => new(head, "id", fields);

    public static Column Number(string head, params IReadOnlyList<string> fields) => new(head, "number", fields);

    public static Column File(params IReadOnlyList<string> fields) => new(null, "", fields);
}

/// <summary>
/// A cell: how it reads on a page and on a terminal, and its values for other programs, of which a column shows as many as it has fields.
/// Texts and whole numbers are cells by themselves.
/// </summary>
internal readonly record struct Cell(Html Page, string Terminal, IReadOnlyList<object?> Fields)
{
    public static Cell Empty { get; } = "";

    /// <summary>Where a figure does not apply.</summary>
    public static Cell Dash { get; } = Text("–", null, null, null, null);

    public static implicit operator Cell(string? text) => new(Html.Of($"{text}"), text ?? "", [text]);

    public static implicit operator Cell(int number) => new(Html.Of($"{number}"), $"{number}", [number]);

    /// <summary>Of a page only.</summary>
    public static implicit operator Cell(Html markup) => new(markup, "", []);

    /// <summary>A text that stands for other values in files.</summary>
    public static Cell Text(string text, params IReadOnlyList<object?> fields) => new(Html.Of($"{text}"), text, fields);

    /// <summary>Values that only files show.</summary>
    public static Cell File(params IReadOnlyList<object?> fields) => new(Html.Empty, "", fields);

    /// <summary>A number, or "undefined".</summary>
    public static Cell Fixed(double? value, Digits digits) => Number(d => NumberText.Fixed(value, d), digits, [value]);

    /// <summary>The value of an estimate alone, or "undefined".</summary>
    public static Cell Fixed(Estimate estimate, Digits digits) =>
        Number(d => NumberText.Fixed(estimate.Value, d), digits, Values(estimate));

    /// <summary>The value; where it is undefined, a page says on how many it would rest.</summary>
    public static Cell Value(Estimate estimate, Digits digits) =>
        Fixed(estimate, digits) with { Page = Html.Of($"{NumberText.Value(estimate, digits.Page)}") };

    /// <summary>"0.85 to 0.97", or a dash.</summary>
    public static Cell Interval(Estimate estimate, Digits digits) =>
        Number(d => NumberText.Interval(estimate, d), digits, [estimate.Low, estimate.High, estimate.N]);

    /// <summary>An estimate as a page shows it.</summary>
    public static Cell Of(Estimate estimate, Html markup) => new(markup, "", Values(estimate));

    /// <summary>Bold on a page.</summary>
    public Cell Strong => this with { Page = Html.Of($"<strong>{Page}</strong>") };

    private static object?[] Values(Estimate e) => [e.Value, e.Low, e.High, e.N, e.Undefined];

    private static Cell Number(Func<string, string> text, Digits digits, IReadOnlyList<object?> fields) =>
        new(Html.Of($"{text(digits.Page)}"), text(digits.Terminal), fields);
}

/// <summary>
/// How a kind of number is written. A terminal shows one digit more of a share or a distance than a page: there it is compared from run to
/// run, on a page it is read.
/// </summary>
internal readonly record struct Digits(string Page, string Terminal)
{
    public static Digits Share { get; } = new("0.00", "0.000");

    public static Digits Mm { get; } = new("0.0", "0.00");

    public static implicit operator Digits(string format) => new(format, format);
}
