using BrainMets.Statistics;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace BrainMets.Reporting;

/// <summary>
/// What all plots of a report share: type, sizes, and colours of the Okabe-Ito palette, told apart without colour by shape or dash as well.
/// </summary>
internal static class FigureStyle
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

    /// <summary>A straight line between two points.</summary>
    public static void AddLine(Plot plot, Coordinates from, Coordinates to, Color color, float width)
    {
        var line = plot.Add.Line(from, to);
        (line.Color, line.LineWidth) = (color, width);
    }

    /// <summary>A line through points, with a name in the legend that may be empty.</summary>
    public static void AddLine(Plot plot, IReadOnlyList<Coordinates> points, Color color, string name, float width = 2.5f)
    {
        var line = plot.Add.ScatterLine(points.ToArray(), color);
        line.LineWidth = width;
        line.LegendText = name;
    }

    /// <summary>The area between two curves over the same places, with a name in the legend that may be empty.</summary>
    public static void AddBand(Plot plot, IReadOnlyList<BandPoint> band, Color color, string name = "")
    {
        if (band.Count > 1)
        {
            var area = plot.Add.FillY([.. band.Select(b => b.X)], [.. band.Select(b => b.Low)], [.. band.Select(b => b.High)]);
            (area.FillColor, area.LineWidth, area.MarkerSize, area.LegendText) = (color, 0, 0, name);
        }
    }

    /// <summary>The interval of an estimate, upright; nothing where there is none.</summary>
    public static void AddInterval(Plot plot, double x, Estimate estimate, Color color, float width)
    {
        if (estimate is { Low: { } low, High: { } high })
        {
            AddLine(plot, new(x, low), new(x, high), color, width);
        }
    }

    /// <summary>Markers at points, with a name in the legend that may be empty.</summary>
    public static void AddMarkers(
        Plot plot, IEnumerable<Coordinates> points, (Color Color, MarkerShape Shape) style, float size, string name = "")
    {
        var markers = plot.Add.ScatterPoints(points.ToArray(), style.Color);
        (markers.MarkerShape, markers.MarkerSize, markers.LegendText) = (style.Shape, size, name);
    }

    /// <summary>A dot; an open one without an interval, where a full one would look like certainty.</summary>
    public static void AddDot(Plot plot, Coordinates at, Color color, bool isOpen, float size = 9)
    {
        plot.Add.Marker(at, MarkerShape.FilledCircle, size, color);
        if (isOpen)
        {
            plot.Add.Marker(at, MarkerShape.FilledCircle, 5, Colors.White);
        }
    }

    /// <summary>The legend below a plot, a row a series. Gives the room it takes.</summary>
    public static int AddLegendBelow(Plot plot, int series)
    {
        const int rowPixels = 21;
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return rowPixels * series;
    }
}

/// <summary>
/// Colour and marker of the n-th of several curves. Six colours and seven markers, so that no two of the first 42 are alike.
/// </summary>
internal readonly record struct SeriesStyle(Color Color, MarkerShape Marker)
{
    // The first three of the Okabe-Ito colours are those farthest apart for all kinds of colour vision.
    private static readonly Color[] Colors =
    [
        FigureStyle.Blue, FigureStyle.Vermillion, FigureStyle.Green, FigureStyle.Purple, Color.FromHex("#E69F00"), Color.FromHex("#222222"),
    ];

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
            MarkerShape.FilledTriangleDown,
        MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    /// <summary>An entry of the legend, with a line where there is one.</summary>
    public LegendItem LegendItem(string text, float markerSize, float? lineWidth = null)
    {
        var item = new LegendItem
        {
            LabelText = text,
            MarkerShape = Marker,
            MarkerFillColor = Color,
            MarkerLineColor = Color,
            MarkerSize = markerSize,
        };
        if (lineWidth is { } width)
        {
            (item.LineColor, item.LineWidth) = (Color, width);
        }

        return item;
    }

    public static SeriesStyle Of(int index) => new(Colors[index % Colors.Length], Markers[index % Markers.Length]);
}

/// <summary>The logarithmic volume axis of all figures by size: positions are log10 cc, labels are cc.</summary>
internal static class VolumeTicks
{
    public static double Position(double volumeMm3) => Math.Log10(NumberText.Cc(volumeMm3));

    public static NumericManual Between(double low, double high)
    {
        var ticks = new NumericManual();

        // Powers of ten alone would leave a short axis without a number.
        int[] labelled = high - low < 2 ? [2, 5] : [];
        for (var decade = (int)Math.Floor(low); decade <= Math.Ceiling(high); decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("0.####"));
            for (var digit = 2; digit < 10; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (labelled.Contains(digit))
                {
                    ticks.AddMajor(position, (digit * Math.Pow(10, decade)).ToString("0.####"));
                }
                else
                {
                    ticks.AddMinor(position);
                }
            }
        }

        return ticks;
    }
}

/// <summary>
/// False positives per patient on a logarithmic axis of halves and doubles, 1/32 to 32. What is less, zero above all, stands at the edge.
/// </summary>
internal static class RateAxis
{
    public const double Least = 1.0 / 32;
    public const double Most = 32;

    public const double Edge = -5;

    public static double Place(double rate) => Math.Log2(Math.Clamp(rate, Least, Most));

    public static ScottPlot.TickGenerators.NumericManual Ticks()
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var power = -5; power <= 5; power++)
        {
            var rate = power < 0 ? $"1/{1 << -power}" : $"{1 << power}";
            ticks.AddMajor(power, power == Edge ? $"≤{rate}" : rate);
        }

        return ticks;
    }
}

/// <summary>The two ends of a band at a place on the axis.</summary>
internal readonly record struct BandPoint(double X, double Low, double High);
