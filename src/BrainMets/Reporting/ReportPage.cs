namespace BrainMets.Reporting;

/// <summary>The frame of the page: head, style, fonts. The content policy forbids every request and every script.</summary>
internal static class ReportPage
{
    private const string Style = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { font: 15px/1.5 'Open Sans', sans-serif; color: #1a1a1a; background: #fff; }
        body { max-width: 1180px; margin: 0 auto; padding: 0 24px 60px; }
        .notice { background: #fff4d6; border: 1px solid #e0b030; border-radius: 4px; padding: 8px 14px; margin: 16px 0; font-weight: bold; }
        h1 { font-size: 26px; line-height: 1.25; margin: 22px 0 6px; overflow-wrap: anywhere; }
        h2 { font-size: 20px; margin: 40px 0 10px; padding-bottom: 4px; border-bottom: 2px solid #0072b2; break-after: avoid; }
        h3 { font-size: 16px; margin: 24px 0 6px; break-after: avoid; }
        p { margin: 6px 0 10px; max-width: 90ch; }
        nav a { margin-right: 16px; color: #005a8c; white-space: nowrap; }
        .quiet { color: #555; font-size: 13.5px; }
        .warning { border-left: 4px solid #d55e00; padding: 4px 12px; background: #fdf1ea; }
        table { border-collapse: collapse; margin: 10px 0 14px; font-size: 14px; font-feature-settings: 'tnum'; }
        th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
        th { border-bottom: 2px solid #888; vertical-align: bottom; line-height: 1.3; }
        thead { display: table-header-group; }
        tr { break-inside: avoid; }
        tfoot td { border-top: 2px solid #888; font-weight: bold; }
        .number { text-align: right; padding-right: 18px; white-space: nowrap; }
        td.id { overflow-wrap: anywhere; min-width: 7em; }
        .main td { font-size: 15px; padding-top: 7px; padding-bottom: 7px; }
        .main .value { font-size: 20px; font-weight: bold; }
        .undefined { color: #666; font-style: normal; }
        .missed { color: #b04a00; font-weight: bold; }
        .false { color: #8a2f6b; font-weight: bold; }
        figure { margin: 12px 0; break-inside: avoid; }
        figure svg, figure img { max-width: 100%; height: auto; display: block; }
        figcaption { font-size: 13.5px; color: #333; margin-top: 4px; max-width: 110ch; }
        .keep { break-inside: avoid; }
        .pair { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: flex-start; }
        .pair figure { flex: 1 1 460px; max-width: 560px; }
        pre { background: #f6f6f6; border: 1px solid #ddd; padding: 10px 12px; font: 12.5px/1.45 ui-monospace, Consolas, monospace; }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        code { font: 12.5px ui-monospace, 'DejaVu Sans Mono', Consolas, monospace; overflow-wrap: anywhere; }
        @media print {
          @page { size: A4; margin: 14mm 12mm; }
          body { font-size: 10.5pt; padding: 0; max-width: none; }
          table { font-size: 9pt; } th, td { padding-right: 8px; } .number { padding-right: 10px; }
          nav { display: none; }
          .pair figure { flex: 1 1 45%; }
        }
        """;

    public static Html Render(string title, IEnumerable<Html> sections)
    {
        Html fonts = new(ReportFonts.FontFaceCss());
        Html style = new(Style);
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {fonts}{style}
            </style>
            </head>
            <body>
            {sections}
            </body>
            </html>

            """);
    }
}

/// <summary>A page on disk with copies of its figures in the folder "figures" beside it.</summary>
internal static class ReportFile
{
    public const string FiguresFolder = "figures";

    public static void Write(string file, string title, IEnumerable<Html> sections, IEnumerable<SvgFigure> figures)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".", FiguresFolder);
        foreach (var figure in figures)
        {
            Directory.CreateDirectory(folder);
            figure.Save(folder);
        }

        AtomicFile.WriteText(file, ReportPage.Render(title, sections).Markup);
    }
}

/// <summary>
/// What a report holds beside its text: figures, tables and pictures, numbered in the order in which the page shows them.
/// </summary>
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
    public Html Add(Table table, string name, string title) => Add(table.ToCsv(name), title, [table]);

    /// <summary>Values with their title, and tables that show them in another form.</summary>
    public Html Add(CsvTable values, string title, IEnumerable<Table> shown)
    {
        tables.Add(values);
        return Html.Of($"""
            <div class="keep"><p><strong>Table {++shownTables}.</strong> {title}{Source(values)}</p>
            {shown.Select(t => t.ToHtml())}</div>

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
        pictures.ForEach(p => AtomicFile.WriteBytes(Path.Combine(ofFigures, p.Name + ".png"), p.Png));
    }

    private static Html Source(CsvTable? values) =>
        values is null ? Html.Empty : Html.Of($" <span class=\"quiet\"><code>{TablesFolder}/{values.Name}.csv</code></span>");
}
