using BrainMets.Experiments;
using BrainMets.Training;
using ScottPlot;

namespace BrainMets.Reporting;

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
        Make("training-validation", ("F1 on the validation cases", "F1 at the epoch's best threshold"), models, e => e.ValidationF1, upTo: 1);

    private static SvgFigure? Make(
        string name, (string Title, string Y) labels, IReadOnlyList<ModelResult> models, Func<EpochSummary, double?> read, double? upTo)
    {
        var plot = FigureStyle.NewPlot(labels.Title, "epoch", labels.Y);
        var drawn = new List<Coordinates>();
        foreach (var (index, model) in models.Index())
        {
            var points = model.Epochs.Where(e => read(e) is { } v && double.IsFinite(v)).Select(e => new Coordinates(e.Epoch, read(e)!.Value)).ToArray(); // just asked
            drawn.AddRange(points);
            Add(plot, (model.Name, points), SeriesStyle.Of(index), index);
        }

        if (drawn.Count == 0)
        {
            return null;
        }

        var (bottom, top) = (upTo is null ? Math.Min(0, drawn.Min(p => p.Y)) : 0, upTo ?? Math.Max(0, drawn.Max(p => p.Y)));
        plot.Axes.SetLimits(drawn.Min(p => p.X) - 0.5, drawn.Max(p => p.X) + 0.5, bottom - (0.03 * (top - bottom)), top + (0.05 * (top - bottom)));
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}, by epoch, {models.Count} networks.", plot, WidthPixels, HeightPixels + (LegendRowPixels * models.Count));
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
