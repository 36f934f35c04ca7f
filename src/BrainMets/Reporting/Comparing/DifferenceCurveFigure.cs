using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>How the difference of two readers depends on lesion volume, with bands about zero. Null where the curve is blank: too few patients.</summary>
internal static class DifferenceCurveFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;

    /// <param name="pair">The two readers.</param>
    /// <param name="number">Of the pair, from 1: names the files.</param>
    public static IEnumerable<SvgFigure> Of(ReaderPair pair, int number)
    {
        (string Name, string Title, string Axis, VolumeCurve Curve, Color Color)[] curves =
        [
            ("sensitivity", "Sensitivity", "reference volume", pair.Curves.Sensitivity, FigureStyle.Blue),
            ("precision", "Precision", "predicted volume", pair.Curves.Precision, FigureStyle.Vermillion),
            ("dice", "Median Dice of found lesions", "reference volume", pair.Curves.Dice, FigureStyle.Green),
            ("hd95", "Median HD95 of found lesions (mm)", "reference volume", pair.Curves.Hd95Mm, FigureStyle.Purple),
        ];
        return curves.Select(c => Make($"{c.Name}-difference-{number}", (c.Title, c.Axis, $"{pair.First} less {pair.Second}"), c.Curve, c.Color)).OfType<SvgFigure>();
    }

    private static SvgFigure? Make(string name, (string Title, string Axis, string Difference) labels, VolumeCurve curve, Color color)
    {
        if (!CurveDrawing.IsVisible(curve))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, $"{labels.Axis} (cc, logarithmic)", labels.Difference);
        CurveDrawing.Add(plot, curve, color);
        CurveDrawing.AddLegend(plot, curve, "difference", color);
        var zero = plot.Add.HorizontalLine(0, 1.5f, FigureStyle.Grey);
        zero.EnableAutoscale = false;
        var (low, high) = (VolumeTicks.Position(curve.Points[0].VolumeMm3), VolumeTicks.Position(curve.Points[^1].VolumeMm3));
        var ends = curve.Points.SelectMany(p => new[] { p.Value, p.SimultaneousLow, p.SimultaneousHigh, p.Low, p.High }).OfType<double>();
        var reach = 1.08 * ends.Select(Math.Abs).Append(0.05).Max();
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(low, high);
        plot.Axes.SetLimits(low - 0.1, high + 0.1, -reach, reach);
        var drawn = curve.Points.Where(p => p.Value is not null).ToList();
        return new SvgFigure(
            name,
            $"{labels.Title}, {labels.Difference}, by {labels.Axis}: from {drawn[0].Value:0.00} at the smallest volume drawn to {drawn[^1].Value:0.00} at the largest.",
            plot,
            WidthPixels,
            HeightPixels);
    }
}
