using BrainMets.Evaluation;
using BrainMets.Statistics;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// A proportion of lesions (found, or correct) by volume: a point a bin at the bin's middle on a logarithmic axis, a bar over the bin's
/// width, the 95 % interval upright, and the counts above; behind them the smooth curve with its bands, as far as there are patients enough
/// for it.
/// </summary>
internal static class VolumeFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const double CountsAt = 1.1;

    /// <summary>Fraction of reference lesions found, by reference volume, with the volumes of 50 and 90 % sensitivity.</summary>
    public static SvgFigure Sensitivity(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves = null) => Make(
        "sensitivity-by-volume",
        ("Sensitivity by lesion size", "reference volume (cc, logarithmic)", "sensitivity = found / all reference lesions"),
        [.. bins.Select(b => new Proportion(b, b.Detected, b.ReferenceLesions, b.Sensitivity))],
        new Smooth(curves?.Sensitivity, FigureStyle.Blue, curves is null ? [] : [curves.V50, curves.V90], Axis(bins, curves)));

    /// <summary>Fraction of predicted lesions that are right, by predicted volume.</summary>
    public static SvgFigure Precision(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves = null) => Make(
        "precision-by-volume",
        ("Precision by lesion size", "predicted volume (cc, logarithmic)", "precision = right / (right + false)"),
        [.. bins.Select(b => new Proportion(b, b.PredictedLesions - b.FalsePositives, b.PredictedLesions, b.Precision))],
        new Smooth(curves?.Precision, FigureStyle.Vermillion, [], Axis(bins, curves)));

    /// <summary>The volume axis that all figures of an evaluation share, in log10 cc: every size class and every curve.</summary>
    public static (double Low, double High) Axis(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves)
    {
        var edges = LogEdges(bins);
        VolumeCurve[] all = curves is null ? [] : [curves.Sensitivity, curves.Precision, curves.FalsePositives, curves.DiceWithMisses];
        var positions = all.SelectMany(c => c.Points).Select(p => VolumeTicks.Position(p.VolumeMm3)).ToList();
        return (positions.Append(edges[0].Low).Min(), positions.Append(edges[^1].High).Max());
    }

    private static SvgFigure Make(
        string name, (string Title, string X, string Y) labels, IReadOnlyList<Proportion> proportions, Smooth smooth)
    {
        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        var edges = LogEdges([.. proportions.Select(p => p.Bin)]);
        var (low, high) = (Math.Min(edges[0].Low, smooth.Axis.Low), Math.Max(edges[^1].High, smooth.Axis.High));
        var visible = CurveDrawing.IsVisible(smooth.Curve);
        if (visible)
        {
            CurveDrawing.Add(plot, smooth.Curve!, smooth.Color); // a visible curve is not null
            CurveDrawing.AddLegend(plot, smooth.Curve!, "curve", smooth.Color);
        }

        foreach (var (proportion, (from, to)) in proportions.Zip(edges))
        {
            // Beside a curve the points are black, so that they are not taken for points of it.
            AddBin(plot, proportion, (from, to), visible ? Colors.Black : smooth.Color);
        }

        foreach (var threshold in smooth.Thresholds)
        {
            AddThreshold(plot, threshold, (low, high));
        }

        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(low, high);
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(low - 0.03, high + 0.03, -0.03, 1.16);
        var counts = proportions.Select(p => $"{VolumeBinText.Range(p.Bin)} cc: {p.Count} of {p.Of}");
        var description = $"{labels.Title}. {string.Join("; ", counts)}.";
        return new SvgFigure(name, description, plot, WidthPixels, HeightPixels);
    }

    /// <summary>A diamond where the curve rises through the level, with the interval lying across; an open end runs to the edge.</summary>
    private static void AddThreshold(Plot plot, VolumeThreshold threshold, (double Low, double High) edges)
    {
        if (threshold.VolumeMm3 is not { } volumeMm3)
        {
            return;
        }

        double Position(double? mm3, double open) => mm3 is { } v ? VolumeTicks.Position(v) : open;
        var interval =
            plot.Add.Line(Position(threshold.LowMm3, edges.Low), threshold.Level, Position(threshold.HighMm3, edges.High), threshold.Level);
        interval.Color = FigureStyle.Blue;
        interval.LineWidth = 3;
        var at = new Coordinates(VolumeTicks.Position(volumeMm3), threshold.Level);
        plot.Add.Marker(at, MarkerShape.FilledDiamond, 15, Colors.White);
        plot.Add.Marker(at, MarkerShape.FilledDiamond, 12, FigureStyle.Blue);
        var beside = new Coordinates(Position(threshold.LowMm3, edges.Low) - 0.04, threshold.Level);
        var name = $"V{100 * threshold.Level:0}";
        var label = FigureStyle.AddText(
            plot, name, beside, threshold.LowMm3 is null ? Alignment.LowerLeft : Alignment.MiddleRight, Colors.Black);
        label.LabelBackgroundColor = Colors.White.WithAlpha(0.85);
    }

    private static void AddBin(Plot plot, Proportion proportion, (double Low, double High) edges, Color color)
    {
        var middle = (edges.Low + edges.High) / 2;
        var counts = $"{proportion.Count}/{proportion.Of}";
        FigureStyle.AddText(plot, counts, new Coordinates(middle, CountsAt), Alignment.MiddleCenter, FigureStyle.Grey);
        var estimate = proportion.Estimate;
        if (!NumberText.IsDefined(estimate))
        {
            return;
        }

        var value = estimate.Value!.Value; // IsDefined
        var width = plot.Add.Line(edges.Low, value, edges.High, value);
        width.Color = color.WithAlpha(0.45);
        width.LineWidth = 2;
        if (estimate is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(middle, low, middle, high);
            interval.Color = color;
            interval.LineWidth = 2;
        }

        plot.Add.Marker(middle, value, MarkerShape.FilledCircle, 9, color);
        if (estimate.Low is null)
        {
            // A full dot without an interval would look like certainty.
            plot.Add.Marker(middle, value, MarkerShape.FilledCircle, 5, Colors.White);
        }
    }

    /// <summary>log10 cc of each bin; an open end is drawn as wide as the neighbouring bin, or a third of a decade.</summary>
    private static List<(double Low, double High)> LogEdges(IReadOnlyList<VolumeBin> bins)
    {
        const double lone = 1.0 / 3;
        double? Log(double? mm3) => mm3 is > 0 ? VolumeTicks.Position(mm3.Value) : null;

        var edges = new List<(double, double)>();
        for (var i = 0; i < bins.Count; i++)
        {
            var bin = bins[i];
            var (low, high) = (Log(bin.LowMm3), Log(bin.HighMm3));
            var next = i + 1 < bins.Count ? Log(bins[i + 1].HighMm3) - high : null;
            var before = i > 0 ? low - Log(bins[i - 1].LowMm3) : null;
            edges.Add((low ?? (high ?? 0) - (next ?? lone), high ?? (low ?? 0) + (before ?? lone)));
        }

        return edges;
    }

    private sealed record Proportion(VolumeBin Bin, int Count, int Of, Estimate Estimate);

    private sealed record Smooth(
        VolumeCurve? Curve, Color Color, IReadOnlyList<VolumeThreshold> Thresholds, (double Low, double High) Axis);
}

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
        string name, (string Title, string X, string Y) labels, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series,
            Func<VolumeBin, Estimate> of)
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
            [.. shown.Select((_, place) => (double)place)],
                [.. shown.Select(i => VolumeBinText.Range(series[0].Bins[i]).Replace(" to ", "\nto ", StringComparison.Ordinal))]);
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.6, shown.Length - 0.4, -0.03, 1.05);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}, by size class, {series.Count} models.", plot, WidthPixels,
            HeightPixels + (LegendRowPixels * series.Count));
    }

    /// <summary>The same as a table.</summary>
    public static CsvTable Values(
        string name, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series, Func<VolumeBin, Estimate> of)
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
