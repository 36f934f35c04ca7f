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
    private const int ComparedWidthPixels = 620;
    private const int ComparedHeightPixels = 420;
    private const double ComparedShade = 0.1;

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
            var (dark, light) = (FigureStyle.Blue.WithAlpha(DarkShade), FigureStyle.Blue.WithAlpha(LightShade));
            FigureStyle.AddBand(plot, Band(froc.Band, b => (b.Sensitivity.Low, b.Sensitivity.High)), dark, "95 % at one rate");
            FigureStyle.AddBand(plot, Band(froc.Band, b => (b.SimultaneousLow, b.Sensitivity.Low)), light, "95 % whole curve");
            FigureStyle.AddBand(plot, Band(froc.Band, b => (b.Sensitivity.High, b.SimultaneousHigh)), light);
        }

        AddEnd(plot, AddCurve(plot, froc.Curve.Points, FigureStyle.Blue, "candidates by confidence"), FigureStyle.Blue);
        // The largest first: points often coincide, and each must stay visible.
        AddChosen(plot, result.BestF1, new Style(FigureStyle.Vermillion, MarkerShape.FilledDiamond, 24), "best F1");
        AddChosen(plot, result.WithinBudget, new Style(FigureStyle.Green, MarkerShape.FilledSquare, 13), "within budget");
        var grey = new Style(FigureStyle.Grey, MarkerShape.FilledTriangleUp, 9);
        AddPoint(plot, main.FalsePositivesPerPatient, main.Sensitivity, grey, "main metrics");
        Finish(plot, Math.Max(8, froc.Curve.LastRate));
        SmallLegend(plot);
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
            FigureStyle.AddMarkers(
                plot, corners.Select(p => new Coordinates(RateAxis.Place(p.FalsePositivesPerPatient), p.Sensitivity ?? 0)), Classes[i], 9,
                $"{Range(stratum)}: {stratum.Lesions} lesions, {stratum.PatientsWithLesions} patients");
            AddEnd(plot, AddCurve(plot, stratum.Points, Classes[i].Color, ""), Classes[i].Color);
        }

        Finish(plot, Math.Max(8, result.Froc.Curve.LastRate));
        SmallLegend(plot);
        var text = strata.Select(s => $"{Range(s)}: mean {NumberText.Ratio(s.MeanSensitivity.Value)}, {s.Lesions} lesions");
        return new SvgFigure(
            "froc-by-size", $"Sensitivity by false positives per patient and lesion size. {string.Join("; ", text)}.", plot, WidthPixels,
                HeightPixels);
    }

    /// <summary>
    /// Curves of several models: whether models that differ at one threshold differ at all, or lie on one curve and only sit at different
    /// places of it. Null when no model has a lesion to find.
    /// </summary>
    public static SvgFigure? Compared(string name, string title, IReadOnlyList<FrocSeries> series)
    {
        var drawn = series.Where(s => s.Result.Froc.Curve.Points.Any(p => p.Sensitivity is not null)).ToArray();
        if (drawn.Length == 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(title, "false positives per patient (logarithmic)", "sensitivity");
        foreach (var one in drawn.Where(s => s.Result.PatientsWithLesions >= LeastPatients))
        {
            FigureStyle.AddBand(
                plot, Band(one.Result.Froc.Band, b => (b.Sensitivity.Low, b.Sensitivity.High)), one.Style.Color.WithAlpha(ComparedShade));
        }

        foreach (var one in drawn)
        {
            AddCurve(plot, one.Result.Froc.Curve.Points, one.Style.Color, "", 2.2f);
            plot.Legend.ManualItems.Add(one.Style.LegendItem(
                $"{one.Name}: {one.Result.Froc.Curve.Lesions} lesions, {one.Result.Patients} patients", 10, lineWidth: 2.2f));
        }

        foreach (var one in drawn)
        {
            AddPoint(plot, one.Fixed, one.Style, isFixed: true);
            AddPoint(plot, one.Chosen, one.Style, isFixed: false);
        }

        Finish(plot, Math.Max(4, drawn.Max(s => s.Result.Froc.Curve.LastRate)));
        var text = drawn.Select(
            s => $"{s.Name}: mean sensitivity at the seven rates {NumberText.Ratio(s.Result.Froc.MeanSensitivity.Value)}");
        return new SvgFigure(name, $"{title}. {string.Join("; ", text)}.", plot, ComparedWidthPixels,
            ComparedHeightPixels + FigureStyle.AddLegendBelow(plot, drawn.Length));
    }

    /// <summary>The corners of every curve.</summary>
    public static CsvTable Values(string name, IReadOnlyList<FrocSeries> series)
    {
        static IEnumerable<object?[]> Rows(FrocSeries one) =>
        [
            .. one.Result.Froc.Curve.Points.Select(p => (object?[])[
                one.Name, p.FalsePositivesPerPatient, p.Sensitivity, null, null, p.Confidence, "curve"]),
            .. one.Result.Froc.Band.Select(b => (object?[])[
                one.Name, b.FalsePositivesPerPatient, b.Sensitivity.Value, b.Sensitivity.Low, b.Sensitivity.High, null,
                b.BeyondCurve ? "beyond the curve" : "band"]),
        ];
        return new CsvTable(name, "model", "false_positives_per_patient", "sensitivity", "low", "high", "confidence", "kind")
            .With(series.SelectMany(Rows));
    }

    /// <summary>The lower end included.</summary>
    public static string Range(FrocStratum stratum) => (stratum.LowMm3, stratum.HighMm3) switch
    {
        ({ } low, { } high) => $"{ReportText.Cc(low)} to {ReportText.Cc(high)} cc",
        (null, { } high) => $"under {ReportText.Cc(high)} cc",
        ({ } low, null) => $"{ReportText.Cc(low)} cc and over",
        _ => "all sizes",
    };

    /// <summary>The point of the step curve where the axis begins.</summary>
    private static FrocPoint AtEdge(FrocStratum stratum) =>
        stratum.Points.LastOrDefault(p => p.FalsePositivesPerPatient <= RateAxis.Least) ?? new FrocPoint(1, 0, 0, 0, 0, 0);

    private static Plot NewPlot(string title) =>
        FigureStyle.NewPlot(title, "false positives per patient (logarithmic)", "sensitivity = found / all reference lesions");

    private static void Finish(Plot plot, double lastRate)
    {
        plot.Axes.Bottom.TickGenerator = RateAxis.Ticks();
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(RateAxis.Edge - 0.1, Math.Ceiling(RateAxis.Place(lastRate)) + 0.15, -0.03, 1.05);
    }

    private static void SmallLegend(Plot plot)
    {
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Legend.FontSize = FigureStyle.TextSize - 2;
    }

    private static List<BandPoint> Band(
        IReadOnlyList<FrocSensitivity> band, Func<FrocSensitivity, (double? Low, double? High)> ends) =>
    [
        .. from b in band
           let at = ends(b)
           where !b.BeyondCurve && at is { Low: not null, High: not null }
           select new BandPoint(RateAxis.Place(b.FalsePositivesPerPatient), at.Low!.Value, at.High!.Value), // filtered
    ];

    /// <summary>Up at a point, then level to the next. Gives where it ends.</summary>
    private static Coordinates AddCurve(Plot plot, IReadOnlyList<FrocPoint> points, Color color, string name, float width = 2.5f)
    {
        var steps = new List<Coordinates> { new(RateAxis.Edge, 0) };
        foreach (var point in points.Where(p => p.Sensitivity is not null))
        {
            var x = RateAxis.Place(point.FalsePositivesPerPatient);
            steps.Add(new Coordinates(x, steps[^1].Y));
            steps.Add(new Coordinates(x, point.Sensitivity!.Value)); // filtered
        }

        FigureStyle.AddLine(plot, steps, color, name, width);
        return steps[^1];
    }

    /// <summary>An open circle, where every candidate counts.</summary>
    private static void AddEnd(Plot plot, Coordinates end, Color color) => FigureStyle.AddDot(plot, end, color, isOpen: true);

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
        FigureStyle.AddInterval(plot, x, sensitivity, style.Color, 1.5f);
        plot.Add.Marker(x, value, style.Shape, style.Size, style.Color).LegendText = name;
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

    private sealed record Style(Color Color, MarkerShape Shape, float Size);
}

/// <summary>A model's free-response curve with its two operating points; null where it was not evaluated there.</summary>
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
        FigureStyle.AddLine(plot, points[^2..], FigureStyle.Blue.WithAlpha(0.35), "");
        FigureStyle.AddLine(plot, points[..^1], FigureStyle.Blue, "");
        plot.Axes.Bottom.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.Left.TickGenerator = FigureStyle.ShareTicks();
        plot.Axes.SetLimits(-0.03, 1.05, -0.03, 1.05);
        var area = $"area {NumberText.Fixed(curve.Area.Value, "0.000")} ({NumberText.Interval(curve.Area, "0.000")})";
        FigureStyle.AddText(plot, area, new Coordinates(1, 0.08), Alignment.LowerRight, FigureStyle.Grey);
        var n = $"{curve.PatientsForFalse} {(allPatients ? "patients" : "lesion-free patients")}, {curve.PatientsWithLesions} with lesions";
        FigureStyle.AddText(plot, n, new Coordinates(1, 0.02), Alignment.LowerRight, FigureStyle.Grey);
        return new SvgFigure(allPatients ? "wafroc1" : "wafroc", $"{name} curve; {area}; {n}.", plot, WidthPixels, HeightPixels);
    }
}
