using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>Figures against lesion volume, one curve for each of several models or readers, and how they differ by volume.</summary>
internal static class VolumePart
{
    private const string Reference = "reference volume (cc, logarithmic)";
    private const string Predicted = "predicted volume (cc, logarithmic)";

    private static readonly Kind[] Detection =
    [
        new("sensitivity", "Sensitivity", Reference, "found / all reference lesions", c => c.Sensitivity, c => c.Sensitivity, b => b.Sensitivity, 1),
        new("precision", "Precision", Predicted, "right / (right + false)", c => c.Precision, c => c.Precision, b => b.Precision, 1),
        new(
            "f1", "F1", "reference and predicted volume (cc, logarithmic)", "F1 at equal volume", c => c.F1, c => c.F1,
            b => new Estimate(b.F1, null, null, b.ReferenceLesions + b.PredictedLesions, 0), 1),
    ];

    private static readonly Kind[] Outlines =
    [
        new("dice", "Dice", Reference, "median Dice of found lesions", c => c.Dice, c => c.Dice, null, 1),
        new("hd95", "HD95", Reference, "median HD95 of found lesions (mm)", c => c.Hd95Mm, c => c.Hd95Mm, null, null),
    ];

    /// <summary>Sensitivity, precision and F1 (Figures 2, 4 and 6 of the paper), and how each of the others differs from one.</summary>
    public static Html OfDetection(ReportContent content, VolumePartContent part, string baseline) => Render(content, part, baseline, Detection);

    /// <summary>Dice and HD95 (Figure 7 of the paper), and how each of the others differs from one.</summary>
    public static Html OfOutlines(ReportContent content, VolumePartContent part, string baseline) => Render(content, part, baseline, Outlines);

    private static Html Render(ReportContent content, VolumePartContent part, string baseline, IReadOnlyList<Kind> kinds)
    {
        var shown = kinds.Select(k => (Kind: k, Figure: Figure(content, part, k))).ToArray();
        Html[] differences = [.. kinds.Select(k => Difference(content, part, baseline, k)).OfType<Html>()];
        var absent = shown.Where(s => s.Figure is null).Select(s => s.Kind.Title).ToArray();
        var missing = absent.Length == 0
            ? Html.Empty
            : Html.Of($"<p class=\"quiet\">{string.Join(", ", absent)} against volume, {part.Threshold}: not drawn; at no volume do enough patients have a lesion of about that size.</p>\n");
        return Html.Of($"<div class=\"pair\">{shown.Select(s => s.Figure ?? Html.Empty)}{differences}</div>\n{missing}");
    }

    private static Html? Difference(ReportContent content, VolumePartContent part, string baseline, Kind kind)
    {
        CurveSeries[] series =
        [
            .. from o in part.Names.Index()
               where o.Item.Name != baseline
               let pair = PairedDifferences.Pair(part.Result, baseline, o.Item.Name)
               where pair is not null
               let curve = kind.OfDifference(pair.Curves)
               select new CurveSeries($"{o.Item.Label} less {part.Label(baseline)}", pair.First == baseline ? CurveSeries.Turned(curve) : curve, SeriesStyle.Of(o.Index)) { IsDifference = true },
        ];
        var name = $"{part.Prefix}-{kind.Key}-difference";
        return series.Length > 0 && CurveOverlay.Make(name, ($"{kind.Title}: difference, {part.Threshold}", kind.X, $"difference in {kind.Unit}"), series, null) is { } figure
            ? content.Add(
                figure,
                Html.Of($"""
                    {kind.Title}, paired differences: above 0 it is higher for the first-named. Both are resampled with the same patients, so that what makes a patient hard for both cancels. Band: 95 % at one
                    volume; where it includes 0, no difference is shown there.
                    """),
                CurveOverlay.Values(name, series))
            : null;
    }

    private static Html? Figure(ReportContent content, VolumePartContent part, Kind kind)
    {
        var name = $"{part.Prefix}-{kind.Key}";
        var readers = (from n in part.Names.Index()
                       from r in part.Result.Readers
                       where r.Name == n.Item.Name
                       select (n.Item.Label, n.Index, Reader: r)).ToArray();
        if (readers.Length == 0)
        {
            return null;
        }

        var labels = ($"{kind.Title} by volume, {part.Threshold}", kind.X, kind.Y);
        CurveSeries[] series = [.. readers.Where(r => r.Reader.Curves is not null).Select(r => new CurveSeries(r.Label, kind.Of(r.Reader.Curves!), SeriesStyle.Of(r.Index)))]; // just asked
        if (series.Length > 0 && CurveOverlay.Make(name, labels, series, kind.UpTo) is { } curves)
        {
            var least = readers[0].Reader.Curves?.Options.MinPatients ?? 0;
            var quartiles = kind.OfBin is null ? " Line: median." : "";
            return content.Add(
                curves,
                Html.Of($"""
                    {kind.Title} by volume, {part.Threshold}.{quartiles} Band: 95 % at one volume, patients resampled. Bands that overlap neither show nor exclude a difference; the paired
                    differences do. Blank where fewer than {least} patients have a lesion within half to double the volume.
                    """),
                CurveOverlay.Values(name, series));
        }

        if (kind.OfBin is not { } of)
        {
            return null;
        }

        (string, IReadOnlyList<VolumeBin>)[] bins = [.. readers.Select(r => (r.Label, r.Reader.ByVolume))];
        return BinOverlay.Make(name, labels with { Item2 = kind.X.Replace("logarithmic", "size classes", StringComparison.Ordinal) }, bins, of) is { } figure
            ? content.Add(
                figure,
                Html.Of($"""
                    {kind.Title} by size class, {part.Threshold}, instead of curves, for which there are too few patients. Bars: 95 % Wilson intervals, widened where lesions share a patient; no
                    bar where there is none (F1 has none by class).
                    """),
                BinOverlay.Values(name, bins, of))
            : null;
    }

    private sealed record Kind(
        string Key,
        string Title,
        string X,
        string Y,
        Func<VolumeCurves, VolumeCurve> Of,
        Func<VolumeCurveDifferences, VolumeCurve> OfDifference,
        Func<VolumeBin, Estimate>? OfBin,
        double? UpTo)
    {
        public string Unit => Key == "hd95" ? "HD95 (mm)" : Key == "dice" ? "median Dice" : Title.Length == 2 ? Title : Title.ToLowerInvariant();
    }
}
