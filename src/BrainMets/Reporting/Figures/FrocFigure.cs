using BrainMets.Evaluation;
using BrainMets.Statistics;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>Free-response curves: sensitivity against false positives per patient, logarithmic, as steps.</summary>
internal static class FrocFigure
{
    /// <summary>Bands of fewer patients would be drawn with a confidence they do not have.</summary>
    public const int LeastPatients = 10;

    private const double LightShade = 0.16;
    private const double DarkShade = 0.34;
    private const int WidthPixels = 560;
    private const int HeightPixels = 500;

    private static readonly (Color Color, MarkerShape Shape)[] Classes =
    [
        (FigureStyle.Vermillion, MarkerShape.FilledTriangleUp), (FigureStyle.Green, MarkerShape.FilledSquare),
        (FigureStyle.Blue, MarkerShape.FilledCircle), (FigureStyle.Grey, MarkerShape.FilledDiamond),
    ];

    /// <summary>
    /// The curve of all lesions with its bands (light: the whole curve; darker: one rate by itself), the operating points of the sweep and
    /// that of the main figures.
    /// </summary>
    public static SvgFigure All(FreeResponseResult result, EvaluationSummary main)
    {
        var plot = NewPlot("Lesions found against false positives");
        var froc = result.Froc;
        if (result.PatientsWithLesions >= LeastPatients)
        {
            // The light band lies above and below the darker one, not under it, so that each shade means one thing where only the darker is
            // there.
            RateAxis.AddBand(
                plot, Band(froc.Band, b => (b.Sensitivity.Low, b.Sensitivity.High)), FigureStyle.Blue, DarkShade, "95 % at one rate");
            RateAxis.AddBand(
                plot, Band(froc.Band, b => (b.SimultaneousLow, b.Sensitivity.Low)), FigureStyle.Blue, LightShade, "95 % whole curve");
            RateAxis.AddBand(plot, Band(froc.Band, b => (b.Sensitivity.High, b.SimultaneousHigh)), FigureStyle.Blue, LightShade);
        }

        AddCurve(plot, froc.Curve.Points, FigureStyle.Blue, "candidates by confidence");
        // The largest first: points often coincide, and each must stay visible.
        AddChosen(plot, result.BestF1, new Style(FigureStyle.Vermillion, MarkerShape.FilledDiamond, 24), "best F1");
        AddChosen(plot, result.WithinBudget, new Style(FigureStyle.Green, MarkerShape.FilledSquare, 13), "within budget");
        var grey = new Style(FigureStyle.Grey, MarkerShape.FilledTriangleUp, 9);
        AddPoint(plot, main.FalsePositivesPerPatient, main.Sensitivity, grey, "main figures");
        Finish(plot, froc.Curve.LastRate);
        var at = froc.AtRates.Select(a => $"{a.FalsePositivesPerPatient}: {NumberText.Ratio(a.Sensitivity.Value)}");
        return new SvgFigure(
            "froc",
            $"Sensitivity by false positives per patient, {froc.Curve.Lesions} lesions, {result.Patients} patients. "
                + $"{string.Join("; ", at)}.",
            plot,
            WidthPixels,
            HeightPixels);
    }

    /// <summary>A curve a size class; null when there is only one class or no class holds a lesion.</summary>
    public static SvgFigure? BySize(FreeResponseResult result)
    {
        var strata = result.Froc.Strata.Where(s => s.Lesions > 0).ToArray();
        if (strata.Length == 0 || result.Froc.Strata.Count < 2)
        {
            return null;
        }

        var plot = NewPlot("The same by lesion size");
        foreach (var (stratum, i) in strata.Select((s, i) => (s, i % Classes.Length)))
        {
            // Shapes tell the curves apart without colour; on the left edge they would only heap up.
            var corners = stratum.Points.Where(p => p.FalsePositivesPerPatient > RateAxis.Least).Prepend(AtEdge(stratum)).ToArray();
            var markers = plot.Add.ScatterPoints(
                corners.Select(p => new Coordinates(RateAxis.Place(p.FalsePositivesPerPatient), p.Sensitivity ?? 0)).ToArray(),
                    Classes[i].Color);
            (markers.MarkerShape, markers.MarkerSize) = (Classes[i].Shape, 9);
            markers.LegendText = $"{Range(stratum)}: {stratum.Lesions} lesions, {stratum.PatientsWithLesions} patients";
            AddCurve(plot, stratum.Points, Classes[i].Color, "");
        }

        Finish(plot, result.Froc.Curve.LastRate);
        var text = strata.Select(s => $"{Range(s)}: mean {NumberText.Ratio(s.MeanSensitivity.Value)}, {s.Lesions} lesions");
        return new SvgFigure(
            "froc-by-size", $"Sensitivity by false positives per patient and lesion size. {string.Join("; ", text)}.", plot, WidthPixels,
                HeightPixels);
    }

    /// <summary>The lower end included.</summary>
    internal static string Range(FrocStratum stratum)
    {
        static string Cc(double volumeMm3) => NumberText.Cc(volumeMm3).ToString("0.####");

        return (stratum.LowMm3, stratum.HighMm3) switch
        {
            ({ } low, { } high) => $"{Cc(low)} to {Cc(high)} cc",
            (null, { } high) => $"under {Cc(high)} cc",
            ({ } low, null) => $"{Cc(low)} cc and over",
            _ => "all sizes",
        };
    }

    /// <summary>The point of the step curve where the axis begins.</summary>
    private static FrocPoint AtEdge(FrocStratum stratum) =>
        stratum.Points.LastOrDefault(p => p.FalsePositivesPerPatient <= RateAxis.Least) ?? new FrocPoint(1, 0, 0, 0, 0, 0);

    private static Plot NewPlot(string title) =>
        FigureStyle.NewPlot(title, "false positives per patient (logarithmic)", "sensitivity = found / all reference lesions");

    private static void Finish(Plot plot, double lastRate)
    {
        plot.Axes.Bottom.TickGenerator = RateAxis.Ticks();
        plot.Axes.Left.TickGenerator = RateAxis.Fifths();
        var right = Math.Ceiling(RateAxis.Place(Math.Max(8, lastRate)));
        plot.Axes.SetLimits(RateAxis.Edge - 0.1, right + 0.15, -0.03, 1.05);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Legend.FontSize = FigureStyle.TextSize - 2;
    }

    private static List<(double X, double Low, double High)> Band(
        IReadOnlyList<FrocSensitivity> band, Func<FrocSensitivity, (double? Low, double? High)> ends) =>
    [
        .. from b in band
           let at = ends(b)
           where !b.BeyondCurve && at is { Low: not null, High: not null }
           select (RateAxis.Place(b.FalsePositivesPerPatient), at.Low!.Value, at.High!.Value), // just asked
    ];

    /// <summary>Up at a point, then level to the next; an open circle ends it, where every candidate counts.</summary>
    private static void AddCurve(Plot plot, IReadOnlyList<FrocPoint> points, Color color, string name)
    {
        var steps = new List<Coordinates> { new(RateAxis.Edge, 0) };
        foreach (var point in points.Where(p => p.Sensitivity is not null))
        {
            var x = RateAxis.Place(point.FalsePositivesPerPatient);
            steps.Add(new Coordinates(x, steps[^1].Y));
            steps.Add(new Coordinates(x, point.Sensitivity!.Value)); // filtered
        }

        RateAxis.AddLine(plot, steps, color, name);
        plot.Add.Marker(steps[^1].X, steps[^1].Y, MarkerShape.FilledCircle, 9, color);
        plot.Add.Marker(steps[^1].X, steps[^1].Y, MarkerShape.FilledCircle, 5, Colors.White);
    }

    private static void AddChosen(Plot plot, ChosenThreshold? chosen, Style style, string name)
    {
        if (chosen?.Point is { } point)
        {
            AddPoint(plot, point.FalsePositivesPerPatient, point.Sensitivity, style, $"{name}, threshold {point.Threshold:0.00}");
        }
    }

    private static void AddPoint(Plot plot, Estimate falsePositives, Estimate sensitivity, Style style, string name)
    {
        if (falsePositives.Value is not { } rate || sensitivity.Value is not { } value)
        {
            return;
        }

        var x = RateAxis.Place(rate);
        if (sensitivity is { Low: { } low, High: { } high })
        {
            var interval = plot.Add.Line(x, low, x, high);
            (interval.Color, interval.LineWidth) = (style.Color, 1.5f);
        }

        plot.Add.Marker(x, value, style.Shape, style.Size, style.Color).LegendText = name;
    }

    private sealed record Style(Color Color, MarkerShape Shape, float Size);
}

/// <summary>
/// Free-response curves of several models in one figure: whether models that differ at one threshold differ at all, or lie on one curve and
/// only sit at different places of it.
/// </summary>
internal static class FrocOverlay
{
    private const int WidthPixels = 620;
    private const int HeightPixels = 420;
    private const int LegendRowPixels = 21;
    private const double Shade = 0.1;

    /// <summary>Null when no model has a lesion to find.</summary>
    public static SvgFigure? Make(string name, string title, IReadOnlyList<FrocSeries> series)
    {
        var drawn = series.Where(s => s.Result.Froc.Curve.Points.Any(p => p.Sensitivity is not null)).ToArray();
        if (drawn.Length == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(title, "false positives per patient (logarithmic)", "sensitivity");
        foreach (var one in drawn.Where(s => s.Result.PatientsWithLesions >= FrocFigure.LeastPatients))
        {
            AddBand(plot, one);
        }

        foreach (var one in drawn)
        {
            AddSteps(plot, one);
        }

        foreach (var one in drawn)
        {
            AddPoint(plot, one.Fixed, one.Style, isFixed: true);
            AddPoint(plot, one.Chosen, one.Style, isFixed: false);
        }

        plot.Axes.Bottom.TickGenerator = RateAxis.Ticks();
        plot.Axes.Left.TickGenerator = RateAxis.Fifths();
        var right = Math.Ceiling(RateAxis.Place(Math.Max(4, drawn.Max(s => s.Result.Froc.Curve.LastRate))));
        plot.Axes.SetLimits(RateAxis.Edge - 0.1, right + 0.15, -0.03, 1.05);
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Vertical;
        var text = drawn.Select(
            s => $"{s.Name}: mean sensitivity at the seven rates {NumberText.Ratio(s.Result.Froc.MeanSensitivity.Value)}");
        return new SvgFigure(
            name, $"{title}. {string.Join("; ", text)}.", plot, WidthPixels, HeightPixels + (LegendRowPixels * drawn.Length));
    }

    /// <summary>The corners of every curve.</summary>
    public static CsvTable Values(string name, IReadOnlyList<FrocSeries> series)
    {
        var table = new CsvTable(name, "model", "false_positives_per_patient", "sensitivity", "low", "high", "confidence", "kind");
        foreach (var one in series)
        {
            foreach (var p in one.Result.Froc.Curve.Points)
            {
                table.Add(one.Name, p.FalsePositivesPerPatient, p.Sensitivity, null, null, p.Confidence, "curve");
            }

            foreach (var b in one.Result.Froc.Band)
            {
                table.Add(one.Name, b.FalsePositivesPerPatient, b.Sensitivity.Value, b.Sensitivity.Low, b.Sensitivity.High, null,
                    b.BeyondCurve ? "beyond the curve" : "band");
            }
        }

        return table;
    }

    private static void AddBand(Plot plot, FrocSeries series)
    {
        var band = series.Result.Froc.Band.Where(b => !b.BeyondCurve && b.Sensitivity is { Low: not null, High: not null }).ToArray();
        if (band.Length > 1)
        {
            // Both ends were just asked for.
            var area = plot.Add.FillY(
                [.. band.Select(b => RateAxis.Place(b.FalsePositivesPerPatient))], [.. band.Select(b => b.Sensitivity.Low!.Value)],
                    [.. band.Select(b => b.Sensitivity.High!.Value)]);
            (area.FillColor, area.LineWidth, area.MarkerSize) = (series.Style.Color.WithAlpha(Shade), 0, 0);
        }
    }

    private static void AddSteps(Plot plot, FrocSeries series)
    {
        var steps = new List<Coordinates> { new(RateAxis.Edge, 0) };
        foreach (var point in series.Result.Froc.Curve.Points.Where(p => p.Sensitivity is not null))
        {
            var x = RateAxis.Place(point.FalsePositivesPerPatient);
            steps.Add(new Coordinates(x, steps[^1].Y));
            steps.Add(new Coordinates(x, point.Sensitivity!.Value)); // filtered
        }

        RateAxis.AddLine(plot, steps, series.Style.Color, "", 2.2f);
        plot.Legend.ManualItems.Add(new LegendItem
        {
            LabelText = $"{series.Name}: {series.Result.Froc.Curve.Lesions} lesions, {series.Result.Patients} patients",
            LineColor = series.Style.Color,
            LineWidth = 2.2f,
            MarkerShape = series.Style.Marker,
            MarkerFillColor = series.Style.Color,
            MarkerLineColor = series.Style.Color,
            MarkerSize = 10,
        });
    }

    /// <summary>White inside at the fixed threshold, filled at the chosen one.</summary>
    private static void AddPoint(Plot plot, EvaluationSummary? summary, SeriesStyle style, bool isFixed)
    {
        if (summary is { FalsePositivesPerPatient.Value: { } rate, Sensitivity.Value: { } value })
        {
            var x = RateAxis.Place(rate);
            plot.Add.Marker(x, value, style.Marker, 14, style.Color);
            if (isFixed)
            {
                plot.Add.Marker(x, value, style.Marker, 7, Colors.White);
            }
        }
    }
}

/// <summary>A model's free-response curve with its two operating points; null where it was not judged there.</summary>
internal sealed record FrocSeries(
    string Name, FreeResponseResult Result, EvaluationSummary? Fixed, EvaluationSummary? Chosen, SeriesStyle Style);

/// <summary>The weighted alternative free-response curve.</summary>
internal static class AfrocFigure
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
