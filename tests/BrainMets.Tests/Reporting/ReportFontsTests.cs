using BrainMets.Reporting;
using BrainMets.Tests.Support;
using SkiaSharp;

namespace BrainMets.Tests.Reporting;

/// <summary>Figures lose their text silently when a font is missing; these fail then.</summary>
public sealed class ReportFontsTests
{
    [Fact]
    public void The_built_in_font_draws() => Assert.Null(ReportFonts.Check());

    [Fact]
    public void A_figure_in_svg_carries_its_title_axes_and_counts_as_text()
    {
        var svg = VolumeFigure.Sensitivity(SyntheticRun.Bins()).Inline;

        Assert.All(
            ["Sensitivity by lesion size", "reference volume (cc, logarithmic)", "sensitivity = found / all reference lesions", "10/12",
                "0.1"],
            text => Assert.Contains($">{text}</text>", svg));
        Assert.Contains($"font-family=\"{ReportFonts.Family}\"", svg);
    }

    [Fact]
    public void A_figure_in_png_has_ink_where_its_title_is()
    {
        using var folder = new TemporaryFolder();

        VolumeFigure.Sensitivity(SyntheticRun.Bins()).Save(folder.Path);

        using var picture = SKBitmap.Decode(folder.File("sensitivity-by-volume.png"));
        var ink = from y in Enumerable.Range(30, 34)
                  from x in Enumerable.Range(0, picture.Width)
                  where picture.GetPixel(x, y).Red < 100
                  select x;
        Assert.True(ink.Count() > 500);
        Assert.True(ink.Max() - ink.Min() > 250);
    }

    [Fact]
    public void Every_character_a_report_writes_is_in_the_font()
    {
        const string written = "ABCXYZabcxyz0123456789 .,:;()/%=+-–−…·²³°×±≥≤αµ'\"";

        Assert.All([false, true], bold => Assert.All(written, c => Assert.NotEqual(0, ReportFonts.Typeface(bold).GetGlyph(c))));
    }
}
