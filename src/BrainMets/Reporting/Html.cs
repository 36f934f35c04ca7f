using System.Runtime.CompilerServices;
using System.Text;

namespace BrainMets.Reporting;

/// <summary>
/// A piece of HTML. It is made from an interpolated string in which the literal parts are markup and every inserted text is escaped, so
/// that no
/// case id, path or configuration can change the page. Numbers do not fit into it on purpose: <see cref="NumberText"/> says how they read.
/// </summary>
internal readonly record struct Html(string Markup)
{
    public static Html Empty { get; } = new("");

    public static Html Of(ref Template template) => new(template.Finish());

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.Markup)));

    /// <summary>
    /// Text that a page or an SVG shows as it is, also inside an attribute. Letters and signs beyond ASCII stay readable in the file.
    /// </summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal);

    public override string ToString() => Markup;

    /// <summary>Builds the markup; the compiler calls it for an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string value) => text.Append(value);

        public void AppendFormatted(string? value) => text.Append(Escape(value ?? ""));

        public void AppendFormatted(int value) => text.Append(value);

        public void AppendFormatted(Html value) => text.Append(value.Markup);

        public void AppendFormatted(IEnumerable<Html> values) => text.Append(Join(values).Markup);

        internal string Finish() => text.ToString();
    }
}

/// <summary>A table whose columns say whether they hold numbers, so that heads and cells align alike.</summary>
internal sealed class HtmlTable(params HtmlTable.Column[] columns)
{
    private readonly List<Html> rows = [];
    private Html foot = Html.Empty;

    public void Add(params Html[] cells) => rows.Add(Row(cells));

    /// <summary>The row of totals under the others.</summary>
    public void AddFoot(params Html[] cells) => foot = Html.Of($"<tfoot>{Row(cells)}</tfoot>");

    public Html Render(string cssClass = "")
    {
        var heads = columns.Select(c => Html.Of($"<th scope=\"col\" class=\"{c.CssClass}\">{c.Head}</th>"));
        return Html.Of($"<table class=\"{cssClass}\"><thead><tr>{heads}</tr></thead><tbody>\n{rows}</tbody>{foot}</table>\n");
    }

    private Html Row(Html[] cells)
    {
        if (cells.Length != columns.Length)
        {
            throw new ArgumentException($"A row of {cells.Length} cells does not fit a table of {columns.Length} columns.", nameof(cells));
        }

        return Html.Of($"<tr>{cells.Zip(columns, (cell, c) => Html.Of($"<td class=\"{c.CssClass}\">{cell}</td>"))}</tr>\n");
    }

    /// <summary>Head of a column and how its cells are set.</summary>
    public readonly record struct Column(string Head, string CssClass)
    {
        public static Column Text(string head) => new(head, "");

        public static Column Id(string head) => new(head, "id");

        public static Column Number(string head) => new(head, "number");
    }
}
