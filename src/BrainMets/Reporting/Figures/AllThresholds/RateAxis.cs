using ScottPlot;

namespace BrainMets.Reporting;

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

    /// <summary>0 to 1 in fifths: for shares.</summary>
    public static ScottPlot.TickGenerators.NumericManual Fifths() => new([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]);

    /// <summary>A line in a colour, with a name in the legend that may be empty.</summary>
    public static void AddLine(Plot plot, IReadOnlyList<Coordinates> points, Color color, string name, float width = 2.5f)
    {
        var line = plot.Add.ScatterLine(points.ToArray(), color);
        line.LineWidth = width;
        line.LegendText = name;
    }

    /// <summary>The area between two curves over the same places, with a name in the legend that may be empty.</summary>
    public static void AddBand(Plot plot, IReadOnlyList<(double X, double Low, double High)> band, Color color, double shade = 0.2, string name = "")
    {
        if (band.Count > 1)
        {
            var area = plot.Add.FillY([.. band.Select(b => b.X)], [.. band.Select(b => b.Low)], [.. band.Select(b => b.High)]);
            area.FillColor = color.WithAlpha(shade);
            area.LineWidth = 0;
            area.MarkerSize = 0;
            area.LegendText = name;
        }
    }
}
