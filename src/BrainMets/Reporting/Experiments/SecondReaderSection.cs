using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Lesions;

namespace BrainMets.Reporting;

/// <summary>Strategy and second reader side by side, both evaluated by the reference (Table 3, Figures 6 to 8 of the paper).</summary>
internal static class SecondReaderSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        if (folder.Result.SecondReader is not { } reader)
        {
            return Html.Of(
                $"<h2 id=\"second-reader\">Second reader</h2>\n<p>No second reader took part: how readers differ among themselves on "
                    + $"these cases is not known.</p>\n");
        }

        return Html.Of($"""
            <h2 id="second-reader">Beside the second reader</h2>
            <p>{string.Join(", ", reader.Names)}: all evaluated against the same reference on the same {ReportText.Count(folder.Comparison(reader.FixedFolder).Patients, "patient", "patients")}.
            A network trained on contours of the reader of the reference is favoured by it.{Optimistic(folder.Result)}</p>
            {At(folder, content, reader, OperatingThreshold.Fixed)}{At(folder, content, reader, OperatingThreshold.Chosen)}
            """);
    }

    /// <summary>
    /// Who is set against the second reader: the strategy, or without one the networks. A gate chosen on these cases would flatter, so it
    /// stands in the tables only.
    /// </summary>
    public static IReadOnlyList<string> Shown(ExperimentResult result, OperatingThreshold at)
    {
        if (result.SecondReader is not { } reader)
        {
            return [];
        }

        string[] ofStrategy = [.. (result.Strategy?.Judgements ?? [])
            .Where(j => j.At == at && !j.IsOptimistic && reader.Names.Contains(j.Name)).Select(j => j.Name).Distinct()];
        return ofStrategy.Length > 0 ? ofStrategy : [.. reader.Names.Where(n => n != reader.Reader)];
    }

    private static string Optimistic(ExperimentResult result)
    {
        var chosen = (result.Strategy?.Judgements ?? []).Where(j => j.IsOptimistic).Select(j => j.Name).Distinct().ToArray();
        return chosen.Length == 0
            ? ""
            : $" The gate of \"{string.Join("\", \"", chosen)}\" was chosen on these cases: its metrics are optimistic, are in the "
            + $"tables only, and carry no claim.";
    }

    private static Html At(ExperimentFolder folder, ReportContent content, ParallelComparison reader, OperatingThreshold at)
    {
        var result = folder.Comparison(at == OperatingThreshold.Fixed ? reader.FixedFolder : reader.ChosenFolder);
        var shown = Shown(folder.Result, at);
        var threshold = ReportText.Threshold(at, folder.Result.FixedThreshold);
        var prefix = $"second-reader-{ReportText.Word(at)}";
        var part = new VolumePartContent(
            prefix, at == OperatingThreshold.Fixed
                ? $"threshold {ReportText.Short(folder.Result.FixedThreshold)}"
                : "chosen thresholds", result, [.. shown.Append(reader.Reader).Select(n => (n, n))]);
        return Html.Of($"""
            <h3>Networks at {(at == OperatingThreshold.Fixed ? threshold : "their chosen thresholds")}</h3>
            {SummaryTable.Render(content, $"{prefix}-summary", $"Main metrics, the networks at {threshold}: value, 95 % interval over patients, n. Dice and HD95 are means over the lesions each found.", [.. result.Readers.Select(r => new ModelColumn(r.Name, "", r.Summary))])}
            {VolumePart.OfDetection(content, part, reader.Reader)}{VolumePart.OfOutlines(content, part, reader.Reader)}
            {DifferenceTable.Render(content, $"{prefix}-differences", $"Paired differences to {reader.Reader}, the networks at {threshold}. Dice and HD95 of the lesions that both found. 95 % intervals over patients; p: signed-rank test, adjusted by Holm over {result.Family}.", [.. reader.Names.Where(n => n != reader.Reader).Select(n => new PairDifferences(reader.Reader, n, PairedDifferenceRows.Overall(result, reader.Reader, n)))])}
            {EquivalenceTable.Render(content, $"{prefix}-equivalence", [.. shown.Select(n => PairedDifferenceRows.Pair(result, reader.Reader, n)).OfType<ReaderPair>()])}
            {Marks(content, prefix, result, shown, reader.Reader)}
            {(at == OperatingThreshold.Chosen ? Slices(folder, content, reader, result) : Html.Empty)}
            """);
    }

    /// <summary>
    /// Who marked what: places that the strategy and the second reader see and the reference does not are candidates for missed lesions of
    /// the reference.
    /// </summary>
    private static Html Marks(ReportContent content, string prefix, ComparisonResult result, IReadOnlyList<string> shown, string reader)
    {
        var values = new CsvTable($"{prefix}-findings", "compared", "marked_by", "findings");
        var table = new Table([Column.Text("Marked by"), .. shown.Select(n => Column.Number(n))]);
        (string Text, bool Reference, bool Other, bool Reader)[] kinds =
        [
            ("reference only", true, false, false), ("reference and second reader, not the column", true, false, true),
                ("reference and column, not the second reader", true, true, false),
            ("column and second reader, not the reference", false, true, true), ("column only", false, true, false),
                ("second reader only", false, false, true),
        ];
        foreach (var (text, byReference, byOther, byReader) in kinds)
        {
            var counts = shown.Select(n => result.Disputed.Count(f =>
                f.IsMarkedBy(result.Reference) == byReference && f.IsMarkedBy(n) == byOther && f.IsMarkedBy(reader) == byReader)).ToArray();
            table.Add([text, .. counts.Select(c => (Cell)c)]);
            values.With(shown.Zip(counts, (name, count) => (object?[])[name, text, count]));
        }

        return content.Add(
            values, $"Findings that not all readers marked: {result.Disputed.Count} of {result.Disputed.Count + result.Undisputed}. A "
                + $"finding is a place where a reader has a lesion large enough to "
                + "count; disputed.csv next to comparison.json lists them for adjudication.", [table]);
    }

    private static Html Slices(ExperimentFolder folder, ReportContent content, ParallelComparison reader, ComparisonResult result)
    {
        var cases = folder.Main.Cases;
        string? OfReader(TestCase c) => c.ReaderPaths.GetValueOrDefault(reader.Reader);
        if (folder.Result.Strategy?.Judgements.FirstOrDefault(j => j.At == OperatingThreshold.Chosen) is not { } evaluation)
        {
            return Html.Empty;
        }

        string? OfStrategy(TestCase c) => Path.Combine(folder.At(evaluation.Folder), c.Id, PredictionFiles.Segmentation);
        PictureSource[] sources =
        [new(evaluation.Name, OfStrategy, folder.EvaluationIn(evaluation.Folder).Cases), new(reader.Reader, OfReader, folder.SecondReader)];
        var small = evaluation.GateCc is { } gate
            ? 1000 * gate
            : folder.Strata().Select(s => s.HighMm3).OfType<double>().FirstOrDefault(400);
        return Html.Of($"""
            <h3>Example slices</h3>
            <p class="quiet">Segmentations of {evaluation.Name}, both networks at their chosen thresholds, and of the second reader. <strong>Solid orange</strong>: the reference; <strong>dashed blue</strong>: the source that the panel
            names. Chosen by rule, not by eye.</p>
            {ExampleGallery.Render(content, "second-reader", cases, sources, (small, result.Matching.Connectivity))}
            """);
    }
}
