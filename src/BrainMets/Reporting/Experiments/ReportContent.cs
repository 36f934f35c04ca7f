namespace BrainMets.Reporting;

/// <summary>What a report holds beside its text: figures, tables and pictures, numbered in the order in which the page shows them.</summary>
internal sealed class ReportContent
{
    public const string TablesFolder = "tables";

    private readonly List<SvgFigure> figures = [];
    private readonly List<CsvTable> tables = [];
    private readonly List<(string Name, byte[] Png)> pictures = [];
    private int shownFigures;
    private int shownTables;

    public IReadOnlyList<SvgFigure> Figures => figures;

    /// <summary>A plot with its caption, and its values as a table.</summary>
    public Html Add(SvgFigure figure, Html caption, CsvTable? values = null)
    {
        figures.Add(figure);
        if (values is not null)
        {
            tables.Add(values);
        }

        return Html.Of($"""
            <figure id="{figure.Name}">{new Html(figure.Inline)}
            <figcaption><strong>Figure {++shownFigures}.</strong> {caption}{Source(values)}</figcaption></figure>

            """);
    }

    /// <summary>A table with its title, and the same for other programs.</summary>
    public Html Add(CsvTable values, string title, IEnumerable<HtmlTable> shown)
    {
        tables.Add(values);
        return Html.Of($"""
            <div class="keep"><p><strong>Table {++shownTables}.</strong> {title}{Source(values)}</p>
            {shown.Select(t => t.Render())}</div>

            """);
    }

    /// <summary>A picture of slices.</summary>
    public Html Add(string name, byte[] png, string alternative, Html caption)
    {
        pictures.Add((name, png));
        return Html.Of($"""
            <figure id="{name}"><img src="data:image/png;base64,{Convert.ToBase64String(png)}" alt="{alternative}">
            <figcaption><strong>Figure {++shownFigures}.</strong> {caption}</figcaption></figure>

            """);
    }

    /// <summary>Tables and pictures; figures are saved with the page.</summary>
    public void Save(string folder)
    {
        var (ofTables, ofFigures) = (Path.Combine(folder, TablesFolder), Path.Combine(folder, ReportFile.FiguresFolder));
        Directory.CreateDirectory(ofTables);
        Directory.CreateDirectory(ofFigures);
        tables.ForEach(t => t.Save(ofTables));
        pictures.ForEach(p => File.WriteAllBytes(Path.Combine(ofFigures, p.Name + ".png"), p.Png));
    }

    private static Html Source(CsvTable? values) =>
        values is null ? Html.Empty : Html.Of($" <span class=\"quiet\"><code>{TablesFolder}/{values.Name}.csv</code></span>");
}
