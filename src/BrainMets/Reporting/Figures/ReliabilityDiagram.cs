using System.Globalization;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Reliability diagram: how many candidates of each confidence are lesions. On the diagonal confidence is probability.</summary>
internal static class CalibrationFigure
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
        FigureStyle.AddLine(plot, [new(0, 0), new(1, 1)], FigureStyle.Grey.WithAlpha(0.6), "", 1.5f);
        FigureStyle.AddText(plot, "here confidence is probability", new Coordinates(0.49, 0.51), Alignment.LowerRight, FigureStyle.Grey);
        foreach (var bin in bins)
        {
            AddBin(plot, bin);
        }

        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.02, 1.04, -0.03, 1.14);
        var text = bins.Select(b => $"{b.Low:0.0} to {b.High:0.0}: {b.Matched} of {b.Candidates}");
        return new SvgFigure(
            "calibration", $"Share of candidates matched by confidence. {string.Join("; ", text)}.", plot, WidthPixels, HeightPixels);
    }

    private static void AddBin(Plot plot, ReliabilityBin bin)
    {
        var (x, y) = (bin.MeanConfidence!.Value, bin.MatchedShare.Value!.Value); // a bin with candidates has both
        var counts = $"{bin.Matched}/{bin.Candidates}";
        FigureStyle.AddText(plot, counts, new Coordinates((bin.Low + bin.High) / 2, CountsAt), Alignment.MiddleCenter, FigureStyle.Grey);
        FigureStyle.AddInterval(plot, x, bin.MatchedShare, FigureStyle.Blue, 2);
        FigureStyle.AddDot(plot, new(x, y), FigureStyle.Blue, bin.MatchedShare.Low is null);
    }
}

/// <summary>
/// Reliability before and after calibration: the share that was true in ten bins of probability, and above it how much lies in each bin.
/// </summary>
internal static class ReliabilityFigure
{
    private const int WidthPixels = 640;
    private const int HeightPixels = 460;
    private const double BeforeAt = 1.14;
    private const double AfterAt = 1.07;

    public static SvgFigure Make(ReliabilityContent content)
    {
        var plot = FigureStyle.NewPlot(
            content.Title, $"mean probability of the bin (numbers above: {content.Amount} in it)", "share that was lesion");
        FigureStyle.AddLine(plot, new(0, 0), new(1, 1), FigureStyle.Grey.WithAlpha(0.6), 1.5f);
        Add(plot, content.Pair.Before, new(FigureStyle.Vermillion, MarkerShape.OpenSquare), BeforeAt);
        Add(plot, content.Pair.After, new(FigureStyle.Blue, MarkerShape.FilledCircle), AfterAt);
        plot.Legend.ManualItems.Add(Entry("before calibration", content.Pair.Before, FigureStyle.Vermillion, MarkerShape.OpenSquare));
        plot.Legend.ManualItems.Add(
            Entry("after, each patient by the others", content.Pair.After, FigureStyle.Blue, MarkerShape.FilledCircle));
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.02, 1.03, -0.03, 1.2);
        var bins = content.Pair.After.Bins.Where(b => b.Amount > 0)
            .Select(b => $"{b.MeanProbability:0.00}: {b.TrueShare:0.00} of {Amount(b.Amount)} {content.Amount}");
        return new SvgFigure(content.Name, $"{content.Title} After calibration, by mean probability: {string.Join("; ", bins)}.", plot,
            WidthPixels, HeightPixels);
    }

    /// <summary>What the figures show, a row a bin.</summary>
    public static CsvTable Values(IEnumerable<ReliabilityContent> all) =>
        new CsvTable("reliability", "figure", "calibration", "from", "to", "amount", "mean_probability", "true_share")
        {
            NumberFormat = "0.######",
        }.With(
            from content in all
            from side in new[] { (Name: "before", content.Pair.Before.Bins), (Name: "after", content.Pair.After.Bins) }
            from bin in side.Bins
            select (object?[])[content.Name, side.Name, bin.Low, bin.High, bin.Amount, bin.MeanProbability, bin.TrueShare]);

    private static void Add(Plot plot, ReliabilityTable table, SeriesStyle style, double countsAt)
    {
        var bins = table.Bins.Where(b => b.Amount > 0).ToList();
        double[] probabilities = [.. bins.Select(b => b.MeanProbability!.Value)]; // filled bins have both
        double[] shares = [.. bins.Select(b => b.TrueShare!.Value)];
        var line = plot.Add.ScatterLine(probabilities, shares, style.Color);
        line.LineWidth = 1.5f;
        foreach (var (i, bin) in bins.Index())
        {
            plot.Add.Marker(probabilities[i], shares[i], style.Marker, 9, style.Color);
            FigureStyle.AddText(
                plot, Amount(bin.Amount), new Coordinates((bin.Low + bin.High) / 2, countsAt), Alignment.MiddleCenter, style.Color);
        }
    }

    private static LegendItem Entry(string name, ReliabilityTable table, Color color, MarkerShape shape) =>
        new()
        {
            LabelText = $"{name} (error {table.Error() ?? 0:0.0000})",
            MarkerShape = shape,
            MarkerSize = 9,
            MarkerColor = color,
            LineColor = color,
            LineWidth = 1.5f,
        };

    /// <summary>Three digits, or "12000".</summary>
    private static string Amount(double amount) =>
        amount >= 100 ? amount.ToString("0", CultureInfo.InvariantCulture) : amount.ToString("G2", CultureInfo.InvariantCulture);
}

/// <summary>A figure of reliability to be drawn.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">Above it.</param>
/// <param name="Amount">What the bins count.</param>
/// <param name="Pair">Before and after calibration.</param>
internal sealed record ReliabilityContent(string Name, string Title, string Amount, ReliabilityPair Pair);
