using ScottPlot;
using SkiaSharp;

namespace BrainMets.Reporting;

/// <summary>Gives ScottPlot the typefaces compiled into this library, so that figures never depend on the fonts of a machine.</summary>
internal sealed class EmbeddedFontResolver : IFontResolver
{
    /// <summary>Null for any other family: the next resolver is asked.</summary>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == ReportFonts.Family ? ReportFonts.Typeface(weight >= FontWeight.SemiBold) : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName == ReportFonts.Family ? ReportFonts.Typeface(bold) : null;
}
