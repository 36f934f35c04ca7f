using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Several models by size class, side by side within each class: for test sets with too few patients for smooth curves.</summary>
internal static class BinOverlay
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 380;
    private const int LegendRowPixels = 21;

    /// <summary>Null without a class that holds a lesion.</summary>
    /// <param name="name">Of the files.</param>
    /// <param name="labels">Title and axes.</param>
    /// <param name="series">Models by name with their classes, all with the same edges.</param>
    /// <param name="of">The figure and its interval; of F1 there is none.</param>
    public static SvgFigure? Make(
        string name, (string Title, string X, string Y) labels, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series, Func<VolumeBin, Estimate> of)
    {
        var shown = Enumerable.Range(0, series[0].Bins.Count).Where(i => series.Any(s => NumberText.IsDefined(of(s.Bins[i])))).ToArray();
        if (shown.Length == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        foreach (var (index, one) in series.Index())
        {
            var style = SeriesStyle.Of(index);
            var offset = series.Count == 1 ? 0 : (0.5 * index / (series.Count - 1)) - 0.25;
            foreach (var (place, bin) in shown.Select((i, place) => (place, of(one.Bins[i]))))
            {
                Add(plot, place + offset, bin, style);
            }

            plot.Legend.ManualItems.Add(new LegendItem
            {
                LabelText = one.Name,
                MarkerShape = style.Marker,
                MarkerFillColor = style.Color,
                MarkerLineColor = style.Color,
                MarkerSize = 9,
            });
        }

        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shown.Select((_, place) => (double)place)], [.. shown.Select(i => VolumeBinText.Range(series[0].Bins[i]).Replace(" to ", "\nto ", StringComparison.Ordinal))]);
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.6, shown.Length - 0.4, -0.03, 1.05);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}, by size class, {series.Count} models.", plot, WidthPixels, HeightPixels + (LegendRowPixels * series.Count));
    }

    /// <summary>The same as a table.</summary>
    public static CsvTable Values(string name, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series, Func<VolumeBin, Estimate> of)
    {
        var table = new CsvTable(name, "model", "from_cc", "to_cc", "value", "low", "high", "n");
        foreach (var (one, bin) in series.SelectMany(s => s.Bins.Select(b => (s.Name, b))))
        {
            var estimate = of(bin);
            table.Add(one, Cc(bin.LowMm3), Cc(bin.HighMm3), estimate.Value, estimate.Low, estimate.High, estimate.N);
        }

        return table;
    }

    private static double? Cc(double? volumeMm3) => volumeMm3 is { } v ? NumberText.Cc(v) : null;

    private static void Add(Plot plot, double x, Estimate estimate, SeriesStyle style)
    {
        if (estimate.Value is not { } value)
        {
            return;
        }

        if (estimate is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(x, low, x, high);
            (interval.Color, interval.LineWidth) = (style.Color, 2);
        }

        plot.Add.Marker(x, value, style.Marker, 9, style.Color);
    }
}
