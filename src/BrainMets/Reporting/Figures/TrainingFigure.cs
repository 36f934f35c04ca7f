using BrainMets.Experiments;
using BrainMets.Training;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// The course of training by epoch, of one network or of several: losses in one figure, detection on the validation cases in another, since
/// their scales differ. Null when no epoch has a finite value.
/// </summary>
internal static class TrainingFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const int ComparedHeightPixels = 320;
    private const int MarkersEach = 6;

    private static readonly Labels OfLosses = new("training-losses", "Loss on the training patches", "mean over the epoch", null);

    private static readonly Labels OfValidation =
        new("training-validation", "Detection on the validation cases", "fraction, at the epoch's best threshold", 1);

    /// <summary>Total loss of a network and its two terms.</summary>
    public static SvgFigure? Losses(IReadOnlyList<EpochSummary> epochs) => Terms(
        OfLosses, epochs, ("loss", e => e.Loss), ("cross entropy", e => e.CrossEntropy), ("VSS", e => e.Vss));

    /// <summary>F1, sensitivity and precision of a network on the validation cases at each epoch's best threshold.</summary>
    public static SvgFigure? Validation(IReadOnlyList<EpochSummary> epochs) => Terms(
        OfValidation, epochs, ("F1", e => e.ValidationF1), ("sensitivity", e => e.ValidationSensitivity),
        ("precision", e => e.ValidationPrecision));

    /// <summary>Total loss of several networks.</summary>
    public static SvgFigure? Losses(IReadOnlyList<ModelResult> models) => Networks(OfLosses, models, e => e.Loss);

    /// <summary>F1 of several networks on the validation cases.</summary>
    public static SvgFigure? Validation(IReadOnlyList<ModelResult> models) => Networks(
        OfValidation with { Title = "F1 on the validation cases", Y = "F1 at the epoch's best threshold" }, models, e => e.ValidationF1);

    private static SvgFigure? Terms(
        Labels labels, IReadOnlyList<EpochSummary> epochs, params IReadOnlyList<(string Name, Func<EpochSummary, double?> Read)> terms)
    {
        // As everywhere in a report of one network: what is looked at first blue, sensitivity green, precision vermillion.
        SeriesStyle[] styles =
        [
            SeriesStyle.Of(0), new(FigureStyle.Green, MarkerShape.FilledSquare), new(FigureStyle.Vermillion, MarkerShape.FilledTriangleUp),
        ];
        var curves = terms.Zip(styles, (term, style) => new Curve(term.Name, Points(epochs, term.Read), style));
        if (Draw(labels, [.. curves]) is not { } plot)
        {
            return null;
        }

        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        return new SvgFigure(labels.Name, $"{labels.Title}, by epoch, {epochs.Count} epochs.", plot, WidthPixels, HeightPixels);
    }

    private static SvgFigure? Networks(Labels labels, IReadOnlyList<ModelResult> models, Func<EpochSummary, double?> read)
    {
        var curves = models.Select((m, i) => new Curve(m.Name, Points(m.Epochs, read), SeriesStyle.Of(i)));
        return Draw(labels, [.. curves]) is not { } plot
            ? null
            : new SvgFigure(labels.Name, $"{labels.Title}, by epoch, {models.Count} networks.", plot, WidthPixels,
                ComparedHeightPixels + FigureStyle.AddLegendBelow(plot, models.Count));
    }

    private static Coordinates[] Points(IReadOnlyList<EpochSummary> epochs, Func<EpochSummary, double?> read) =>
    [
        .. from e in epochs
           let value = read(e)
           where value is { } v && double.IsFinite(v)
           select new Coordinates(e.Epoch, value.Value),
    ];

    private static Plot? Draw(Labels labels, IReadOnlyList<Curve> curves)
    {
        var drawn = curves.SelectMany(c => c.Points).ToList();
        if (drawn.Count == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, "epoch", labels.Y);
        foreach (var (index, curve) in curves.Index().Where(c => c.Item.Points.Length > 0))
        {
            // Dashes would tell the curves apart too, but the SVG writer drops them and says so on stderr.
            FigureStyle.AddLine(plot, curve.Points, curve.Style.Color, "", 1.8f);
            var step = Math.Max(1, curve.Points.Length / MarkersEach);
            FigureStyle.AddMarkers(
                plot, curve.Points.Where((_, i) => i % step == index % step), (curve.Style.Color, curve.Style.Marker), 8, curve.Name);
        }

        var bottom = labels.UpTo is null ? Math.Min(0, drawn.Min(p => p.Y)) : 0;
        var top = labels.UpTo ?? Math.Max(0, drawn.Max(p => p.Y));
        plot.Axes.SetLimits(
            drawn.Min(p => p.X) - 0.5, drawn.Max(p => p.X) + 0.5, bottom - (0.03 * (top - bottom)), top + (0.05 * (top - bottom)));
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        return plot;
    }

    private sealed record Labels(string Name, string Title, string Y, double? UpTo);

    private sealed record Curve(string Name, Coordinates[] Points, SeriesStyle Style);
}
