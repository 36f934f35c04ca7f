using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;
using ScottPlot;

namespace BrainMets.Reporting;

/// <summary>
/// Detection against the gate: a line with its bootstrap band over the gates in cc (logarithmic), and apart from it on either side the end
/// where one model is left alone, which no logarithm has.
/// </summary>
internal static class GateFigure
{
    private const int WidthPixels = 560;
    private const int HeightPixels = 430;
    private const double LightShade = 0.14;

    /// <summary>Distance of each model alone from the nearest gate, in decades.</summary>
    private const double End = 0.35;

    private static readonly Color Purple = Color.FromHex("#CC79A7");
    private static readonly Color Orange = Color.FromHex("#E69F00");

    /// <summary>F1 with the gate marked and the baselines as horizontal lines. Null when no gate has an F1.</summary>
    /// <param name="summary">Names the models.</param>
    /// <param name="selection">What is drawn.</param>
    /// <param name="origin">Where the gate comes from, in a word; null for "chosen" on these cases or "given".</param>
    public static SvgFigure? F1(CombinationSummary summary, GateSelectionResult selection, string? origin = null)
    {
        if (selection.Gates.All(g => g.F1.Value is null))
        {
            return null;
        }

        var plot = FigureStyle.NewPlot("F1 against the gate", "gate (cc, logarithmic)", "F1 of lesions");
        var at = Places(selection.Gates);
        var values = AddBaselines(plot, at, summary.Models, selection)
            .Concat(selection.Gates.Select(g => g.F1 with { Low = g.F1SimultaneousLow ?? g.F1.Low })).ToArray();
        AddWideBand(plot, at, selection.Gates);
        // over the lines, which it may follow
        AddCurve(plot, at, selection.Gates, g => g.F1,
            new Style("combination, 95 % at one gate", FigureStyle.Blue, MarkerShape.FilledCircle));
        var bottom = Frame(plot, at, selection.Gates, summary.Models, values);
        AddGate(plot, at, selection, bottom, origin);
        var gate = selection.Gate is { } g
            ? $" Gate {origin ?? (selection.IsChosen ? "chosen" : "given")}: {CombinationText.Gate(g, summary.Models)}."
            : "";
        return new SvgFigure("gate-f1", $"F1 of the combination against the gate, with baselines.{gate}", plot, WidthPixels, HeightPixels);
    }

    /// <summary>Sensitivity and precision. Null when neither is defined at any gate.</summary>
    public static SvgFigure? SensitivityAndPrecision(CombinationSummary summary, GateSelectionResult selection)
    {
        var plot = FigureStyle.NewPlot("Sensitivity and precision against the gate", "gate (cc, logarithmic)", "fraction of lesions");
        var at = Places(selection.Gates);
        var sensitivity =
            AddCurve(plot, at, selection.Gates, g => g.Sensitivity, new Style("sensitivity", FigureStyle.Green, MarkerShape.FilledSquare));
        var precision = AddCurve(
            plot, at, selection.Gates, g => g.Precision, new Style("precision", FigureStyle.Vermillion, MarkerShape.FilledTriangleUp));
        if (!sensitivity && !precision)
        {
            return null;
        }

        var bottom = Frame(
            plot, at, selection.Gates, summary.Models, selection.Gates.SelectMany(g => new[] { g.Sensitivity, g.Precision }));
        AddGate(plot, at, selection, bottom);
        return new SvgFigure(
            "gate-sensitivity-precision", "Sensitivity and precision of the combination against the gate, with 95 % bands.", plot,
                WidthPixels, HeightPixels);
    }

    /// <summary>How often each gate would have been chosen. Null when none was, or the gate was given.</summary>
    public static SvgFigure? Choices(CombinationSummary summary, GateSelectionResult selection)
    {
        if (selection.Distribution is not { } distribution || selection.Gates.Sum(g => g.ChosenInResamples) is not > 0)
        {
            return null;
        }

        var plot = FigureStyle.NewPlot(
            "Gates that other patients would choose", "gate (cc, logarithmic)", $"share of {distribution.Resamples} resamples");
        var at = Places(selection.Gates);
        var highest = 0.0;
        foreach (var (gate, x) in selection.Gates.Zip(at).Where(g => g.First.ChosenInResamples > 0))
        {
            var share = gate.ChosenInResamples!.Value / (double)distribution.Resamples; // just compared
            var bar = plot.Add.Rectangle(x - 0.04, x + 0.04, 0, share);
            bar.FillColor = gate.Gate == selection.Gate ? FigureStyle.Blue : FigureStyle.Grey;
            bar.LineWidth = 0;
            highest = Math.Max(highest, share);
        }

        plot.Axes.Bottom.TickGenerator = Ticks(at, selection.Gates, summary.Models);
        plot.Axes.SetLimits(at[0] - 0.25, at[^1] + 0.25, 0, highest * 1.1);
        return new SvgFigure("gate-choices", "How often each gate is chosen when patients are resampled.", plot, WidthPixels, HeightPixels);
    }

    private static double[] Places(IReadOnlyList<GateMetrics> gates)
    {
        var logs = gates.Select(g => g.Gate.VolumeMm3)
            .OfType<double>().Select(v => Math.Log10(NumberText.Cc(v))).DefaultIfEmpty(0).ToArray();
        return [.. gates.Select(g => g.Gate.Kind switch
        {
            GateKind.LargeOnly => logs[0] - End,
            GateKind.SmallOnly => logs[^1] + End,
            _ => Math.Log10(NumberText.Cc(g.Gate.VolumeMm3 ?? 0)),
        })];
    }

    /// <summary>The light band of the whole curve; thin lines at the ends.</summary>
    private static void AddWideBand(Plot plot, double[] at, IReadOnlyList<GateMetrics> gates)
    {
        var points = gates.Zip(
            at, (g, x) => (X: x, IsEnd: g.Gate.Kind != GateKind.Volume, Low: g.F1SimultaneousLow, High: g.F1SimultaneousHigh))
            .Where(p => p is { Low: not null, High: not null }).ToArray();
        // Both ends were just asked for.
        FigureStyle.AddBand(
            plot, [.. points.Where(p => !p.IsEnd).Select(p => new BandPoint(p.X, p.Low!.Value, p.High!.Value))],
            FigureStyle.Blue.WithAlpha(LightShade), "95 % all gates");
        foreach (var end in points.Where(p => p.IsEnd))
        {
            FigureStyle.AddLine(plot, new(end.X, end.Low!.Value), new(end.X, end.High!.Value), FigureStyle.Blue.WithAlpha(0.5), 1.5f);
        }
    }

    private static bool AddCurve(Plot plot, double[] at, IReadOnlyList<GateMetrics> gates, Func<GateMetrics, Estimate> figure, Style style)
    {
        var points = gates.Select((g, i) => (X: at[i], IsEnd: g.Gate.Kind != GateKind.Volume, Figure: figure(g)))
            .Where(p => p.Figure.Value is not null).ToArray();
        var bounded = points.Where(p => p.Figure is { Low: not null, High: not null }).ToArray();
        FigureStyle.AddBand(
            plot,
            [.. bounded.Where(p => !p.IsEnd).Select(p => new BandPoint(p.X, p.Figure.Low!.Value, p.Figure.High!.Value))], // filtered
            style.Color.WithAlpha(0.18));
        foreach (var end in bounded.Where(p => p.IsEnd))
        {
            FigureStyle.AddInterval(plot, end.X, end.Figure, style.Color.WithAlpha(0.5), 4);
        }

        Coordinates[] Drawn(bool ends) =>
            [.. points.Where(p => ends || !p.IsEnd).Select(p => new Coordinates(p.X, p.Figure.Value!.Value))]; // chosen as having one
        FigureStyle.AddLine(plot, Drawn(ends: false), style.Color, "", 2);
        FigureStyle.AddMarkers(plot, Drawn(ends: true), (style.Color, style.Marker), 6, style.Name);
        return points.Length > 0;
    }

    /// <summary>Horizontal lines, with marks at places of their own so that lines upon each other all show.</summary>
    private static List<Estimate> AddBaselines(Plot plot, double[] at, CombinationModels models, GateSelectionResult selection)
    {
        var single = selection.BestSingle;
        (Baseline Baseline, string Name, Color Color, MarkerShape Marker)[] lines =
        [
            .. single is { } best
                ? [(best, $"best single: {models.NameOf(best)}", FigureStyle.Grey, MarkerShape.FilledDiamond)]
                : Array.Empty<(Baseline, string, Color, MarkerShape)>(),
            (Baseline.MeanProbability, models.NameOf(Baseline.MeanProbability), FigureStyle.Green, MarkerShape.FilledSquare),
            (Baseline.Union, models.NameOf(Baseline.Union), FigureStyle.Vermillion, MarkerShape.FilledTriangleUp),
            (Baseline.Intersection, models.NameOf(Baseline.Intersection), Purple, MarkerShape.FilledTriangleDown),
        ];
        var drawn = new List<Estimate>();
        foreach (var (i, line) in lines.Index())
        {
            var f1 = selection.Baselines.First(b => b.Baseline == line.Baseline).F1;
            if (f1.Value is not { } y)
            {
                continue;
            }

            FigureStyle.AddLine(plot, new(at[0], y), new(at[^1], y), line.Color, 1.5f);
            var step = (at[^1] - at[0]) / 12;
            FigureStyle.AddMarkers(
                plot, Enumerable.Range(0, 3).Select(k => new Coordinates(at[0] + (((4 * k) + i + 0.5) * step), y)),
                (line.Color, line.Marker), 9, line.Name);
            drawn.Add(f1 with { Low = null, High = null });
        }

        return drawn;
    }

    /// <summary>Axes and legend; gives the lowest value shown.</summary>
    private static double Frame(
        Plot plot, double[] at, IReadOnlyList<GateMetrics> gates, CombinationModels models, IEnumerable<Estimate> values)
    {
        var lowest = values.SelectMany(v => new[] { v.Low, v.Value }).OfType<double>().DefaultIfEmpty(0).Min();
        var bottom = Math.Max(0, (Math.Floor(lowest * 10) / 10) - 0.02);
        plot.Axes.Bottom.TickGenerator = Ticks(at, gates, models);
        plot.Axes.SetLimits(at[0] - 0.25, at[^1] + 0.25, bottom, 1 + (0.12 * (1 - bottom)));
        plot.ShowLegend(Edge.Bottom).Legend.Orientation = Orientation.Horizontal;
        plot.Legend.FontSize = FigureStyle.TextSize - 2;
        return bottom;
    }

    private static void AddGate(Plot plot, double[] at, GateSelectionResult selection, double bottom, string? origin = null)
    {
        if (selection.Gates.Index().Where(g => g.Item.Gate == selection.Gate).Select(g => (int?)g.Index).FirstOrDefault() is not { } place)
        {
            return;
        }

        var top = 1 + (0.05 * (1 - bottom));
        FigureStyle.AddLine(plot, new(at[place], bottom), new(at[place], top), Orange, 2.5f);
        var cc = selection.Gate?.VolumeMm3 is { } v ? $" {NumberText.Cc(v):0.####} cc" : "";
        var side = place * 2 > at.Length ? Alignment.LowerRight : Alignment.LowerLeft;
        FigureStyle.AddText(
            plot, (origin ?? (selection.IsChosen ? "chosen" : "given")) + cc, new Coordinates(at[place], top), side, FigureStyle.Grey);
    }

    private static ScottPlot.TickGenerators.NumericManual Ticks(double[] at, IReadOnlyList<GateMetrics> gates, CombinationModels models)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (var (gate, x) in gates.Zip(at))
        {
            if (gate.Gate.Kind != GateKind.Volume)
            {
                ticks.AddMajor(x, $"only\n{Short(gate.Gate.Kind == GateKind.LargeOnly ? models.Large : models.Small)}");
            }
            else if (Math.Abs(x - Math.Round(x)) < 1e-9)
            {
                ticks.AddMajor(x, Math.Pow(10, Math.Round(x)).ToString("0.####"));
            }
            else
            {
                ticks.AddMinor(x);
            }
        }

        return ticks;
    }

    /// <summary>An axis has no room for long names; tables give them in full.</summary>
    private static string Short(string name) => name.Length <= 12 ? name : name[..11] + "…";

    private sealed record Style(string Name, Color Color, MarkerShape Marker);
}
