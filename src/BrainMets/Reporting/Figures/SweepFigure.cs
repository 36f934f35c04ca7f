using BrainMets.Evaluation;
using BrainMets.Statistics;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Figures of detection at every threshold, with bands; the chosen thresholds are upright lines.</summary>
internal static class SweepFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 420;
    private const int MarkerEvery = 12;

    /// <summary>Sensitivity, precision and F1.</summary>
    public static SvgFigure Detection(FreeResponseResult result)
    {
        var plot = FigureStyle.NewPlot("Detection at each threshold", "threshold on the probability", "fraction");
        AddChosen(plot, result, bottom: 0, step: 0.06);
        var points = result.Thresholds;
        AddCurve(plot, points, p => p.Sensitivity, new(FigureStyle.Green, MarkerShape.FilledSquare), 0, "sensitivity");
        AddCurve(plot, points, p => p.Precision, new(FigureStyle.Vermillion, MarkerShape.FilledTriangleUp), 4, "precision");
        AddCurve(plot, points, p => p.F1, new(FigureStyle.Blue, MarkerShape.FilledCircle), 8, "F1");
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(0, 1, -0.03, 1.05);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        return Finished("threshold-sweep", "Sensitivity, precision and F1 by threshold", plot, result);
    }

    /// <summary>False positives per patient, logarithmic.</summary>
    public static SvgFigure FalsePositives(FreeResponseResult result)
    {
        var plot = FigureStyle.NewPlot(
            "False positives at each threshold", "threshold on the probability", "false positives per patient (logarithmic)");
        AddChosen(plot, result, bottom: 4, step: 0.5);
        static Estimate Logarithmic(OperatingPoint point)
        {
            var rate = point.FalsePositivesPerPatient;
            double? Place(double? value) => value is { } v ? RateAxis.Place(v) : null;
            return rate with { Value = Place(rate.Value), Low = Place(rate.Low), High = Place(rate.High) };
        }

        AddCurve(plot, result.Thresholds, Logarithmic, new(FigureStyle.Grey, MarkerShape.FilledCircle), 0, "");
        if (result.WithinBudget?.FalsePositiveBudget is { } budget)
        {
            FigureStyle.AddLine(plot, [new(0, RateAxis.Place(budget)), new(1, RateAxis.Place(budget))], FigureStyle.Green, "", 1.5f);
            FigureStyle.AddText(
                plot, $"budget {budget:0.###} per patient", new Coordinates(0.01, RateAxis.Place(budget) + 0.1), Alignment.LowerLeft,
                    FigureStyle.Green);
        }

        plot.Axes.Left.TickGenerator = RateAxis.Ticks();
        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(0, 1, RateAxis.Edge - 0.2, 5.2);
        plot.HideLegend();
        return Finished("false-positives-by-threshold", "False positives per patient by threshold", plot, result);
    }

    /// <summary>Upright lines with their names at the foot: of two, the lower threshold to its left and the higher to its right.</summary>
    private static void AddChosen(Plot plot, FreeResponseResult result, double bottom, double step)
    {
        (ChosenThreshold? Chosen, string Name)[] rules = [(result.BestF1, "best F1"), (result.WithinBudget, "within budget")];
        var lines = (from rule in rules
                     let point = rule.Chosen?.Point
                     where point is not null
                     orderby point.Threshold
                     select (point.Threshold, rule.Name)).ToArray();
        foreach (var (i, (threshold, name)) in lines.Index())
        {
            plot.Add.VerticalLine(threshold, 1.5f, FigureStyle.Grey);
            var toTheRight = threshold < 0.25 || (i == 1 && threshold < 0.75);
            var (side, gap) = toTheRight ? (Alignment.LowerLeft, 0.01) : (Alignment.LowerRight, -0.01);
            FigureStyle.AddText(
                plot, $"{name} {threshold:0.00}", new Coordinates(threshold + gap, bottom + (i * step)), side, FigureStyle.Grey);
        }
    }

    private static void AddCurve(
        Plot plot,
        IReadOnlyList<OperatingPoint> points,
        Func<OperatingPoint, Estimate> read,
        SeriesStyle style,
        int first,
        string name)
    {
        FigureStyle.AddBand(
            plot,
            [
                .. from p in points
                   let e = read(p)
                   where e is { Low: not null, High: not null }
                   select new BandPoint(p.Threshold, e.Low!.Value, e.High!.Value), // defined by the line above
            ],
            style.Color.WithAlpha(0.2));
        var defined = points.Where(p => read(p).Value is not null)
            .Select(p => new Coordinates(p.Threshold, read(p).Value!.Value)).ToArray();
        if (defined.Length == 0)
        {
            return;
        }

        FigureStyle.AddLine(plot, defined, style.Color, "");
        // Shapes tell the curves apart without colour.
        FigureStyle.AddMarkers(
            plot, defined.Where((_, i) => i % MarkerEvery == first % MarkerEvery).DefaultIfEmpty(defined[0]),
            (style.Color, style.Marker), 8, name);
    }

    private static SvgFigure Finished(string name, string description, Plot plot, FreeResponseResult result) => new(
        name, $"{description}, {result.Patients} patients, {result.Thresholds.Count} thresholds.", plot, WidthPixels, HeightPixels);
}
