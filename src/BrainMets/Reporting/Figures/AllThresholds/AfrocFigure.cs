using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>The weighted alternative free-response curve.</summary>
public static class AfrocFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 420;

    /// <summary>Null when the curve is undefined.</summary>
    public static SvgFigure? Make(WeightedAfroc curve, bool allPatients)
    {
        if (curve.Undefined is not null)
        {
            return null;
        }

        var name = allPatients ? "wAFROC1" : "wAFROC";
        var plot = FigureStyle.NewPlot(
            $"{name} curve",
            allPatients ? "patients with a false positive / all patients" : "lesion-free patients with a false positive / all such",
            "lesions found, patients weighed alike");
        Coordinates[] points =
            [new(0, 0), .. curve.Points.Select(p => new Coordinates(p.FalsePositiveFraction, p.WeightedLesionFraction)), new(1, 1)];
        // Below the lowest confidence nothing was measured: the last stretch is a convention.
        RateAxis.AddLine(plot, points[^2..], FigureStyle.Blue.WithAlpha(0.35), "");
        RateAxis.AddLine(plot, points[..^1], FigureStyle.Blue, "");
        plot.Axes.Bottom.TickGenerator = RateAxis.Fifths();
        plot.Axes.Left.TickGenerator = RateAxis.Fifths();
        plot.Axes.SetLimits(-0.03, 1.05, -0.03, 1.05);
        var area = $"area {NumberText.Fixed(curve.Area.Value, "0.000")} ({NumberText.Interval(curve.Area, "0.000")})";
        FigureStyle.AddText(plot, area, new Coordinates(1, 0.08), Alignment.LowerRight, FigureStyle.Grey);
        var n = $"{curve.PatientsForFalse} {(allPatients ? "patients" : "lesion-free patients")}, {curve.PatientsWithLesions} with lesions";
        FigureStyle.AddText(plot, n, new Coordinates(1, 0.02), Alignment.LowerRight, FigureStyle.Grey);
        return new SvgFigure(allPatients ? "wafroc1" : "wafroc", $"{name} curve; {area}; {n}.", plot, WidthPixels, HeightPixels);
    }
}
