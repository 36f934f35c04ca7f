using BrainMets.Evaluation;
using BrainMets.Reporting.Markup;
using ScottPlot;

namespace BrainMets.Reporting.Figures;

/// <summary>
/// A proportion of lesions (found, or correct) by volume: a point a bin at the bin's middle on a logarithmic axis, a bar over the bin's
/// width,
/// the 95 % interval upright, and the counts above.
/// </summary>
public static class VolumeFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const double CountsAt = 1.1;

    /// <summary>Fraction of reference lesions found, by reference volume.</summary>
    public static SvgFigure Sensitivity(IReadOnlyList<VolumeBin> bins) => Make(
        "sensitivity-by-volume",
        ("Sensitivity by lesion size", "reference volume (cc, logarithmic)", "sensitivity = found / all reference lesions"),
        FigureStyle.Blue,
        [.. bins.Select(b => new Proportion(b, b.Detected, b.ReferenceLesions, b.Sensitivity))]);

    /// <summary>Fraction of predicted lesions that are right, by predicted volume.</summary>
    public static SvgFigure Precision(IReadOnlyList<VolumeBin> bins) => Make(
        "precision-by-volume",
        ("Precision by lesion size", "predicted volume (cc, logarithmic)", "precision = right / (right + false)"),
        FigureStyle.Vermillion,
        [.. bins.Select(b => new Proportion(b, b.PredictedLesions - b.FalsePositives, b.PredictedLesions, b.Precision))]);

    private static SvgFigure Make(string name, (string Title, string X, string Y) labels, Color color, IReadOnlyList<Proportion> proportions)
    {
        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        var edges = LogEdges(proportions);
        foreach (var (proportion, (low, high)) in proportions.Zip(edges))
        {
            AddBin(plot, proportion, (low, high), color);
        }

        plot.Axes.Bottom.TickGenerator = LogTicks(edges[0].Low, edges[^1].High);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"]);
        plot.Axes.SetLimits(edges[0].Low - 0.03, edges[^1].High + 0.03, -0.03, 1.16);
        var counts = proportions.Select(p => $"{VolumeBinText.Range(p.Bin)} cc: {p.Count} of {p.Of}");
        var description = $"{labels.Title}. {string.Join("; ", counts)}.";
        return new SvgFigure(name, description, plot, WidthPixels, HeightPixels);
    }

    private static void AddBin(Plot plot, Proportion proportion, (double Low, double High) edges, Color color)
    {
        var middle = (edges.Low + edges.High) / 2;
        var counts = $"{proportion.Count}/{proportion.Of}";
        FigureStyle.AddText(plot, counts, new Coordinates(middle, CountsAt), Alignment.MiddleCenter, FigureStyle.Grey);
        var estimate = proportion.Estimate;
        if (!Quantity.IsDefined(estimate))
        {
            return;
        }

        var value = estimate.Value!.Value; // IsDefined
        var width = plot.Add.Line(edges.Low, value, edges.High, value);
        width.Color = color.WithAlpha(0.45);
        width.LineWidth = 2;
        if (estimate is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(middle, low, middle, high);
            interval.Color = color;
            interval.LineWidth = 2;
        }

        plot.Add.Marker(middle, value, MarkerShape.FilledCircle, 9, color);
        if (estimate.Low is null)
        {
            // A full dot without an interval would look like certainty.
            plot.Add.Marker(middle, value, MarkerShape.FilledCircle, 5, Colors.White);
        }
    }

    /// <summary>log10 cc of each bin; an open end is drawn as wide as the neighbouring bin, or a third of a decade.</summary>
    private static List<(double Low, double High)> LogEdges(IReadOnlyList<Proportion> proportions)
    {
        const double lone = 1.0 / 3;
        double? Log(double? mm3) => mm3 is > 0 ? Math.Log10(Quantity.Cc(mm3.Value)) : null;

        var edges = new List<(double, double)>();
        for (var i = 0; i < proportions.Count; i++)
        {
            var bin = proportions[i].Bin;
            var (low, high) = (Log(bin.LowMm3), Log(bin.HighMm3));
            var next = i + 1 < proportions.Count ? Log(proportions[i + 1].Bin.HighMm3) - high : null;
            var before = i > 0 ? low - Log(proportions[i - 1].Bin.LowMm3) : null;
            edges.Add((low ?? (high ?? 0) - (next ?? lone), high ?? (low ?? 0) + (before ?? lone)));
        }

        return edges;
    }

    private static ScottPlot.TickGenerators.NumericManual LogTicks(double low, double high)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var decade = (int)Math.Floor(low); decade <= Math.Ceiling(high); decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("0.####"));
            for (var digit = 2; digit < 10; digit++)
            {
                ticks.AddMinor(decade + Math.Log10(digit));
            }
        }

        return ticks;
    }

    private sealed record Proportion(VolumeBin Bin, int Count, int Of, Estimate Estimate);
}
