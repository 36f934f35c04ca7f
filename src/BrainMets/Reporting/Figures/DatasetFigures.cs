using BrainMets.Experiments;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// How large the lesions of a data set are: shares by volume on a logarithmic axis, four classes a factor of ten, all data sets on the same
/// axes.
/// </summary>
internal static class VolumeHistogram
{
    private const int WidthPixels = 460;
    private const int HeightPixels = 300;
    private const int BarsPerDecade = 4;

    /// <summary>One figure a data set that has lesions.</summary>
    public static IReadOnlyList<SvgFigure> Make(IReadOnlyList<DataSetStatistics> dataSets)
    {
        var shown = dataSets.Select(d => (Set: d, Counts: Counts(d))).Where(d => d.Counts.Count > 0).ToArray();
        if (shown.Length == 0)
        {
            return [];
        }

        var (first, last) = (shown.Min(d => d.Counts.Keys.Min()), shown.Max(d => d.Counts.Keys.Max()) + 1);
        var top = shown.Max(d => d.Counts.Values.Max() / (double)d.Set.LesionVolumesMm3.Count);
        return [.. shown.Select((d, i) => Of(d.Set, d.Counts, i, (first, last), top))];
    }

    /// <summary>Lesions of each class, by the class's number: it begins at 10^(number / 4) cc.</summary>
    public static SortedDictionary<int, int> Counts(DataSetStatistics set) =>
        new(set.LesionVolumesMm3.CountBy(v => (int)Math.Floor((VolumeTicks.Position(v) * BarsPerDecade) + 1e-9))
            .ToDictionary(c => c.Key, c => c.Value));

    /// <summary>Lower end of a class.</summary>
    public static double Cc(int number) => Math.Pow(10, number / (double)BarsPerDecade);

    private static SvgFigure Of(
        DataSetStatistics set, SortedDictionary<int, int> counts, int index, (int First, int Last) classes, double top)
    {
        var count = set.LesionVolumesMm3.Count;
        var plot = FigureStyle.NewPlot(
            $"{set.Name}: {ReportText.Count(count, "lesion", "lesions")}", "lesion volume (cc, logarithmic)", "share of lesions");
        var color = SeriesStyle.Of(index).Color;
        foreach (var (number, lesions) in counts)
        {
            var bar = plot.Add.Rectangle(number / (double)BarsPerDecade, (number + 1.0) / BarsPerDecade, 0, lesions / (double)count);
            (bar.FillColor, bar.LineColor, bar.LineWidth) = (color.WithAlpha(0.55), Colors.White, 1);
        }

        var median = 1000 * set.LesionVolumeQuartilesCc!.Median; // of a completed result
        if (median is { } m)
        {
            var x = VolumeTicks.Position(m);
            FigureStyle.AddLine(plot, new(x, 0), new(x, top * 1.05), FigureStyle.Grey, 2);
            FigureStyle.AddText(
                plot, $"median {NumberText.CcText(m)} cc", new Coordinates(x, top * 1.06), Alignment.LowerCenter, FigureStyle.Grey);
        }

        var (low, high) = (classes.First / (double)BarsPerDecade, classes.Last / (double)BarsPerDecade);
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(low, high);
        plot.Axes.SetLimits(low - 0.05, high + 0.05, 0, top * 1.2);
        return new SvgFigure(
            $"volumes-{index + 1}-{ReportText.Slug(set.Name)}",
                $"Lesion volumes of {set.Name}: {count} lesions, median {NumberText.CcText(median)} cc.", plot, WidthPixels, HeightPixels);
    }
}

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

        var plot = FigureStyle.NewPlot("Lesions per case", "lesions", "");
        foreach (var (row, set) in shown.Index())
        {
            Add(plot, set, shown.Length - row, SeriesStyle.Of(row));
        }

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. shown.Select((_, row) => (double)(shown.Length - row))],
                [.. shown.Select(d => $"{d.Name} (n = {d.LesionsPerCase.Count})")]);
        plot.Axes.Left.MinimumSize = 180;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.SetLimits(-0.5, shown.Max(d => d.LesionsPerCase.Max()) + 0.5, 0.4, shown.Length + 0.6);
        return new SvgFigure("lesions-per-case", $"Lesions per case in {shown.Length} data sets.", plot, WidthPixels,
            FramePixels + (RowPixels * shown.Length));
    }

    private static void Add(Plot plot, DataSetStatistics set, double y, SeriesStyle style)
    {
        if (set.LesionsPerCaseQuartiles is not ({ } lower, { } median, { } upper)) // of a completed result
        {
            return;
        }

        FigureStyle.AddLine(plot, new(set.LesionsPerCase.Min(), y), new(set.LesionsPerCase.Max(), y), style.Color.WithAlpha(0.6), 1.5f);
        var box = plot.Add.Rectangle(lower, upper, y - 0.22, y + 0.22);
        (box.FillColor, box.LineColor, box.LineWidth) = (style.Color.WithAlpha(0.35), style.Color, 1);
        plot.Add.Marker(median, y, style.Marker, 11, style.Color);
    }
}
