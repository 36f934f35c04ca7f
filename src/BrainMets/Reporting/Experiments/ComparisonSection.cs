using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// Networks that differ in one value: tables, curves, FROC, paired differences, slices (Tables 1 and 2, Figures 2 to 5 of the paper).
/// </summary>
internal sealed class ComparisonSection
{
    private const double SmallWithoutGateMm3 = 400;

    private readonly ExperimentFolder folder;
    private readonly ReportContent content;
    private readonly ModelComparison comparison;
    private readonly IReadOnlyDictionary<string, string> labels;
    private readonly string id;

    public ComparisonSection(ExperimentFolder folder, ReportContent content, int index)
    {
        (this.folder, this.content, comparison) = (folder, content, folder.Result.Comparisons[index]);
        labels = ReportText.Labels(comparison, folder.Result);
        id = SummarySection.ComparisonId(index);
    }

    public Html Render() => Html.Of($"""
        <h2 id="{id}">{comparison.Title}</h2>
        <p>{Intro()}</p>
        {Summary()}{ByGate()}
        <h3>By lesion size, {ReportText.Threshold(OperatingThreshold.Fixed, folder.Result.FixedThreshold)}</h3>
        {Curves(OperatingThreshold.Fixed, comparison.FixedFolder)}
        <h3>All thresholds</h3>
        {Froc()}
        <h3>By lesion size, {ReportText.Threshold(OperatingThreshold.Chosen, folder.Result.FixedThreshold)}</h3>
        {Curves(OperatingThreshold.Chosen, comparison.ChosenFolder)}
        <h3>Paired differences</h3>
        {Differences(OperatingThreshold.Fixed, comparison.FixedFolder)}{Differences(OperatingThreshold.Chosen, comparison.ChosenFolder)}
        <p class="quiet">Second minus first. Intervals: 95 %, both networks resampled together, patient by patient. p: signed-rank test on the differences of single patients; adjusted: by Holm
        over {folder.Comparison(comparison.FixedFolder).Family}. Bold: the interval excludes 0, and at least
        {DifferenceRow.LeastPatients} patients have the metric. Interval and test answer different questions (pooled lesions, typical patient) and need not agree.
        A dash: no interval or no test. Patients: those in whom both have the metric.</p>
        {SeedTable.Render(content, $"{id}-seeds", comparison.Seeds)}
        <h3>Example slices</h3>
        {Slices()}
        """);

    private string Label(string model) => labels.GetValueOrDefault(model, model);

    private string Intro()
    {
        var models = comparison.Models.Select(folder.Model).OfType<ModelResult>().ToArray();
        var shared = models.Length == 0 ? [] : models[0].Values
            .Where(v => v.Key != comparison.Vary && models.All(m => m.Values.GetValueOrDefault(v.Key) == v.Value))
            .Select(v => $"{v.Key} {v.Value}").ToArray();
        var alike = shared.Length == 0 ? "" : $" All have {string.Join(", ", shared)}.";
        var result = folder.Comparison(comparison.FixedFolder);
        var spread = comparison.Seeds.Count > 0 ? " Results are those of the first seed." : "";
        return $"Networks that differ in {comparison.Vary}: {string.Join(", ", comparison.Models.Select(Label))}.{alike} Evaluated on the "
            + $"same {ReportText.Count(result.Patients, "patient", "patients")} "
            + $"({ReportText.Count(result.Cases, "case", "cases")}) of {folder.Main.DataSet}, with {result.Reference} as the "
            + $"reference.{spread} The chosen thresholds compare the performance of networks; at the "
            + "fixed one, networks may differ only because their probabilities are scaled differently.";
    }

    private IEnumerable<(string Model, ModelEvaluation Judgement)> Judged(OperatingThreshold at) =>
        from m in comparison.Models
        let judgement = folder.Judgement(m, at)
        where judgement is not null
        select (m, judgement);

    private IEnumerable<(string Model, string Threshold, ModelEvaluation Judgement)> Both() =>
        new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen }.SelectMany(at => Judged(at)
            .Select(j => (Label(j.Model), $"{ReportText.Short(j.Judgement.Threshold)} ({ReportText.Word(at)})", j.Judgement)));

    private Html Summary() => SummaryTable.Render(
        content, $"{id}-summary",
            "Main metrics at the fixed and at the chosen thresholds: value, 95 % interval over patients, and n, the number of items "
                + "(lesions; for false positives patients). "
            + "Dice and HD95 are means over the lesions that each network found, which are not the same ones.",
        [.. Both().Select(b => new ModelColumn(b.Model, $"threshold {b.Threshold}", b.Judgement.Summary))]);

    private Html ByGate() => GateTable.Render(
        content, $"{id}-by-gate",
            "Detection of small and of large lesions. Reference lesions are classified by reference volume, predictions by predicted "
                + "volume; F1 uses "
                + "both. 95 % intervals over patients.",
        [.. Both().Select(b => new GateRow(b.Model, b.Threshold, b.Judgement.ByGate))]);

    private Html Curves(OperatingThreshold at, string place)
    {
        var part = new VolumePartContent(
            $"{id}-{ReportText.Word(at)}", at == OperatingThreshold.Fixed
                ? $"threshold {ReportText.Short(folder.Result.FixedThreshold)}"
                : "chosen thresholds", folder.Comparison(place),
            [.. comparison.Models.Select(m => (m, Label(m)))]);
        return VolumePart.OfDetection(content, part, comparison.Models[0]);
    }

    private Html Froc()
    {
        FrocSeries[] series =
        [
            .. from m in comparison.Models.Index()
               let result = folder.Evaluation(m.Item, OperatingThreshold.Chosen)?.FreeResponse
               where result is not null
               select new FrocSeries(
                   Label(m.Item), result, folder.Judgement(m.Item, OperatingThreshold.Fixed)?.Summary,
                       folder.Judgement(m.Item, OperatingThreshold.Chosen)?.Summary, SeriesStyle.Of(m.Index)),
        ];
        var name = $"{id}-froc";
        if (FrocFigure.Compared(name, "Lesions found against false positives", series) is not { } figure)
        {
            return Html.Of($"<p class=\"quiet\">No free-response curves: no probability maps were evaluated at all thresholds.</p>\n");
        }

        var shown = content.Add(
            figure,
            Html.Of($"""
                Free-response curves: candidates counted from the most confident down. Marks: white inside at the fixed threshold, filled at the chosen one; a mark need not lie on its curve, since lesions
                are found again at each threshold. Networks whose marks lie apart but whose curves coincide differ in their threshold rather than in their performance. Bands: 95 % at one rate, patients
                resampled, shown for {FrocFigure.LeastPatients} or more patients.
                """),
            FrocFigure.Values(name, series));
        return Html.Join([shown, FrocTable.Render(content, $"{name}-rates", series)]);
    }

    private Html Differences(OperatingThreshold at, string place)
    {
        var result = folder.Comparison(place);
        PairDifferences[] pairs =
        [
            .. from first in comparison.Models.Index()
               from second in comparison.Models.Skip(first.Index + 1)
               select new PairDifferences(
                   Label(first.Item), Label(second), [.. Rows(folder, comparison, (first.Item, second), (at, result))]),
        ];
        return DifferenceTable.Render(
            content, $"{id}-differences-{ReportText.Word(at)}",
                $"Paired differences at {ReportText.Threshold(at, folder.Result.FixedThreshold)}.", pairs);
    }

    public static IEnumerable<DifferenceRow> Rows(
        ExperimentFolder folder, ModelComparison comparison, (string First, string Second) models,
            (OperatingThreshold Threshold, ComparisonResult Result) at) =>
        [.. PairedDifferenceRows.Overall(at.Result, models.First, models.Second),
            .. PairedDifferenceRows.ByGate(folder, comparison, models, at.Threshold)];

    private Html Slices()
    {
        var sources = new List<PictureSource>();
        foreach (var name in comparison.Models)
        {
            if (folder.Model(name) is { } model && folder.Evaluation(name, OperatingThreshold.Chosen) is { } evaluation)
            {
                sources.Add(new PictureSource(Label(name),
                    c => Path.Combine(folder.At(model.PredictionFolder), c.Id, PredictionFiles.Segmentation), evaluation.Cases));
            }
        }

        var small = folder.Strata().Select(s => s.HighMm3).OfType<double>().FirstOrDefault(SmallWithoutGateMm3);
        var thresholds = Judged(OperatingThreshold.Chosen).Select(j => $"{Label(j.Model)} {ReportText.Short(j.Judgement.Threshold)}");
        return Html.Of($"""
            <p class="quiet">Segmentations are those at each network's chosen threshold ({string.Join(", ", thresholds)}), components below the network's minimum volume dropped. One panel a network:
            <strong>solid orange</strong> the reference, <strong>dashed blue</strong> the network that the panel names; where they coincide, the colours alternate. The patient's right (R) is on
            the left. Chosen by rule, not by eye.</p>
            {ExampleGallery.Render(content, id, folder.Main.Cases, sources, (small, folder.Comparison(comparison.FixedFolder).Matching.Connectivity))}
            """);
    }
}

/// <summary>Figures against lesion volume, one curve for each of several models or readers, and how they differ by volume.</summary>
internal static class VolumePart
{
    private const string Reference = "reference volume (cc, logarithmic)";
    private const string Predicted = "predicted volume (cc, logarithmic)";

    private static readonly Kind[] Detection =
    [
        new("sensitivity", "Sensitivity", Reference, "found / all reference lesions", c => c.Sensitivity, c => c.Sensitivity,
            b => b.Sensitivity, 1),
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
    public static Html OfDetection(ReportContent content, VolumePartContent part, string baseline) =>
        Render(content, part, baseline, Detection);

    /// <summary>Dice and HD95 (Figure 7 of the paper), and how each of the others differs from one.</summary>
    public static Html OfOutlines(ReportContent content, VolumePartContent part, string baseline) =>
        Render(content, part, baseline, Outlines);

    private static Html Render(ReportContent content, VolumePartContent part, string baseline, IReadOnlyList<Kind> kinds)
    {
        var shown = kinds.Select(k => (Kind: k, Figure: Figure(content, part, k))).ToArray();
        Html[] differences = [.. kinds.Select(k => Difference(content, part, baseline, k)).OfType<Html>()];
        var absent = shown.Where(s => s.Figure is null).Select(s => s.Kind.Title).ToArray();
        var missing = absent.Length == 0
            ? Html.Empty
            : Html.Of($"<p class=\"quiet\">{string.Join(", ", absent)} against volume, {part.Threshold}: not shown; at no volume do "
            + $"enough patients have a lesion of about that size.</p>\n");
        return Html.Of($"<div class=\"pair\">{shown.Select(s => s.Figure ?? Html.Empty)}{differences}</div>\n{missing}");
    }

    private static Html? Difference(ReportContent content, VolumePartContent part, string baseline, Kind kind)
    {
        CurveSeries[] series =
        [
            .. from o in part.Names.Index()
               where o.Item.Name != baseline
               let pair = PairedDifferenceRows.Pair(part.Result, baseline, o.Item.Name)
               where pair is not null
               let curve = kind.OfDifference(pair.Curves)
               select new CurveSeries($"{o.Item.Label} minus {part.Label(baseline)}", pair.First == baseline
                   ? CurveSeries.Turned(curve)
                   : curve, SeriesStyle.Of(o.Index)) { IsDifference = true },
        ];
        var name = $"{part.Prefix}-{kind.Key}-difference";
        return series.Length > 0 && CurveFigure.Compared(
            new(name, $"{kind.Title}: difference, {part.Threshold}", kind.X, $"difference in {kind.Unit}", null), series) is { } figure
            ? content.Add(
                figure,
                Html.Of($"""
                    {kind.Title}, paired differences: above 0 it is higher for the first-named. Both are resampled with the same patients, so that what makes a patient hard for both cancels. Band: 95 % at one
                    volume; where it includes 0, no difference is shown there.
                    """),
                CurveFigure.Values(name, series))
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

        var labels = new CurveLabels(name, $"{kind.Title} by volume, {part.Threshold}", kind.X, kind.Y, kind.UpTo);
        // just asked
        CurveSeries[] series = [.. readers.Where(r => r.Reader.Curves is not null)
            .Select(r => new CurveSeries(r.Label, kind.Of(r.Reader.Curves!), SeriesStyle.Of(r.Index)))];
        if (series.Length > 0 && CurveFigure.Compared(labels, series) is { } curves)
        {
            var least = readers[0].Reader.Curves?.Options.MinPatients ?? 0;
            var quartiles = kind.OfBin is null ? " Line: median." : "";
            return content.Add(
                curves,
                Html.Of($"""
                    {kind.Title} by volume, {part.Threshold}.{quartiles} Band: 95 % at one volume, patients resampled. Bands that overlap neither show nor exclude a difference; the paired
                    differences do. Blank where fewer than {least} patients have a lesion within half to double the volume.
                    """),
                CurveFigure.Values(name, series));
        }

        if (kind.OfBin is not { } of)
        {
            return null;
        }

        (string, IReadOnlyList<VolumeBin>)[] bins = [.. readers.Select(r => (r.Label, r.Reader.ByVolume))];
        return VolumeFigure.Compared(
            labels with { X = kind.X.Replace("logarithmic", "size classes", StringComparison.Ordinal) }, bins, of) is { } figure
            ? content.Add(
                figure,
                Html.Of($"""
                    {kind.Title} by size class, {part.Threshold}, instead of curves, for which there are too few patients. Bars: 95 % Wilson intervals, widened where lesions share a patient; no
                    bar where there is none (F1 has none by class).
                    """),
                VolumeFigure.Values(name, bins, of))
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
        public string Unit =>
            Key == "hd95" ? "HD95 (mm)" : Key == "dice" ? "median Dice" : Title.Length == 2 ? Title : Title.ToLowerInvariant();
    }
}

/// <summary>What figures against volume show.</summary>
/// <param name="Prefix">Of the names of files.</param>
/// <param name="Threshold">At which threshold, in words.</param>
/// <param name="Result">Holds the curves.</param>
/// <param name="Names">Who is drawn, by the name in the comparison, and as the legend says it.</param>
internal sealed record VolumePartContent(
    string Prefix, string Threshold, ComparisonResult Result, IReadOnlyList<(string Name, string Label)> Names)
{
    public string Label(string name) => Names.FirstOrDefault(n => n.Name == name).Label ?? name;
}
