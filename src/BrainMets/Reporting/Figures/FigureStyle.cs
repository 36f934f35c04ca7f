using BrainMets.Reporting.Fonts;
using ScottPlot;

namespace BrainMets.Reporting.Figures;

/// <summary>
/// What all plots of a report share: type, sizes, and colours of the Okabe-Ito palette, told apart without colour by shape or dash as well.
/// </summary>
public static class FigureStyle
{
    public const float TextSize = 13;
    public const float LabelSize = 14;

    public static Color Blue { get; } = Color.FromHex("#0072B2");

    public static Color Vermillion { get; } = Color.FromHex("#D55E00");

    public static Color Green { get; } = Color.FromHex("#009E73");

    public static Color Grey { get; } = Color.FromHex("#555555");

    /// <summary>An empty plot with axes on two sides, a light grid and the built-in font.</summary>
    public static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        ReportFonts.Register();
        var plot = new Plot();
        plot.Font.Set(ReportFonts.Family);
        plot.Title(title, LabelSize + 1);
        plot.XLabel(xLabel, LabelSize);
        plot.YLabel(yLabel, LabelSize);
        // The typefaces themselves: switching Bold keeps the typeface that was looked up before.
        plot.Axes.Title.Label.Font = ReportFonts.Typeface(bold: true);
        plot.Axes.Bottom.Label.Font = ReportFonts.Typeface(bold: false);
        plot.Axes.Left.Label.Font = ReportFonts.Typeface(bold: false);
        plot.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Left.TickLabelStyle.FontSize = TextSize;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Left.MinimumSize = 66;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        plot.Legend.FontSize = TextSize;
        plot.Legend.FontName = ReportFonts.Family;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Color.FromHex("#CCCCCC");
        return plot;
    }

    /// <summary>Text at a point of the plot.</summary>
    public static void AddText(Plot plot, string text, Coordinates at, Alignment alignment, Color color)
    {
        var label = plot.Add.Text(text, at);
        label.LabelFontName = ReportFonts.Family;
        label.LabelFontSize = TextSize - 1;
        label.LabelFontColor = color;
        label.LabelAlignment = alignment;
    }
}
