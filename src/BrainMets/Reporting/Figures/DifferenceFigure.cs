using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// The differences of two readers as points with their intervals about zero, the figures between 0 and 1 on one axis. Figures in
/// millimetres or counts have axes of their own and stand in the table.
/// </summary>
internal static class DifferenceFigure
{
    private const int WidthPixels = 620;
    private const int RowPixels = 46;
    private const int FramePixels = 130;

    private static readonly (PairedMetric Metric, string Name)[] Rows =
    [
        (PairedMetric.Sensitivity, "sensitivity"), (PairedMetric.Precision, "precision"), (PairedMetric.F1, "F1"),
        (PairedMetric.WholeMaskDice, "Dice, whole masks"), (PairedMetric.LesionDice, "Dice, lesions both found"),
    ];

    /// <param name="pair">The two readers.</param>
    /// <param name="number">Of the pair, from 1: names the file.</param>
    /// <param name="margins">Margins of equivalence, drawn as grey bars.</param>
    public static SvgFigure Make(ReaderPair pair, int number, IReadOnlyDictionary<PairedMetric, double> margins)
    {
        var plot = FigureStyle.NewPlot(
            $"{pair.First} less {pair.Second}", $"difference (left: {pair.Second} higher, right: {pair.First} higher)", "");
        var reach = 0.05;
        for (var row = 0; row < Rows.Length; row++)
        {
            var metric = pair.Metrics.First(m => m.Metric == Rows[row].Metric);
            reach = Math.Max(
                reach, AddRow(plot, metric, Rows.Length - row, margins.TryGetValue(metric.Metric, out var margin) ? margin : null));
        }

        var zero = plot.Add.VerticalLine(0, 1.5f, FigureStyle.Grey);
        zero.EnableAutoscale = false;
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Rows.Select((_, row) => (double)(Rows.Length - row))], [.. Rows.Select(r => r.Name)]);
        plot.Axes.Left.MinimumSize = 180;
        plot.Axes.SetLimits(-1.12 * reach, 1.12 * reach, 0.4, Rows.Length + 0.6);
        var described = pair.Metrics.Select(m => $"{m.Metric} {Text(m.Difference)} ({Text(m.Low)} to {Text(m.High)})");
        return new SvgFigure(
            $"difference-{number}", $"{pair.First} less {pair.Second}: {string.Join("; ", described)}.", plot, WidthPixels,
                FramePixels + (RowPixels * Rows.Length));
    }

    private static double AddRow(Plot plot, MetricDifference metric, double y, double? margin)
    {
        if (margin is { } m)
        {
            var bar = plot.Add.Line(-m, y, m, y);
            bar.Color = Color.FromHex("#D8D8D8");
            bar.LineWidth = 16;
        }

        if (metric.Difference is not { } difference)
        {
            FigureStyle.AddText(plot, "undefined", new Coordinates(0, y), Alignment.MiddleCenter, FigureStyle.Grey);
            return margin ?? 0;
        }

        if (metric is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(low, y, high, y);
            interval.Color = FigureStyle.Blue;
            interval.LineWidth = 3;
        }

        plot.Add.Marker(difference, y, MarkerShape.FilledCircle, 10, FigureStyle.Blue);
        if (metric.Low is null)
        {
            // A full dot without an interval would look like certainty.
            plot.Add.Marker(difference, y, MarkerShape.FilledCircle, 5, Colors.White);
        }

        return new[] { margin ?? 0, Math.Abs(difference), Math.Abs(metric.Low ?? 0), Math.Abs(metric.High ?? 0) }.Max();
    }

    private static string Text(double? value) => value is { } v ? v.ToString("0.00") : "undefined";
}

/// <summary>
/// How the difference of two readers depends on lesion volume, with bands about zero. Null where the curve is blank: too few patients.
/// </summary>
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
        return curves.Select(
            c => Make($"{c.Name}-difference-{number}", (c.Title, c.Axis, $"{pair.First} less {pair.Second}"), c.Curve, c.Color))
                .OfType<SvgFigure>();
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
            $"{labels.Title}, {labels.Difference}, by {labels.Axis}: from {drawn[0].Value:0.00} at the smallest volume drawn to "
                + $"{drawn[^1].Value:0.00} at the largest.",
            plot,
            WidthPixels,
            HeightPixels);
    }
}
