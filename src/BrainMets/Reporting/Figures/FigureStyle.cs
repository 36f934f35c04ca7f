using ScottPlot;

namespace BrainMets.Reporting;

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

    /// <summary>The reddish purple of the palette, darkened to stand out from white.</summary>
    public static Color Purple { get; } = Color.FromHex("#A0457E");

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

    /// <summary>An axis from 0 to 1, whatever room the figure needs above it.</summary>
    public static ScottPlot.TickGenerators.NumericManual ShareTicks() =>
        new([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]);

    /// <summary>Text at a point of the plot.</summary>
    public static ScottPlot.Plottables.Text AddText(Plot plot, string text, Coordinates at, Alignment alignment, Color color)
    {
        var label = plot.Add.Text(text, at);
        label.LabelFontName = ReportFonts.Family;
        label.LabelFontSize = TextSize - 1;
        label.LabelFontColor = color;
        label.LabelAlignment = alignment;
        return label;
    }
}
