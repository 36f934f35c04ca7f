using BrainMets.Experiments;
using BrainMets.Training;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// The course of training by epoch: losses in one figure, detection on the validation cases in another, since their scales differ.
/// </summary>
internal static class TrainingFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const int MostMarkers = 24;

    /// <summary>Total loss and its two terms. Null when no epoch has a finite loss.</summary>
    public static SvgFigure? Losses(IReadOnlyList<EpochSummary> epochs) => Make(
        "training-losses",
        ("Loss on the training patches", "mean over the epoch"),
        epochs,
        [
            new Curve("loss", e => e.Loss, FigureStyle.Blue, MarkerShape.FilledCircle),
            new Curve("cross entropy", e => e.CrossEntropy, FigureStyle.Green, MarkerShape.FilledSquare),
            new Curve("VSS", e => e.Vss, FigureStyle.Vermillion, MarkerShape.FilledTriangleUp),
        ],
        upTo: null);

    /// <summary>
    /// F1, sensitivity and precision on the validation cases at each epoch's best threshold. Null when none was measured.
    /// </summary>
    public static SvgFigure? Validation(IReadOnlyList<EpochSummary> epochs) => Make(
        "training-validation",
        ("Detection on the validation cases", "fraction, at the epoch's best threshold"),
        epochs,
        [
            new Curve("F1", e => e.ValidationF1, FigureStyle.Blue, MarkerShape.FilledCircle),
            new Curve("sensitivity", e => e.ValidationSensitivity, FigureStyle.Green, MarkerShape.FilledSquare),
            new Curve("precision", e => e.ValidationPrecision, FigureStyle.Vermillion, MarkerShape.FilledTriangleUp),
        ],
        upTo: 1);

    private static SvgFigure? Make(
        string name, (string Title, string Y) labels, IReadOnlyList<EpochSummary> epochs, IReadOnlyList<Curve> curves, double? upTo)
    {
        var plot = FigureStyle.NewPlot(labels.Title, "epoch", labels.Y);
        var drawn = curves.Select(c => Add(plot, c, epochs)).ToList();
        if (!drawn.Exists(d => d))
        {
            return null;
        }

        plot.Axes.AutoScale();
        var limits = plot.Axes.GetLimits();
        var top = upTo ?? Math.Max(limits.Top, 0);
        var bottom = upTo is null ? Math.Min(0, limits.Bottom) : 0;
        plot.Axes.SetLimits(epochs[0].Epoch - 0.5, epochs[^1].Epoch + 0.5, bottom - (0.03 * top), top * 1.05);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        return new SvgFigure(name, $"{labels.Title}, by epoch, {epochs.Count} epochs.", plot, WidthPixels, HeightPixels);
    }

    private static bool Add(Plot plot, Curve curve, IReadOnlyList<EpochSummary> epochs)
    {
        var points = epochs
            .Select(e => (e.Epoch, Value: curve.Read(e)))
            .Where(p => p.Value is { } v && double.IsFinite(v))
            .Select(p => new Coordinates(p.Epoch, p.Value!.Value)) // finite, hence not null
            .ToArray();
        if (points.Length == 0)
        {
            return false;
        }

        var line = plot.Add.ScatterLine(points, curve.Color);
        line.LineWidth = 2;
        // Shapes tell the curves apart without colour. Dashes would too, but the SVG writer drops them and says so on stderr.
        var step = (points.Length + MostMarkers - 1) / MostMarkers;
        var markers = plot.Add.ScatterPoints(points.Where((_, i) => i % step == 0).ToArray(), curve.Color);
        markers.LegendText = curve.Name;
        markers.MarkerShape = curve.Marker;
        markers.MarkerSize = 8;
        return true;
    }

    private sealed record Curve(string Name, Func<EpochSummary, double?> Read, Color Color, MarkerShape Marker);
}

/// <summary>The course of training of several networks in one figure.</summary>
internal static class CourseOverlay
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 320;
    private const int LegendRowPixels = 21;
    private const int MarkersEach = 6;

    public static SvgFigure? Losses(IReadOnlyList<ModelResult> models) =>
        Make("training-losses", ("Loss on the training patches", "mean over the epoch"), models, e => e.Loss, upTo: null);

    public static SvgFigure? Validation(IReadOnlyList<ModelResult> models) =>
        Make("training-validation", ("F1 on the validation cases", "F1 at the epoch's best threshold"), models, e => e.ValidationF1,
            upTo: 1);

    private static SvgFigure? Make(
        string name, (string Title, string Y) labels, IReadOnlyList<ModelResult> models, Func<EpochSummary, double?> read, double? upTo)
    {
        var plot = FigureStyle.NewPlot(labels.Title, "epoch", labels.Y);
        var drawn = new List<Coordinates>();
        foreach (var (index, model) in models.Index())
        {
            // just asked
            var points = model.Epochs.Where(e => read(e) is { } v && double.IsFinite(v))
                .Select(e => new Coordinates(e.Epoch, read(e)!.Value)).ToArray();
            drawn.AddRange(points);
            Add(plot, (model.Name, points), SeriesStyle.Of(index), index);
        }

        if (drawn.Count == 0)
        {
            return null;
        }

        var (bottom, top) = (upTo is null ? Math.Min(0, drawn.Min(p => p.Y)) : 0, upTo ?? Math.Max(0, drawn.Max(p => p.Y)));
        plot.Axes.SetLimits(
            drawn.Min(p => p.X) - 0.5, drawn.Max(p => p.X) + 0.5, bottom - (0.03 * (top - bottom)), top + (0.05 * (top - bottom)));
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}, by epoch, {models.Count} networks.", plot, WidthPixels,
            HeightPixels + (LegendRowPixels * models.Count));
    }

    private static void Add(Plot plot, (string Name, Coordinates[] Points) curve, SeriesStyle style, int index)
    {
        if (curve.Points.Length == 0)
        {
            return;
        }

        plot.Add.ScatterLine(curve.Points, style.Color).LineWidth = 1.8f;
        var step = Math.Max(1, curve.Points.Length / MarkersEach);
        var markers = plot.Add.ScatterPoints(curve.Points.Where((_, i) => i % step == index % step).ToArray(), style.Color);
        (markers.MarkerShape, markers.MarkerSize, markers.LegendText) = (style.Marker, 8, curve.Name);
    }
}
