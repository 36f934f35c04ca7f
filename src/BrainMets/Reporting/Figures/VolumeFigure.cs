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
    private const int ComparedHeightPixels = 380;
    private const double CountsAt = 1.1;

    /// <summary>Fraction of reference lesions found, by reference volume, with the volumes of 50 and 90 % sensitivity.</summary>
    public static SvgFigure Sensitivity(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves = null) => Make(
        new CurveLabels("sensitivity-by-volume", "Sensitivity by lesion size", "reference volume (cc, logarithmic)",
            "sensitivity = found / all reference lesions", null),
        [.. bins.Select(b => new Proportion(b, b.Detected, b.ReferenceLesions, b.Sensitivity))],
        new Smooth(curves?.Sensitivity, FigureStyle.Blue, curves is null ? [] : [curves.V50, curves.V90], Axis(bins, curves)));

    /// <summary>Fraction of predicted lesions that are right, by predicted volume.</summary>
    public static SvgFigure Precision(IReadOnlyList<VolumeBin> bins, VolumeCurves? curves = null) => Make(
        new CurveLabels("precision-by-volume", "Precision by lesion size", "predicted volume (cc, logarithmic)",
            "precision = true / (true + false)", null),
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

    /// <summary>
    /// Several models side by side within each size class: for test sets with too few patients for smooth curves. Null without a class that
    /// holds a lesion.
    /// </summary>
    /// <param name="labels">Of the figure.</param>
    /// <param name="series">Models by name with their classes, all with the same edges.</param>
    /// <param name="of">The figure and its interval; of F1 there is none.</param>
    public static SvgFigure? Compared(
        CurveLabels labels, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series, Func<VolumeBin, Estimate> of)
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
            foreach (var (place, estimate) in shown.Select((i, place) => (place + offset, of(one.Bins[i]))))
            {
                if (estimate.Value is { } value)
                {
                    FigureStyle.AddInterval(plot, place, estimate, style.Color, 2);
                    plot.Add.Marker(place, value, style.Marker, 9, style.Color);
                }
            }

            plot.Legend.ManualItems.Add(style.LegendItem(one.Name, 9));
        }

        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shown.Select((_, place) => (double)place)],
                [.. shown.Select(i => VolumeBinText.Range(series[0].Bins[i]).Replace(" to ", "\nto ", StringComparison.Ordinal))]);
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.6, shown.Length - 0.4, -0.03, 1.05);
        return new SvgFigure(labels.Name, $"{labels.Title}, by size class, {series.Count} models.", plot, WidthPixels,
            ComparedHeightPixels + FigureStyle.AddLegendBelow(plot, series.Count));
    }

    /// <summary>The same as a table.</summary>
    public static CsvTable Values(
        string name, IReadOnlyList<(string Name, IReadOnlyList<VolumeBin> Bins)> series, Func<VolumeBin, Estimate> of) =>
        new CsvTable(name, "model", "from_cc", "to_cc", "value", "low", "high", "n").With(
            from s in series
            from bin in s.Bins
            let e = of(bin)
            select (object?[])[s.Name, ReportText.ValueCc(bin.LowMm3), ReportText.ValueCc(bin.HighMm3), e.Value, e.Low, e.High, e.N]);

    private static SvgFigure Make(CurveLabels labels, IReadOnlyList<Proportion> proportions, Smooth smooth)
    {
        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        var edges = LogEdges([.. proportions.Select(p => p.Bin)]);
        var (low, high) = (Math.Min(edges[0].Low, smooth.Axis.Low), Math.Max(edges[^1].High, smooth.Axis.High));
        var visible = CurveFigure.IsVisible(smooth.Curve);
        if (visible)
        {
            CurveFigure.Add(plot, smooth.Curve!, smooth.Color, "curve"); // a visible curve is not null
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
        return new SvgFigure(labels.Name, description, plot, WidthPixels, HeightPixels);
    }

    /// <summary>A diamond where the curve rises through the level, with the interval lying across; an open end runs to the edge.</summary>
    private static void AddThreshold(Plot plot, VolumeThreshold threshold, (double Low, double High) edges)
    {
        if (threshold.VolumeMm3 is not { } volumeMm3)
        {
            return;
        }

        double Position(double? mm3, double open) => mm3 is { } v ? VolumeTicks.Position(v) : open;
        FigureStyle.AddLine(
            plot, new(Position(threshold.LowMm3, edges.Low), threshold.Level),
            new(Position(threshold.HighMm3, edges.High), threshold.Level), FigureStyle.Blue, 3);
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
        FigureStyle.AddLine(plot, new(edges.Low, value), new(edges.High, value), color.WithAlpha(0.45), 2);
        FigureStyle.AddInterval(plot, middle, estimate, color, 2);
        FigureStyle.AddDot(plot, new(middle, value), color, estimate.Low is null);
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
