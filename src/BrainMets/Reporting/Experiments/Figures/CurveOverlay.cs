using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// Several curves over lesion volume in one figure, each with its pointwise 95 % band, a colour and a marker. Of the two bands only the narrower one is drawn: three simultaneous
/// bands upon each other would show nothing; they stand in the table beside the figure.
/// </summary>
internal static class CurveOverlay
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 380;
    private const int LegendRowPixels = 21;
    private const double Shade = 0.11;
    private const int MarkerEvery = 6;

    /// <summary>Null where every curve is blank: too few patients.</summary>
    /// <param name="name">Of the files.</param>
    /// <param name="labels">Title and axes.</param>
    /// <param name="series">In the order of the legend; blank ones stand in it as such.</param>
    /// <param name="upTo">Upper end of the axis, for shares; null to fit the curves.</param>
    public static SvgFigure? Make(string name, (string Title, string X, string Y) labels, IReadOnlyList<CurveSeries> series, double? upTo)
    {
        if (!series.Any(s => CurveDrawing.IsVisible(s.Curve)))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        foreach (var one in series)
        {
            AddBand(plot, one);
        }

        foreach (var (index, one) in series.Index())
        {
            AddLine(plot, one, index, series.Count);
        }

        Frame(plot, series, upTo);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}. {string.Join("; ", series.Select(Description))}.", plot, WidthPixels, HeightPixels + (LegendRowPixels * series.Count));
    }

    /// <summary>Every point of every curve with both bands.</summary>
    public static CsvTable Values(string name, IReadOnlyList<CurveSeries> series)
    {
        var table = new CsvTable(name, "curve", "volume_cc", "value", "low", "high", "whole_curve_low", "whole_curve_high", "patients", "lower_quartile", "upper_quartile");
        foreach (var (one, p) in series.SelectMany(s => s.Curve.Points.Select(p => (s, p))))
        {
            table.Add(
                one.Name, NumberText.Cc(p.VolumeMm3), p.Value, p.Low, p.High, p.SimultaneousLow, p.SimultaneousHigh, p.Patients, p.LowerQuartile, p.UpperQuartile);
        }

        return table;
    }

    private static string Description(CurveSeries series)
    {
        var drawn = series.Curve.Points.Where(p => p.Value is not null).ToArray();
        return drawn.Length == 0
            ? $"{series.Name}: blank"
            : $"{series.Name}: from {drawn[0].Value:0.00} at {NumberText.CcText(drawn[0].VolumeMm3)} cc to {drawn[^1].Value:0.00} at {NumberText.CcText(drawn[^1].VolumeMm3)} cc";
    }

    private static void AddBand(Plot plot, CurveSeries series)
    {
        foreach (var run in CurveDrawing.Runs(series.Curve.Points, p => p is { Low: not null, High: not null }))
        {
            // Both ends were just asked for.
            var fill = plot.Add.FillY(CurveDrawing.Positions(run), [.. run.Select(p => p.Low!.Value)], [.. run.Select(p => p.High!.Value)]);
            fill.FillColor = series.Style.Color.WithAlpha(Shade);
            fill.LineWidth = 0;
            fill.MarkerSize = 0;
            // Where bands overlap, their edges tell them apart.
            foreach (var end in new Func<CurvePoint, double?>[] { p => p.Low, p => p.High })
            {
                plot.Add.ScatterLine(CurveDrawing.Positions(run), [.. run.Select(p => end(p)!.Value)], series.Style.Color.WithAlpha(0.45)).LineWidth = 1;
            }
        }
    }

    private static void AddLine(Plot plot, CurveSeries series, int index, int of)
    {
        var runs = CurveDrawing.Runs(series.Curve.Points, p => p.Value is not null);
        foreach (var run in runs)
        {
            var line = plot.Add.ScatterLine(CurveDrawing.Positions(run), [.. run.Select(p => p.Value!.Value)], series.Style.Color); // chosen as not null
            line.LineWidth = 2.2f;
            // Markers of different curves stand at different volumes, so that curves upon each other all show.
            var first = index * MarkerEvery / of;
            var marked = run.Where((_, i) => i % MarkerEvery == first || run.Count <= MarkerEvery / 2).ToList();
            var markers = plot.Add.ScatterPoints(CurveDrawing.Positions(marked), [.. marked.Select(p => p.Value!.Value)], series.Style.Color);
            (markers.MarkerShape, markers.MarkerSize) = (series.Style.Marker, 9);
        }

        var count = runs.Count == 0 ? "too few patients" : series.Count;
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = $"{series.Name}: {count}",
            LineColor = series.Style.Color,
            LineWidth = 2.2f,
            MarkerShape = series.Style.Marker,
            MarkerFillColor = series.Style.Color,
            MarkerLineColor = series.Style.Color,
            MarkerSize = 9,
        });
    }

    private static void Frame(Plot plot, IReadOnlyList<CurveSeries> series, double? upTo)
    {
        var drawn = series.SelectMany(s => s.Curve.Points).Where(p => p.Value is not null).ToArray();
        var places = drawn.Select(p => VolumeTicks.Position(p.VolumeMm3)).ToArray();
        var values = drawn.SelectMany(p => new[] { p.Value, p.Low, p.High }).OfType<double>().ToArray();
        var (bottom, top) = (Math.Min(0, values.Min()), upTo ?? Math.Max(0, values.Max()));
        var margin = 0.04 * Math.Max(top - bottom, 1e-6);
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(places.Min(), places.Max());
        plot.Axes.SetLimits(places.Min() - 0.05, places.Max() + 0.05, bottom - margin, top + margin);
        if (upTo is 1)
        {
            plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        }

        if (bottom < 0)
        {
            var zero = plot.Add.HorizontalLine(0, 1.5f, FigureStyle.Grey);
            zero.EnableAutoscale = false;
        }
    }
}
