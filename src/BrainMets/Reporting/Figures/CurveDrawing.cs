using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// A curve over volume with its bands, on a plot: the simultaneous band light, the pointwise one darker, the curve a line. Where the curve is
/// blank nothing is drawn, and nothing bridges the gap.
/// </summary>
internal static class CurveDrawing
{
    private const double LightShade = 0.16;
    private const double DarkShade = 0.26;

    public static void Add(Plot plot, VolumeCurve curve, Color color)
    {
        foreach (var run in Runs(curve.Points, p => p.SimultaneousLow is not null))
        {
            Fill(plot, run, p => (p.SimultaneousLow, p.SimultaneousHigh), color.WithAlpha(LightShade));
        }

        foreach (var run in Runs(curve.Points, p => p.Low is not null))
        {
            Fill(plot, run, p => (p.Low, p.High), color.WithAlpha(DarkShade));
        }

        foreach (var run in Runs(curve.Points, p => p.LowerQuartile is not null))
        {
            Line(plot, run, p => p.LowerQuartile, FigureStyle.Grey, 1);
            Line(plot, run, p => p.UpperQuartile, FigureStyle.Grey, 1);
        }

        foreach (var run in Runs(curve.Points, p => p.Value is not null))
        {
            Line(plot, run, p => p.Value, color, 2.5f);
        }
    }

    /// <summary>False when the curve is blank everywhere, or but for lone volumes, through which there is no line.</summary>
    public static bool IsVisible(VolumeCurve? curve) => curve is not null && Runs(curve.Points, p => p.Value is not null).Count > 0;

    /// <summary>What the shades mean, below the plot.</summary>
    public static void AddLegend(Plot plot, VolumeCurve curve, string name, Color color)
    {
        Color Shade(double alpha) => color.WithAlpha(alpha);
        var quartiles = curve.Points.Any(p => p.LowerQuartile is not null);
        LegendItem[] bands =
        [
            new() { LabelText = name, LineColor = color, LineWidth = 2.5f },
            .. quartiles ? new[] { new LegendItem { LabelText = "quartiles", LineColor = FigureStyle.Grey, LineWidth = 1 } } : [],
            new() { LabelText = "95 % at one volume", FillColor = Shade(LightShade + DarkShade) },
            new() { LabelText = "95 % whole curve", FillColor = Shade(LightShade) },
        ];
        plot.Legend.ManualItems.AddRange(bands);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
    }

    /// <summary>Highest value drawn, bands included; 0 for a blank curve.</summary>
    public static double Top(VolumeCurve curve) => curve.Points
        .SelectMany(p => new[] { p.Value, p.SimultaneousHigh, p.High, p.UpperQuartile }).OfType<double>().DefaultIfEmpty(0).Max();

    private static void Fill(Plot plot, List<CurvePoint> run, Func<CurvePoint, (double? Low, double? High)> band, Color color)
    {
        double[] Values(Func<(double? Low, double? High), double?> end) => [.. run.Select(p => end(band(p))!.Value)]; // chosen as not null
        var fill = plot.Add.FillY(Positions(run), Values(b => b.Low), Values(b => b.High));
        fill.FillColor = color;
        fill.LineWidth = 0;
        fill.MarkerSize = 0;
    }

    private static void Line(Plot plot, List<CurvePoint> run, Func<CurvePoint, double?> value, Color color, float width)
    {
        var line = plot.Add.ScatterLine(Positions(run), [.. run.Select(p => value(p)!.Value)], color); // chosen as not null
        line.LineWidth = width;
    }

    public static double[] Positions(List<CurvePoint> run) => [.. run.Select(p => VolumeTicks.Position(p.VolumeMm3))];

    /// <summary>Stretches of neighbouring points that have what is drawn, two points at least.</summary>
    public static List<List<CurvePoint>> Runs(IReadOnlyList<CurvePoint> points, Func<CurvePoint, bool> has)
    {
        var runs = new List<List<CurvePoint>> { new() };
        foreach (var point in points)
        {
            if (has(point))
            {
                runs[^1].Add(point);
            }
            else if (runs[^1].Count > 0)
            {
                runs.Add([]);
            }
        }

        return runs.FindAll(r => r.Count > 1);
    }
}
