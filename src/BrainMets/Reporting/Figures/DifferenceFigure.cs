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

        plot.Add.VerticalLine(0, 1.5f, FigureStyle.Grey).EnableAutoscale = false;
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
            FigureStyle.AddLine(plot, new(-m, y), new(m, y), Color.FromHex("#D8D8D8"), 16);
        }

        if (metric.Difference is not { } difference)
        {
            FigureStyle.AddText(plot, "undefined", new Coordinates(0, y), Alignment.MiddleCenter, FigureStyle.Grey);
            return margin ?? 0;
        }

        if (metric is { Low: { } low, High: { } high })
        {
            FigureStyle.AddLine(plot, new(low, y), new(high, y), FigureStyle.Blue, 3);
        }

        FigureStyle.AddDot(plot, new(difference, y), FigureStyle.Blue, metric.Low is null, size: 10);
        return new[] { margin ?? 0, Math.Abs(difference), Math.Abs(metric.Low ?? 0), Math.Abs(metric.High ?? 0) }.Max();
    }

    private static string Text(double? value) => value is { } v ? v.ToString("0.00") : "undefined";
}
