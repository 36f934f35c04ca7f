using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// A smooth curve over lesion volume with its bands, and above it how many patients it rests on there. All share the volume axis of
/// the figures by size class, so that a blank range shows. Null when there is nothing to draw: too few patients.
/// </summary>
internal static class CurveFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 400;
    private const string ReferenceVolume = "reference volume (cc, logarithmic)";
    private const string PredictedVolume = "predicted volume (cc, logarithmic)";

    public static SvgFigure? Dice(VolumeCurve curve, (double Low, double High) axis) => Make(
        "dice-by-volume", ("Dice of found lesions", ReferenceVolume, "median Dice of found lesions"), (curve, axis),
            (FigureStyle.Green, "median", 1));

    public static SvgFigure? DiceWithMisses(VolumeCurve curve, (double Low, double High) axis) => Make(
        "dice-with-misses-by-volume",
        ("Dice of all lesions, a missed one counting 0", ReferenceVolume, "median Dice of all lesions"),
        (curve, axis),
        (FigureStyle.Green, "median", 1));

    public static SvgFigure? Hd95(VolumeCurve curve, (double Low, double High) axis) => Make(
        "hd95-by-volume", ("HD95 of found lesions", ReferenceVolume, "median HD95 of found lesions (mm)"), (curve, axis),
            (FigureStyle.Purple, "median", null));

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
            FigureStyle.AddText(
                plot, marks.Count == 1 ? $"{point.Patients} patients" : $"{point.Patients}", at, Alignment.MiddleCenter, FigureStyle.Grey);
        }
    }
}

/// <summary>
/// Several curves over lesion volume in one figure, each with its pointwise 95 % band, a colour and a marker. Of the two bands only the
/// narrower one is drawn: three simultaneous bands upon each other would show nothing; they stand in the table beside the figure.
/// </summary>
internal static class CurveOverlay
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 380;
    private const int LegendRowPixels = 21;
    private const double Shade = 0.11;
    private const int MarkerEvery = 6;

    /// <summary>Null where every curve is blank: too few patients.</summary>
    /// <param name="name">Of the files.</param>
    /// <param name="labels">Title and axes.</param>
    /// <param name="series">In the order of the legend; blank ones stand in it as such.</param>
    /// <param name="upTo">Upper end of the axis, for shares; null to fit the curves.</param>
    public static SvgFigure? Make(string name, (string Title, string X, string Y) labels, IReadOnlyList<CurveSeries> series, double? upTo)
    {
        if (!series.Any(s => CurveDrawing.IsVisible(s.Curve)))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(labels.Title, labels.X, labels.Y);
        foreach (var one in series)
        {
            AddBand(plot, one);
        }

        foreach (var (index, one) in series.Index())
        {
            AddLine(plot, one, index, series.Count);
        }

        Frame(plot, series, upTo);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        return new SvgFigure(name, $"{labels.Title}. {string.Join("; ", series.Select(Description))}.", plot, WidthPixels,
            HeightPixels + (LegendRowPixels * series.Count));
    }

    /// <summary>Every point of every curve with both bands.</summary>
    public static CsvTable Values(string name, IReadOnlyList<CurveSeries> series)
    {
        var table = new CsvTable(name, "curve", "volume_cc", "value", "low", "high", "whole_curve_low", "whole_curve_high", "patients",
            "lower_quartile", "upper_quartile");
        foreach (var (one, p) in series.SelectMany(s => s.Curve.Points.Select(p => (s, p))))
        {
            table.Add(
                one.Name, NumberText.Cc(p.VolumeMm3), p.Value, p.Low, p.High, p.SimultaneousLow, p.SimultaneousHigh, p.Patients,
                    p.LowerQuartile, p.UpperQuartile);
        }

        return table;
    }

    private static string Description(CurveSeries series)
    {
        var drawn = series.Curve.Points.Where(p => p.Value is not null).ToArray();
        return drawn.Length == 0
            ? $"{series.Name}: blank"
            : $"{series.Name}: from {drawn[0].Value:0.00} at {NumberText.CcText(drawn[0].VolumeMm3)} cc to {drawn[^1].Value:0.00} at "
            + $"{NumberText.CcText(drawn[^1].VolumeMm3)} cc";
    }

    private static void AddBand(Plot plot, CurveSeries series)
    {
        foreach (var run in CurveDrawing.Runs(series.Curve.Points, p => p is { Low: not null, High: not null }))
        {
            // Both ends were just asked for.
            var fill = plot.Add.FillY(CurveDrawing.Positions(run), [.. run.Select(p => p.Low!.Value)], [.. run.Select(p => p.High!.Value)]);
            fill.FillColor = series.Style.Color.WithAlpha(Shade);
            fill.LineWidth = 0;
            fill.MarkerSize = 0;
            // Where bands overlap, their edges tell them apart.
            foreach (var end in new Func<CurvePoint, double?>[] { p => p.Low, p => p.High })
            {
                plot.Add.ScatterLine(
                    CurveDrawing.Positions(run), [.. run.Select(p => end(p)!.Value)], series.Style.Color.WithAlpha(0.45)).LineWidth = 1;
            }
        }
    }

    private static void AddLine(Plot plot, CurveSeries series, int index, int of)
    {
        var runs = CurveDrawing.Runs(series.Curve.Points, p => p.Value is not null);
        foreach (var run in runs)
        {
            // chosen as not null
            var line = plot.Add.ScatterLine(CurveDrawing.Positions(run), [.. run.Select(p => p.Value!.Value)], series.Style.Color);
            line.LineWidth = 2.2f;
            // Markers of different curves stand at different volumes, so that curves upon each other all show.
            var first = index * MarkerEvery / of;
            var marked = run.Where((_, i) => i % MarkerEvery == first || run.Count <= MarkerEvery / 2).ToList();
            var markers =
                plot.Add.ScatterPoints(CurveDrawing.Positions(marked), [.. marked.Select(p => p.Value!.Value)], series.Style.Color);
            (markers.MarkerShape, markers.MarkerSize) = (series.Style.Marker, 9);
        }

        var count = runs.Count == 0 ? "too few patients" : series.Count;
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = $"{series.Name}: {count}",
            LineColor = series.Style.Color,
            LineWidth = 2.2f,
            MarkerShape = series.Style.Marker,
            MarkerFillColor = series.Style.Color,
            MarkerLineColor = series.Style.Color,
            MarkerSize = 9,
        });
    }

    private static void Frame(Plot plot, IReadOnlyList<CurveSeries> series, double? upTo)
    {
        var drawn = series.SelectMany(s => s.Curve.Points).Where(p => p.Value is not null).ToArray();
        var places = drawn.Select(p => VolumeTicks.Position(p.VolumeMm3)).ToArray();
        var values = drawn.SelectMany(p => new[] { p.Value, p.Low, p.High }).OfType<double>().ToArray();
        var (bottom, top) = (Math.Min(0, values.Min()), upTo ?? Math.Max(0, values.Max()));
        var margin = 0.04 * Math.Max(top - bottom, 1e-6);
        plot.Axes.Bottom.TickGenerator = VolumeTicks.Between(places.Min(), places.Max());
        plot.Axes.SetLimits(places.Min() - 0.05, places.Max() + 0.05, bottom - margin, top + margin);
        if (upTo is 1)
        {
            plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        }

        if (bottom < 0)
        {
            var zero = plot.Add.HorizontalLine(0, 1.5f, FigureStyle.Grey);
            zero.EnableAutoscale = false;
        }
    }
}

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

/// <summary>
/// A curve over volume with its bands, on a plot: the simultaneous band light, the pointwise one darker, the curve a line. Where the curve
/// is blank nothing is drawn, and nothing bridges the gap.
/// </summary>
internal static class CurveDrawing
{
    private const double LightShade = 0.16;
    private const double DarkShade = 0.26;

    public static void Add(Plot plot, VolumeCurve curve, Color color)
    {
        foreach (var run in Runs(curve.Points, p => p.SimultaneousLow is not null))
        {
            Fill(plot, run, p => (p.SimultaneousLow, p.SimultaneousHigh), color.WithAlpha(LightShade));
        }

        foreach (var run in Runs(curve.Points, p => p.Low is not null))
        {
            Fill(plot, run, p => (p.Low, p.High), color.WithAlpha(DarkShade));
        }

        foreach (var run in Runs(curve.Points, p => p.LowerQuartile is not null))
        {
            Line(plot, run, p => p.LowerQuartile, FigureStyle.Grey, 1);
            Line(plot, run, p => p.UpperQuartile, FigureStyle.Grey, 1);
        }

        foreach (var run in Runs(curve.Points, p => p.Value is not null))
        {
            Line(plot, run, p => p.Value, color, 2.5f);
        }
    }

    /// <summary>False when the curve is blank everywhere, or but for lone volumes, through which there is no line.</summary>
    public static bool IsVisible(VolumeCurve? curve) => curve is not null && Runs(curve.Points, p => p.Value is not null).Count > 0;

    /// <summary>What the shades mean, below the plot.</summary>
    public static void AddLegend(Plot plot, VolumeCurve curve, string name, Color color)
    {
        Color Shade(double alpha) => color.WithAlpha(alpha);
        var quartiles = curve.Points.Any(p => p.LowerQuartile is not null);
        LegendItem[] bands =
        [
            new() { LabelText = name, LineColor = color, LineWidth = 2.5f },
            .. quartiles ? new[] { new LegendItem { LabelText = "quartiles", LineColor = FigureStyle.Grey, LineWidth = 1 } } : [],
            new() { LabelText = "95 % at one volume", FillColor = Shade(LightShade + DarkShade) },
            new() { LabelText = "95 % whole curve", FillColor = Shade(LightShade) },
        ];
        plot.Legend.ManualItems.AddRange(bands);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
    }

    /// <summary>Highest value drawn, bands included; 0 for a blank curve.</summary>
    public static double Top(VolumeCurve curve) => curve.Points
        .SelectMany(p => new[] { p.Value, p.SimultaneousHigh, p.High, p.UpperQuartile }).OfType<double>().DefaultIfEmpty(0).Max();

    private static void Fill(Plot plot, List<CurvePoint> run, Func<CurvePoint, (double? Low, double? High)> band, Color color)
    {
        double[] Values(Func<(double? Low, double? High), double?> end) => [.. run.Select(p => end(band(p))!.Value)]; // chosen as not null
        var fill = plot.Add.FillY(Positions(run), Values(b => b.Low), Values(b => b.High));
        fill.FillColor = color;
        fill.LineWidth = 0;
        fill.MarkerSize = 0;
    }

    private static void Line(Plot plot, List<CurvePoint> run, Func<CurvePoint, double?> value, Color color, float width)
    {
        var line = plot.Add.ScatterLine(Positions(run), [.. run.Select(p => value(p)!.Value)], color); // chosen as not null
        line.LineWidth = width;
    }

    public static double[] Positions(List<CurvePoint> run) => [.. run.Select(p => VolumeTicks.Position(p.VolumeMm3))];

    /// <summary>Stretches of neighbouring points that have what is drawn, two points at least.</summary>
    public static List<List<CurvePoint>> Runs(IReadOnlyList<CurvePoint> points, Func<CurvePoint, bool> has)
    {
        var runs = new List<List<CurvePoint>> { new() };
        foreach (var point in points)
        {
            if (has(point))
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
