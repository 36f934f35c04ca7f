namespace BrainMets.Reporting;

/// <summary>A table whose columns say whether they hold numbers, so that heads and cells align alike.</summary>
public sealed class HtmlTable(params HtmlTable.Column[] columns)
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
