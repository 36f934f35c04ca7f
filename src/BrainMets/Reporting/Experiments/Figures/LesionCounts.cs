using BrainMets.Evaluation;
using BrainMets.Experiments;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Lesions of a case in each data set: quartiles as a bar, the median as a marker, the whole range as a thin line.</summary>
internal static class LesionCounts
{
    private const int WidthPixels = 620;
    private const int RowPixels = 44;
    private const int FramePixels = 110;

    /// <summary>Null when no case has a reference.</summary>
    public static SvgFigure? Make(IReadOnlyList<DataSetStatistics> dataSets)
    {
        var shown = dataSets.Where(d => d.LesionsPerCase.Count > 0).ToArray();
        if (shown.Length == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot("Lesions of a case", "lesions", "");
        foreach (var (row, set) in shown.Index())
        {
            Add(plot, set, shown.Length - row, SeriesStyle.Of(row));
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shown.Select((_, row) => (double)(shown.Length - row))], [.. shown.Select(d => $"{d.Name} (n = {d.LesionsPerCase.Count})")]);
        plot.Axes.Left.MinimumSize = 180;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.SetLimits(-0.5, shown.Max(d => d.LesionsPerCase.Max()) + 0.5, 0.4, shown.Length + 0.6);
        return new SvgFigure("lesions-per-case", $"Lesions of a case in {shown.Length} data sets.", plot, WidthPixels, FramePixels + (RowPixels * shown.Length));
    }

    /// <summary>Quartiles and median by linear interpolation; null without values.</summary>
    public static (double? Lower, double? Median, double? Upper) Quartiles(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (Percentile.Linear(sorted, 0.25), Percentile.Linear(sorted, 0.5), Percentile.Linear(sorted, 0.75));
    }

    private static void Add(Plot plot, DataSetStatistics set, double y, SeriesStyle style)
    {
        if (Quartiles(set.LesionsPerCase.Select(n => (double)n)) is not ({ } lower, { } median, { } upper))
        {
            return;
        }

        var range = plot.Add.Line(set.LesionsPerCase.Min(), y, set.LesionsPerCase.Max(), y);
        (range.Color, range.LineWidth) = (style.Color.WithAlpha(0.6), 1.5f);
        var box = plot.Add.Rectangle(lower, upper, y - 0.22, y + 0.22);
        (box.FillColor, box.LineColor, box.LineWidth) = (style.Color.WithAlpha(0.35), style.Color, 1);
        plot.Add.Marker(median, y, style.Marker, 11, style.Color);
    }
}
