using BrainMets.Training;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// The course of training by epoch: losses in one figure, detection on the validation cases in another, since their scales differ.
/// </summary>
public static class TrainingFigure
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
