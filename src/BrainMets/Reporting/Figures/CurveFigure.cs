using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// Curves over lesion volume: one with all its bands and how many patients it rests on, the difference of two readers about zero, or
/// several beside each other. Null where there is nothing to draw: too few patients.
/// </summary>
internal static class CurveFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const int ComparedHeightPixels = 380;
    private const double LightShade = 0.16;
    private const double DarkShade = 0.26;
    private const double ComparedShade = 0.11;
    private const int MarkerEvery = 6;
    private const string ReferenceVolume = "reference volume (cc, logarithmic)";
    private const string PredictedVolume = "predicted volume (cc, logarithmic)";

    public static SvgFigure? Dice(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("dice-by-volume", "Dice of found lesions", ReferenceVolume, "median Dice of found lesions", 1), curve, axis,
        (FigureStyle.Green, "median"));

    public static SvgFigure? DiceWithMisses(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("dice-with-misses-by-volume", "Dice of all lesions, a missed one counting 0", ReferenceVolume, "median Dice of all lesions", 1),
        curve, axis, (FigureStyle.Green, "median"));

    public static SvgFigure? Hd95(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("hd95-by-volume", "HD95 of found lesions", ReferenceVolume, "median HD95 of found lesions (mm)", null), curve, axis,
        (FigureStyle.Purple, "median"));

    public static SvgFigure? Hd95Undefined(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("hd95-undefined-by-volume", "Lesions that have no HD95", ReferenceVolume, "share missed or merged", 1), curve, axis,
        (FigureStyle.Purple, "share"));

    public static SvgFigure? FalsePositives(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("false-positives-by-volume", "False positives by size", PredictedVolume, "false positives per patient and decade", null),
        curve, axis, (FigureStyle.Vermillion, "rate"));

    public static SvgFigure? FalsePositivesLesionFree(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("false-positives-lesion-free-by-volume", "False positives in patients without metastases", PredictedVolume,
            "false positives per patient and decade", null),
        curve, axis, (FigureStyle.Vermillion, "rate"));

    public static SvgFigure? F1(VolumeCurve curve, (double Low, double High) axis) => Alone(
        new("f1-by-volume", "F1 by size: a composite of two axes", "reference and predicted volume (cc, logarithmic)",
            "F1 of the two curves at equal volume", 1),
        curve, axis, (FigureStyle.Blue, "F1"));

    /// <summary>How the difference of two readers depends on lesion volume.</summary>
    /// <param name="pair">The two readers.</param>
    /// <param name="number">Of the pair, from 1: names the files.</param>
    public static IEnumerable<SvgFigure> Differences(ReaderPair pair, int number)
    {
        SvgFigure? Make(string name, string title, string axis, VolumeCurve curve, Color color) =>
            Difference(new($"{name}-difference-{number}", title, axis, $"{pair.First} minus {pair.Second}", null), curve, color);

        return new[]
        {
            Make("sensitivity", "Sensitivity", "reference volume", pair.Curves.Sensitivity, FigureStyle.Blue),
            Make("precision", "Precision", "predicted volume", pair.Curves.Precision, FigureStyle.Vermillion),
            Make("dice", "Median Dice of found lesions", "reference volume", pair.Curves.Dice, FigureStyle.Green),
            Make("hd95", "Median HD95 of found lesions (mm)", "reference volume", pair.Curves.Hd95Mm, FigureStyle.Purple),
        }.OfType<SvgFigure>();
    }

    /// <summary>
    /// Several curves, each with its pointwise band, a colour and a marker. Of the two bands only the narrower one is drawn: three
    /// simultaneous bands upon each other would show nothing; they stand in the table beside the figure.
    /// </summary>
    /// <param name="labels">Of the figure.</param>
    /// <param name="series">In the order of the legend; blank ones stand in it as such.</param>
    public static SvgFigure? Compared(CurveLabels labels, IReadOnlyList<CurveSeries> series)
    {
        if (!series.Any(s => IsVisible(s.Curve)))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        foreach (var one in series)
        {
            AddPointwiseBand(plot, one);
        }

        foreach (var (index, one) in series.Index())
        {
            AddMarkedLine(plot, one, index, series.Count);
        }

        Frame(plot, series, labels.UpTo);
        return new SvgFigure(labels.Name, $"{labels.Title}. {string.Join("; ", series.Select(Description))}.", plot, WidthPixels,
            ComparedHeightPixels + FigureStyle.AddLegendBelow(plot, series.Count));
    }

    /// <summary>Every point of every curve with both bands.</summary>
    public static CsvTable Values(string name, IReadOnlyList<CurveSeries> series) =>
        new CsvTable(name, "curve", "volume_cc", "value", "low", "high", "whole_curve_low", "whole_curve_high", "patients",
            "lower_quartile", "upper_quartile").With(
            from s in series
            from p in s.Curve.Points
            select (object?[])[s.Name, NumberText.Cc(p.VolumeMm3), p.Value, p.Low, p.High, p.SimultaneousLow, p.SimultaneousHigh,
                p.Patients, p.LowerQuartile, p.UpperQuartile]);

    /// <summary>False when the curve is blank everywhere, or but for lone volumes, through which there is no line.</summary>
    public static bool IsVisible(VolumeCurve? curve) => curve is not null && Runs(curve, p => p.Value).Count > 0;

    /// <summary>
    /// The curve with its bands: the simultaneous one light, the pointwise one darker, the curve a line, and below the plot what they mean.
    /// Where the curve is blank nothing is drawn, and nothing bridges the gap.
    /// </summary>
    public static void Add(Plot plot, VolumeCurve curve, Color color, string name)
    {
        AddBand(plot, curve, p => p.SimultaneousLow, p => p.SimultaneousHigh, color.WithAlpha(LightShade));
        AddBand(plot, curve, p => p.Low, p => p.High, color.WithAlpha(DarkShade));
        foreach (var run in Runs(curve, p => p.LowerQuartile))
        {
            AddLine(plot, run, p => p.LowerQuartile, FigureStyle.Grey, 1);
            AddLine(plot, run, p => p.UpperQuartile, FigureStyle.Grey, 1);
        }

        foreach (var run in Runs(curve, p => p.Value))
        {
            AddLine(plot, run, p => p.Value, color, 2.5f);
        }

        var quartiles = curve.Points.Any(p => p.LowerQuartile is not null);
        LegendItem[] bands =
        [
            new() { LabelText = name, LineColor = color, LineWidth = 2.5f },
            .. quartiles ? new[] { new LegendItem { LabelText = "quartiles", LineColor = FigureStyle.Grey, LineWidth = 1 } } : [],
            new() { LabelText = "95 % at one volume", FillColor = color.WithAlpha(LightShade + DarkShade) },
            new() { LabelText = "95 % whole curve", FillColor = color.WithAlpha(LightShade) },
        ];
        plot.Legend.ManualItems.AddRange(bands);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
    }

    /// <summary>One curve, on the volume axis that all figures by size share, so that a blank range shows.</summary>
    private static SvgFigure? Alone(CurveLabels labels, VolumeCurve curve, (double Low, double High) axis, (Color Color, string Line) look)
    {
        if (!IsVisible(curve))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        Add(plot, curve, look.Color, look.Line);
        var highest = Values(curve, p => [p.Value, p.SimultaneousHigh, p.High, p.UpperQuartile]).DefaultIfEmpty(0).Max();
        var top = labels.UpTo ?? (highest > 0 ? highest : 1);
        AddPatients(plot, curve, 1.09 * top);
        SetAxes(plot, axis, 0.03, (-0.03 * top, 1.16 * top), labels.UpTo);
        return new SvgFigure(labels.Name, $"{labels.Title}: {labels.Y}, by {labels.X}; {Ends(curve)}", plot, WidthPixels, HeightPixels);
    }

    private static SvgFigure? Difference(CurveLabels labels, VolumeCurve curve, Color color)
    {
        if (!IsVisible(curve))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, $"{labels.X} (cc, logarithmic)", labels.Y);
        Add(plot, curve, color, "difference");
        plot.Add.HorizontalLine(0, 1.5f, FigureStyle.Grey).EnableAutoscale = false;
        var axis = (VolumeTicks.Position(curve.Points[0].VolumeMm3), VolumeTicks.Position(curve.Points[^1].VolumeMm3));
        var ends = Values(curve, p => [p.Value, p.SimultaneousLow, p.SimultaneousHigh, p.Low, p.High]);
        var reach = 1.08 * ends.Select(Math.Abs).Append(0.05).Max();
        SetAxes(plot, axis, 0.1, (-reach, reach), labels.UpTo);
        return new SvgFigure(labels.Name, $"{labels.Title}, {labels.Y}, by {labels.X}: {Ends(curve)}", plot, WidthPixels, HeightPixels);
    }

    private static string Ends(VolumeCurve curve)
    {
        var drawn = curve.Points.Where(p => p.Value is not null).ToList();
        return $"from {drawn[0].Value:0.00} at the smallest volume shown to {drawn[^1].Value:0.00} at the largest.";
    }

    private static void SetAxes(Plot plot, (double Low, double High) x, double margin, (double Bottom, double Top) y, double? upTo)
    {
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(x.Low, x.High);
        plot.Axes.SetLimits(x.Low - margin, x.High + margin, y.Bottom, y.Top);
        if (upTo is 1)
        {
            plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        }
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
            FigureStyle.AddText(
                plot, marks.Count == 1 ? $"{point.Patients} patients" : $"{point.Patients}", at, Alignment.MiddleCenter, FigureStyle.Grey);
        }
    }

    private static string Description(CurveSeries series)
    {
        var drawn = series.Curve.Points.Where(p => p.Value is not null).ToArray();
        return drawn.Length == 0
            ? $"{series.Name}: blank"
            : $"{series.Name}: from {drawn[0].Value:0.00} at {NumberText.CcText(drawn[0].VolumeMm3)} cc to {drawn[^1].Value:0.00} at "
            + $"{NumberText.CcText(drawn[^1].VolumeMm3)} cc";
    }

    private static void AddPointwiseBand(Plot plot, CurveSeries series)
    {
        foreach (var run in Runs(series.Curve, p => p.Low is null ? null : p.High))
        {
            FigureStyle.AddBand(plot, Band(run, p => p.Low, p => p.High), series.Style.Color.WithAlpha(ComparedShade));
            // Where bands overlap, their edges tell them apart.
            AddLine(plot, run, p => p.Low, series.Style.Color.WithAlpha(0.45), 1);
            AddLine(plot, run, p => p.High, series.Style.Color.WithAlpha(0.45), 1);
        }
    }

    private static void AddMarkedLine(Plot plot, CurveSeries series, int index, int of)
    {
        var runs = Runs(series.Curve, p => p.Value);
        foreach (var run in runs)
        {
            AddLine(plot, run, p => p.Value, series.Style.Color, 2.2f);
            // Markers of different curves stand at different volumes, so that curves upon each other all show.
            var first = index * MarkerEvery / of;
            var marked = run.Where((_, i) => i % MarkerEvery == first || run.Count <= MarkerEvery / 2).ToList();
            var markers = plot.Add.ScatterPoints(Positions(marked), Drawn(marked, p => p.Value), series.Style.Color);
            (markers.MarkerShape, markers.MarkerSize) = (series.Style.Marker, 9);
        }

        var count = runs.Count == 0 ? "too few patients" : series.Count;
        plot.Legend.ManualItems.Add(series.Style.LegendItem($"{series.Name}: {count}", 9, lineWidth: 2.2f));
    }

    private static void Frame(Plot plot, IReadOnlyList<CurveSeries> series, double? upTo)
    {
        var drawn = series.SelectMany(s => s.Curve.Points).Where(p => p.Value is not null).ToArray();
        var places = drawn.Select(p => VolumeTicks.Position(p.VolumeMm3)).ToArray();
        var values = drawn.SelectMany(p => new[] { p.Value, p.Low, p.High }).OfType<double>().ToArray();
        var (bottom, top) = (Math.Min(0, values.Min()), upTo ?? Math.Max(0, values.Max()));
        var margin = 0.04 * Math.Max(top - bottom, 1e-6);
        SetAxes(plot, (places.Min(), places.Max()), 0.05, (bottom - margin, top + margin), upTo);
        if (bottom < 0)
        {
            plot.Add.HorizontalLine(0, 1.5f, FigureStyle.Grey).EnableAutoscale = false;
        }
    }

    private static void AddBand(Plot plot, VolumeCurve curve, Func<CurvePoint, double?> low, Func<CurvePoint, double?> high, Color color)
    {
        foreach (var run in Runs(curve, low))
        {
            FigureStyle.AddBand(plot, Band(run, low, high), color);
        }
    }

    private static void AddLine(Plot plot, List<CurvePoint> run, Func<CurvePoint, double?> value, Color color, float width) =>
        plot.Add.ScatterLine(Positions(run), Drawn(run, value), color).LineWidth = width;

    private static List<BandPoint> Band(
        List<CurvePoint> run, Func<CurvePoint, double?> low, Func<CurvePoint, double?> high) =>
        [.. Positions(run).Zip(Drawn(run, low), Drawn(run, high)).Select(p => new BandPoint(p.First, p.Second, p.Third))];

    private static double[] Positions(List<CurvePoint> run) => [.. run.Select(p => VolumeTicks.Position(p.VolumeMm3))];

    private static double[] Drawn(List<CurvePoint> run, Func<CurvePoint, double?> value) =>
        [.. run.Select(p => value(p)!.Value)]; // a run was chosen as having it

    private static IEnumerable<double> Values(VolumeCurve curve, Func<CurvePoint, double?[]> of) =>
        curve.Points.SelectMany(of).OfType<double>();

    /// <summary>Stretches of neighbouring points that have what is drawn, two points at least.</summary>
    private static List<List<CurvePoint>> Runs(VolumeCurve curve, Func<CurvePoint, double?> drawn)
    {
        var runs = new List<List<CurvePoint>> { new() };
        foreach (var point in curve.Points)
        {
            if (drawn(point) is not null)
            {
                runs[^1].Add(point);
            }
            else if (runs[^1].Count > 0)
            {
                runs.Add([]);
            }
        }

        return runs.FindAll(r => r.Count > 1);
    }
}

/// <summary>What a figure of curves is called.</summary>
/// <param name="Name">Of its files.</param>
/// <param name="Title">Above it.</param>
/// <param name="X">The axis of volumes.</param>
/// <param name="Y">The other axis.</param>
/// <param name="UpTo">Upper end of the axis, for shares; null to fit the curves.</param>
internal sealed record CurveLabels(string Name, string Title, string X, string Y, double? UpTo);

/// <summary>One of several curves over volume, by the name it has in the legend.</summary>
internal sealed record CurveSeries(string Name, VolumeCurve Curve, SeriesStyle Style)
{
    /// <summary>A difference of two curves rests on the lesions of both: of these only the patients are counted.</summary>
    public bool IsDifference { get; init; }

    /// <summary>What the legend says it rests on.</summary>
    public string Count => IsDifference
        ? ReportText.Count(Curve.Patients, "patient", "patients")
        : $"{ReportText.Count(Curve.Lesions, "lesion", "lesions")}, {ReportText.Count(Curve.Patients, "patient", "patients")}";

    /// <summary>The same with the sign turned: of a difference the other way round.</summary>
    public static VolumeCurve Turned(VolumeCurve curve) => curve with
    {
        Points =
        [
            .. curve.Points.Select(p => p with
            {
                Value = -p.Value, Low = -p.High, High = -p.Low, SimultaneousLow = -p.SimultaneousHigh,
                    SimultaneousHigh = -p.SimultaneousLow,
            }),
        ],
    };
}
