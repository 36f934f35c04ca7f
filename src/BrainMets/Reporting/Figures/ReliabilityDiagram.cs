using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Reliability diagram: how many candidates of each confidence are lesions. On the diagonal confidence is probability.</summary>
public static class CalibrationFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 420;
    private const double CountsAt = 1.08;

    /// <summary>Null without candidates.</summary>
    public static SvgFigure? Make(ConfidenceCalibration calibration)
    {
        var bins = calibration.Bins.Where(b => b.Candidates > 0).ToArray();
        if (bins.Length == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot("Is confidence probability?", "mean confidence of the candidates", "matched / all candidates");
        RateAxis.AddLine(plot, [new(0, 0), new(1, 1)], FigureStyle.Grey.WithAlpha(0.6), "", 1.5f);
        FigureStyle.AddText(plot, "here confidence is probability", new Coordinates(0.49, 0.51), Alignment.LowerRight, FigureStyle.Grey);
        foreach (var bin in bins)
        {
            AddBin(plot, bin);
        }

        plot.Axes.Bottom.TickGenerator = RateAxis.Fifths();
        plot.Axes.Left.TickGenerator = RateAxis.Fifths();
        plot.Axes.SetLimits(-0.02, 1.04, -0.03, 1.14);
        var text = bins.Select(b => $"{b.Low:0.0} to {b.High:0.0}: {b.Matched} of {b.Candidates}");
        return new SvgFigure("calibration", $"Share of candidates matched by confidence. {string.Join("; ", text)}.", plot, WidthPixels, HeightPixels);
    }

    private static void AddBin(Plot plot, ReliabilityBin bin)
    {
        var (x, y) = (bin.MeanConfidence!.Value, bin.MatchedShare.Value!.Value); // a bin with candidates has both
        var counts = $"{bin.Matched}/{bin.Candidates}";
        FigureStyle.AddText(plot, counts, new Coordinates((bin.Low + bin.High) / 2, CountsAt), Alignment.MiddleCenter, FigureStyle.Grey);
        if (bin.MatchedShare is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(x, low, x, high);
            (interval.Color, interval.LineWidth) = (FigureStyle.Blue, 2);
        }

        plot.Add.Marker(x, y, MarkerShape.FilledCircle, 9, FigureStyle.Blue);
        if (bin.MatchedShare.Low is null)
        {
            // A full dot without an interval would look like certainty.
            plot.Add.Marker(x, y, MarkerShape.FilledCircle, 5, Colors.White);
        }
    }
}
