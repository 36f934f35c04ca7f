using BrainMets.Evaluation;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// Free-response curves of several models in one figure: whether models that differ at one threshold differ at all, or lie on one curve and only sit at different places of it.
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
        var text = drawn.Select(s => $"{s.Name}: mean sensitivity at the seven rates {NumberText.Ratio(s.Result.Froc.MeanSensitivity.Value)}");
        return new SvgFigure(name, $"{title}. {string.Join("; ", text)}.", plot, WidthPixels, HeightPixels + (LegendRowPixels * drawn.Length));
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
                table.Add(one.Name, b.FalsePositivesPerPatient, b.Sensitivity.Value, b.Sensitivity.Low, b.Sensitivity.High, null, b.BeyondCurve ? "beyond the curve" : "band");
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
                [.. band.Select(b => RateAxis.Place(b.FalsePositivesPerPatient))], [.. band.Select(b => b.Sensitivity.Low!.Value)], [.. band.Select(b => b.Sensitivity.High!.Value)]);
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
