using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// A smooth curve over lesion volume with its bands, and above it how many patients it rests on there. All share the volume axis of
/// the figures by size class, so that a blank range shows. Null when there is nothing to draw: too few patients.
/// </summary>
public static class CurveFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const string ReferenceVolume = "reference volume (cc, logarithmic)";
    private const string PredictedVolume = "predicted volume (cc, logarithmic)";

    public static SvgFigure? Dice(VolumeCurve curve, (double Low, double High) axis) => Make(
        "dice-by-volume", ("Dice of found lesions", ReferenceVolume, "median Dice of found lesions"), (curve, axis), (FigureStyle.Green, "median", 1));

    public static SvgFigure? DiceWithMisses(VolumeCurve curve, (double Low, double High) axis) => Make(
        "dice-with-misses-by-volume",
        ("Dice of all lesions, a missed one counting 0", ReferenceVolume, "median Dice of all lesions"),
        (curve, axis),
        (FigureStyle.Green, "median", 1));

    public static SvgFigure? Hd95(VolumeCurve curve, (double Low, double High) axis) => Make(
        "hd95-by-volume", ("HD95 of found lesions", ReferenceVolume, "median HD95 of found lesions (mm)"), (curve, axis), (FigureStyle.Purple, "median", null));

    public static SvgFigure? Hd95Undefined(VolumeCurve curve, (double Low, double High) axis) => Make(
        "hd95-undefined-by-volume",
        ("Lesions that have no HD95", ReferenceVolume, "share missed or merged"),
        (curve, axis),
        (FigureStyle.Purple, "share", 1));

    public static SvgFigure? FalsePositives(VolumeCurve curve, (double Low, double High) axis) => Make(
        "false-positives-by-volume",
        ("False positives by size", PredictedVolume, "false positives per patient and decade"),
        (curve, axis),
        (FigureStyle.Vermillion, "rate", null));

    public static SvgFigure? FalsePositivesLesionFree(VolumeCurve curve, (double Low, double High) axis) => Make(
        "false-positives-lesion-free-by-volume",
        ("False positives in patients without metastases", PredictedVolume, "false positives per patient and decade"),
        (curve, axis),
        (FigureStyle.Vermillion, "rate", null));

    public static SvgFigure? F1(VolumeCurve curve, (double Low, double High) axis) => Make(
        "f1-by-volume",
        ("F1 by size: a composite of two axes", "reference and predicted volume (cc, logarithmic)", "F1 of the two curves at equal volume"),
        (curve, axis),
        (FigureStyle.Blue, "F1", 1));

    private static SvgFigure? Make(
        string name,
        (string Title, string X, string Y) labels,
        (VolumeCurve Curve, (double Low, double High) Axis) content,
        (Color Color, string Line, double? UpTo) look)
    {
        var (curve, (low, high)) = content;
        if (!CurveDrawing.IsVisible(curve))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        CurveDrawing.Add(plot, curve, look.Color);
        CurveDrawing.AddLegend(plot, curve, look.Line, look.Color);
        var top = look.UpTo ?? (CurveDrawing.Top(curve) is > 0 and var highest ? highest : 1);
        AddPatients(plot, curve, 1.09 * top);
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(low, high);
        plot.Axes.SetLimits(low - 0.03, high + 0.03, -0.03 * top, 1.16 * top);
        if (look.UpTo is 1)
        {
            plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        }

        var drawn = curve.Points.Where(p => p.Value is not null).ToList();
        var description = $"{labels.Title}: {labels.Y}, by {labels.X}; "
            + $"from {drawn[0].Value:0.00} at the smallest volume drawn to {drawn[^1].Value:0.00} at the largest.";
        return new SvgFigure(name, description, plot, WidthPixels, HeightPixels);
    }

    /// <summary>How many patients are in the window, at every half decade of the drawn range; once where it is the same for all.</summary>
    private static void AddPatients(Plot plot, VolumeCurve curve, double height)
    {
        var marks = curve.Points
            .GroupBy(p => Math.Round(2 * VolumeTicks.Position(p.VolumeMm3)))
            .Select(g => g.MinBy(p => Math.Abs(VolumeTicks.Position(p.VolumeMm3) - (g.Key / 2)))!) // a group has a point
            .Where(p => p.Value is not null).ToList();
        if (marks.TrueForAll(p => p.Patients == marks[0].Patients))
        {
            marks = [marks[marks.Count / 2]];
        }

        foreach (var point in marks)
        {
            var at = new Coordinates(VolumeTicks.Position(point.VolumeMm3), height);
            FigureStyle.AddText(plot, marks.Count == 1 ? $"{point.Patients} patients" : $"{point.Patients}", at, Alignment.MiddleCenter, FigureStyle.Grey);
        }
    }
}
