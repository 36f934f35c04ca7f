using System.Globalization;
using BrainMets.Experiments;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Reliability before and after calibration: the share that was true in ten bins of probability, and above it how much lies in each bin.</summary>
internal static class ReliabilityFigure
{
    private const int WidthPixels = 640;
    private const int HeightPixels = 460;
    private const double BeforeAt = 1.14;
    private const double AfterAt = 1.07;

    public static SvgFigure Make(ReliabilityContent content)
    {
        var plot = FigureStyle.NewPlot(content.Title, $"mean probability of the bin (numbers above: {content.Amount} in it)", "share that was lesion");
        var diagonal = plot.Add.Line(0, 0, 1, 1);
        (diagonal.Color, diagonal.LineWidth) = (FigureStyle.Grey.WithAlpha(0.6), 1.5f);
        Add(plot, content.Pair.Before, (FigureStyle.Vermillion, MarkerShape.OpenSquare, BeforeAt));
        Add(plot, content.Pair.After, (FigureStyle.Blue, MarkerShape.FilledCircle, AfterAt));
        plot.Legend.ManualItems.Add(Entry("before calibration", content.Pair.Before, FigureStyle.Vermillion, MarkerShape.OpenSquare));
        plot.Legend.ManualItems.Add(Entry("after, each patient by the others", content.Pair.After, FigureStyle.Blue, MarkerShape.FilledCircle));
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.02, 1.03, -0.03, 1.2);
        var bins = content.Pair.After.Bins.Where(b => b.Amount > 0).Select(b => $"{b.MeanProbability:0.00}: {b.TrueShare:0.00} of {Amount(b.Amount)} {content.Amount}");
        return new SvgFigure(content.Name, $"{content.Title} After calibration, by mean probability: {string.Join("; ", bins)}.", plot, WidthPixels, HeightPixels);
    }

    /// <summary>What the figures show, a row a bin.</summary>
    public static string Csv(IEnumerable<ReliabilityContent> all)
    {
        string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
        var rows = from content in all
                   from side in new[] { ("before", content.Pair.Before), ("after", content.Pair.After) }
                   from bin in side.Item2.Bins
                   select string.Join(',', content.Name, side.Item1, Number(bin.Low), Number(bin.High), Number(bin.Amount), Number(bin.MeanProbability), Number(bin.TrueShare));
        return string.Join('\n', rows.Prepend("figure,calibration,from,to,amount,mean_probability,true_share")) + "\n";
    }

    private static void Add(Plot plot, ReliabilityTable table, (Color Color, MarkerShape Shape, double CountsAt) look)
    {
        var bins = table.Bins.Where(b => b.Amount > 0).ToList();
        double[] probabilities = [.. bins.Select(b => b.MeanProbability!.Value)]; // filled bins have both
        double[] shares = [.. bins.Select(b => b.TrueShare!.Value)];
        var line = plot.Add.ScatterLine(probabilities, shares, look.Color);
        line.LineWidth = 1.5f;
        foreach (var (i, bin) in bins.Index())
        {
            plot.Add.Marker(probabilities[i], shares[i], look.Shape, 9, look.Color);
            FigureStyle.AddText(plot, Amount(bin.Amount), new Coordinates((bin.Low + bin.High) / 2, look.CountsAt), Alignment.MiddleCenter, look.Color);
        }
    }

    private static LegendItem Entry(string name, ReliabilityTable table, Color color, MarkerShape shape) =>
        new() { LabelText = $"{name} (error {table.Error() ?? 0:0.0000})", MarkerShape = shape, MarkerSize = 9, MarkerColor = color, LineColor = color, LineWidth = 1.5f };

    /// <summary>Three digits, or "12000".</summary>
    private static string Amount(double amount) => amount >= 100 ? amount.ToString("0", CultureInfo.InvariantCulture) : amount.ToString("G2", CultureInfo.InvariantCulture);
}
