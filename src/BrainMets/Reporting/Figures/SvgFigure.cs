using System.Text.RegularExpressions;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// A plot as vector graphics that can stand in a page beside others, and as files. The renderer's own output cannot: its ids repeat from
/// figure to
/// figure (a page would clip one by the frame of another), it has no viewBox, and its glyph lists end in a comma that strict browsers
/// reject.
/// </summary>
public sealed partial class SvgFigure
{
    private readonly string body;
    private readonly Plot plot;
    private readonly int width;
    private readonly int height;

    /// <summary>The name, of letters, digits and '-' only, becomes the file name and the prefix of the ids.</summary>
    public SvgFigure(string name, string description, Plot plot, int widthPixels, int heightPixels)
    {
        (Name, Description, this.plot, width, height) = (name, description, plot, widthPixels, heightPixels);
        var xml = plot.GetSvgXml(widthPixels, heightPixels);
        body = Isolate(xml[xml.IndexOf("<svg", StringComparison.Ordinal)..]);
    }

    public string Name { get; }

    /// <summary>What the figure shows, for readers who cannot see it.</summary>
    public string Description { get; }

    /// <summary>The &lt;svg&gt; element, for a page that carries the fonts.</summary>
    public string Inline => Element("");

    /// <summary>The figure in a page, without a caption.</summary>
    public Html ToHtml() => Html.Of($"<figure>{new Html(Inline)}</figure>\n");

    /// <summary>Figures beside each other.</summary>
    public static Html Row(IEnumerable<SvgFigure> figures) => Html.Of($"<div class=\"pair\">{figures.Select(f => f.ToHtml())}</div>\n");

    /// <summary>Writes NAME.svg, which carries its own fonts, and NAME.png at twice the size.</summary>
    public void Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, Name + ".svg"), Element($"<style>{ReportFonts.FontFaceCss()}</style>"));
        plot.ScaleFactor = 2;
        AtomicFile.WriteByPath(Path.Combine(folder, Name + ".png"), temporary => plot.SavePng(temporary, 2 * width, 2 * height));
        plot.ScaleFactor = 1;
    }

    private string Element(string style)
    {
        var title = Html.Escape(Description);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 {width} {height}\" "
            + $"width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{title}\">{style}{body}";
    }

    private string Isolate(string svg)
    {
        var inner = svg[(svg.IndexOf('>', StringComparison.Ordinal) + 1)..];
        // The renderer numbers its ids through the life of the program; numbered anew, the same figure has the same bytes.
        foreach (var (number, id) in Id().Matches(inner).Select(m => m.Groups[1].Value).Distinct().ToList().Index())
        {
            inner = Regex.Replace(inner, $"""(?<=id="|url\(#|href="#){Regex.Escape(id)}(?=["\)])""", $"{Name}-{number + 1}");
        }

        inner = TrailingComma().Replace(inner, "\"");
        return SpaceAroundText().Replace(inner, m => m.Groups[1].Value + m.Groups[2].Value.Trim() + "</text>");
    }

    [GeneratedRegex("""\bid="([^"]+)["]""")]
    private static partial Regex Id();

    [GeneratedRegex(""", "(?=[\s/>])""")]
    private static partial Regex TrailingComma();

    [GeneratedRegex("""(<text[^>]*>)([^<]*)</text>""")]
    private static partial Regex SpaceAroundText();
}
