using BrainMets.Evaluation;
using BrainMets.Experiments;

namespace BrainMets.Reporting;

/// <summary>Networks that differ in one value: tables, curves, FROC, paired differences, slices (Tables 1 and 2, Figures 2 to 5 of the paper).</summary>
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
        <p class="quiet">Second less first. Intervals: 95 %, both networks resampled together, patient by patient. p: signed-rank test on the differences of single patients; adjusted: by Holm
        over {folder.Comparison(comparison.FixedFolder).Family}. Bold: the interval excludes 0, and at least
        {DifferenceRow.LeastPatients} patients have the figure. Interval and test ask different questions (pooled lesions, typical patient) and need not agree.
        A dash: no interval or no test. Patients: those in whom both have the figure.</p>
        {SeedTable.Render(content, $"{id}-seeds", comparison.Seeds)}
        <h3>Example slices</h3>
        {Slices()}
        """);

    private string Label(string model) => labels.GetValueOrDefault(model, model);

    private string Intro()
    {
        var models = comparison.Models.Select(folder.Model).OfType<ModelResult>().ToArray();
        var shared = models.Length == 0 ? [] : models[0].Values
            .Where(v => v.Key != comparison.Vary && models.All(m => m.Values.GetValueOrDefault(v.Key) == v.Value)).Select(v => $"{v.Key} {v.Value}").ToArray();
        var alike = shared.Length == 0 ? "" : $" All have {string.Join(", ", shared)}.";
        var result = folder.Comparison(comparison.FixedFolder);
        var spread = comparison.Seeds.Count > 0 ? " Figures are those of the first seed." : "";
        return $"Networks that differ in {comparison.Vary}: {string.Join(", ", comparison.Models.Select(Label))}.{alike} Judged on the same {ReportText.Count(result.Patients, "patient", "patients")} "
            + $"({ReportText.Count(result.Cases, "case", "cases")}) of {folder.Main.DataSet}, with {result.Reference} as the reference.{spread} A network at its own threshold is compared for what it can do; at the "
            + "fixed one, networks may differ only because their probabilities are scaled differently.";
    }

    private IEnumerable<(string Model, ModelEvaluation Judgement)> Judged(OperatingThreshold at) =>
        from m in comparison.Models
        let judgement = folder.Judgement(m, at)
        where judgement is not null
        select (m, judgement);

    private IEnumerable<(string Model, string Threshold, ModelEvaluation Judgement)> Both() =>
        new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen }.SelectMany(at => Judged(at).Select(j => (Label(j.Model), $"{ReportText.Short(j.Judgement.Threshold)} ({ReportText.Word(at)})", j.Judgement)));

    private Html Summary() => SummaryTable.Render(
        content, $"{id}-summary", "Main figures at the fixed and at the chosen thresholds: value, 95 % interval over patients, and n, what it rests on (lesions; for false positives patients). "
            + "Dice and HD95 are means over the lesions that each network found, which are not the same ones.",
        [.. Both().Select(b => (b.Model, $"threshold {b.Threshold}", b.Judgement.Summary))]);

    private Html ByGate() => GateTable.Render(
        content, $"{id}-by-gate", "Detection of small and of large lesions. Reference lesions go by reference volume, predictions by predicted volume; F1 takes both. 95 % intervals over patients.",
        [.. Both().Select(b => (b.Model, b.Threshold, b.Judgement.ByGate))]);

    private Html Curves(OperatingThreshold at, string place)
    {
        var part = new VolumePartContent(
            $"{id}-{ReportText.Word(at)}", at == OperatingThreshold.Fixed ? $"threshold {ReportText.Short(folder.Result.FixedThreshold)}" : "chosen thresholds", folder.Comparison(place),
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
                   Label(m.Item), result, folder.Judgement(m.Item, OperatingThreshold.Fixed)?.Summary, folder.Judgement(m.Item, OperatingThreshold.Chosen)?.Summary, SeriesStyle.Of(m.Index)),
        ];
        var name = $"{id}-froc";
        if (FrocOverlay.Make(name, "Lesions found against false positives", series) is not { } figure)
        {
            return Html.Of($"<p class=\"quiet\">No free-response curves: no probability maps were judged over all thresholds.</p>\n");
        }

        var shown = content.Add(
            figure,
            Html.Of($"""
                Free-response curves: candidates counted from the most confident down. Marks: white inside at the fixed threshold, filled at the chosen one; a mark need not lie on its curve, since lesions
                are found anew at each threshold. Networks whose marks lie apart but whose curves coincide differ in their threshold rather than in what they can find. Bands: 95 % at one rate, patients
                resampled, drawn from {FrocFigure.LeastPatients} patients on.
                """),
            FrocOverlay.Values(name, series));
        return Html.Join([shown, FrocTable.Render(content, $"{name}-rates", series)]);
    }

    private Html Differences(OperatingThreshold at, string place)
    {
        var result = folder.Comparison(place);
        (string, string, IReadOnlyList<DifferenceRow>)[] pairs =
        [
            .. from first in comparison.Models.Index()
               from second in comparison.Models.Skip(first.Index + 1)
               select (Label(first.Item), Label(second), (IReadOnlyList<DifferenceRow>)[.. Rows(folder, (first.Item, second), at, result)]),
        ];
        return DifferenceTable.Render(
            content, $"{id}-differences-{ReportText.Word(at)}", $"Paired differences at {ReportText.Threshold(at, folder.Result.FixedThreshold)}.", pairs);
    }

    public static IEnumerable<DifferenceRow> Rows(ExperimentFolder folder, (string First, string Second) models, OperatingThreshold at, ComparisonResult result) =>
        [.. PairedDifferences.Overall(result, models.First, models.Second), .. PairedDifferences.ByGate(folder, models, at, result.Options)];

    private Html Slices()
    {
        var sources = new List<PictureSource>();
        foreach (var name in comparison.Models)
        {
            if (folder.Model(name) is { } model && folder.Evaluation(name, OperatingThreshold.Chosen) is { } evaluation)
            {
                sources.Add(new PictureSource(Label(name), c => Path.Combine(folder.At(model.PredictionFolder), c.Id, PredictionFiles.Segmentation), evaluation.Cases));
            }
        }

        var small = folder.Strata().Select(s => s.HighMm3).OfType<double>().FirstOrDefault(SmallWithoutGateMm3);
        var thresholds = Judged(OperatingThreshold.Chosen).Select(j => $"{Label(j.Model)} {ReportText.Short(j.Judgement.Threshold)}");
        return Html.Of($"""
            <p class="quiet">Outlines are those at each network's chosen threshold ({string.Join(", ", thresholds)}), components below the network's minimum volume dropped. One panel a network:
            <strong>solid orange</strong> the reference, <strong>dashed blue</strong> the network that the panel names; where they coincide, the colours alternate. The patient's right (R) is on
            the left. Chosen by rule, not by eye.</p>
            {ExampleGallery.Render(content, id, folder.Main.Cases, sources, (small, folder.Comparison(comparison.FixedFolder).Matching.Connectivity))}
            """);
    }
}
