using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>
/// The report of an experiment of several networks (docs/report.md): what was found, on which data, network beside network, the strategy
/// beside a second reader, and where all of it comes from. One HTML file that carries everything it shows, with copies of its figures
/// beside it and every table for other programs.
/// </summary>
internal static class ExperimentReport
{
    public const string FileName = "report.html";

    /// <summary>
    /// Writes report.html, figures/ and tables/ into <paramref name="folder"/>. What the experiment does not have (a strategy, a second
    /// reader, several seeds) is left out or said to be absent; scans that cannot be read are named and do not end it.
    /// </summary>
    /// <param name="result">What experiment.json holds.</param>
    /// <param name="folder">Where experiment.json lies; the folders that the result names are relative to it.</param>
    /// <exception cref="InvalidInputException">
    /// An evaluation, comparison or combination that the result names is missing or damaged.
    /// </exception>
    /// <exception cref="ArgumentException">The result has no test set.</exception>
    public static void Write(ExperimentResult result, string folder)
    {
        if (result.Tests.Count == 0)
        {
            throw new ArgumentException($"Experiment {result.Name} has no test set, so there is nothing to report.", nameof(result));
        }

        var completed = CompletedExperiment.Of(result, folder);
        var (files, content) = (new ExperimentFolder(completed, folder), new ReportContent());
        Html[] sections =
        [
            SummarySection.Render(files, content),
            new FindingsSection(files).Render(),
            DataSection.Render(files, content),
            .. result.Comparisons.Select((_, i) => new ComparisonSection(files, content, i).Render()),
            AgreementSection.Render(files, content),
            ConfirmationSection.Render(files, content),
            StrategySection.Render(files, content),
            SecondReaderSection.Render(files, content),
            AllModelsSection.Render(files, content),
            TrainingSection.Render(files, content),
            ExperimentProvenanceSection.Render(files, content),
        ];
        content.Save(folder);
        ReportFile.Write(Path.Combine(folder, FileName), result.Name, sections, content.Figures);
    }
}

/// <summary>A finished experiment with the files it names, each read once.</summary>
internal sealed class ExperimentFolder(CompletedExperiment completed, string folder)
{
    private readonly ExperimentResult result = completed.Result;
    private readonly Dictionary<string, EvaluationResult> evaluations = [];
    private readonly Dictionary<string, ComparisonResult> comparisons = [];

    public ExperimentResult Result => result;

    /// <summary>The second reader on the main test set, case by case; empty without a second reader.</summary>
    public IReadOnlyList<CaseEvaluation> SecondReader => completed.SecondReader;

    /// <summary>Numbers that the result lacked and that were computed for this report, in words; mostly empty.</summary>
    public IReadOnlyList<string> Computed => completed.Computed;

    /// <summary>The main test set.</summary>
    public TestSetCases Main => result.Tests[0];

    /// <summary>Where a folder of the result lies.</summary>
    public string At(string relative) => Path.GetFullPath(relative, Path.GetFullPath(folder));

    public ModelResult? Model(string name) => result.Models.FirstOrDefault(m => m.Name == name);

    /// <summary>A network on the main test set; null when it was not judged there.</summary>
    public ModelEvaluation? Judgement(string model, OperatingThreshold at) =>
        Model(model)?.Judgements.FirstOrDefault(j => j.Test == Main.DataSet && j.At == at);

    /// <summary>The whole evaluation of a network on the main test set; null when it was not judged there.</summary>
    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public EvaluationResult? Evaluation(string model, OperatingThreshold at) =>
        Judgement(model, at) is { } judgement ? EvaluationIn(judgement.Folder) : null;

    /// <summary>The evaluation that lies in a folder of the result.</summary>
    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public EvaluationResult EvaluationIn(string relative)
    {
        var place = At(relative);
        return evaluations.TryGetValue(place, out var known) ? known : evaluations[place] = EvaluationFile.Read(place);
    }

    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public ComparisonResult Comparison(string relative)
    {
        var place = At(relative);
        return comparisons.TryGetValue(place, out var known) ? known : comparisons[place] = ComparisonFile.Read(place);
    }

    /// <exception cref="InvalidInputException">The file is missing or damaged.</exception>
    public CombinationSummary Combination(string relative) => CombinationFile.Read(At(relative))
        ?? throw new InvalidInputException(At(relative), $"holds no {CombinationFile.JsonName}. Run 'mets experiment run' again.");

    /// <summary>The strata of the strategy's gate; empty when the experiment has none.</summary>
    public IReadOnlyList<GateStratum> Strata() =>
        result.Models.SelectMany(m => m.Judgements).Select(j => j.ByGate).FirstOrDefault(g => g.Count > 0) ?? [];
}

/// <summary>
/// What a stranger needs before any figure: that it is research, what was trained on what, what it was tested on, and where things stand.
/// </summary>
internal static class SummarySection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var r = folder.Result;
        return Html.Of($"""
            <div class="notice">{r.Use}</div>
            <h1>{r.Name}</h1>
            <p class="quiet">BrainMets {r.Provenance.Version} · seed {r.Provenance.Seed} · {r.Provenance.Device} · {r.Provenance.Precision}</p>
            <nav>{Chapters(r).Select(c => Html.Of($"<a href=\"#{c.Id}\">{c.Name}</a> "))}</nav>
            <h2 id="what">What was trained and tested</h2>
            <p>{Sentences(folder)}</p>
            {Training(r, content)}{Tests(r, content)}
            """);
    }

    public static string ComparisonId(int index) => $"comparison-{index + 1}";

    private static IEnumerable<(string Id, string Name)> Chapters(ExperimentResult r)
    {
        (string, string)[] agreement = r.Agreements.Count == 0 ? [] : [(AgreementSection.Id, AgreementSection.Name)];
        (string, string)[] confirmation = r.Confirmation is null ? [] : [(ConfirmationSection.Id, ConfirmationSection.Name)];
        (string, string)[] strategy = r.Strategy is null ? [] : [("strategy", "Strategy")];
        (string, string)[] reader = r.SecondReader is null ? [] : [("second-reader", "Second reader")];
        return
        [
            ("what", "What was done"), ("findings", "Findings"), ("data", "Data"),
                .. r.Comparisons.Select((c, i) => (ComparisonId(i), c.Title)),
            .. agreement, .. confirmation, .. strategy, .. reader, ("models", "All networks"), ("training", "Training"),
                ("matching", "Matching rules"), ("provenance", "Provenance"), ("configuration", "Configuration"),
        ];
    }

    private static string Sentences(ExperimentFolder folder)
    {
        var r = folder.Result;
        var networks = r.Models.Count(m => m.Members.Count == 0);
        var ensembles = r.Models.Count - networks;
        var seeds = r.Models.Where(m => m.Members.Count == 0).Select(m => m.Seed).Distinct().Count();
        var folds = r.Models.Max(m => (int?)m.Fold) ?? 0;
        var also = ensembles == 0
            ? ""
            : $" and {ReportText.Count(ensembles, "ensemble that averages some of them was", "ensembles that average some of them were")} judged";
        var folded = folds == 0
            ? ""
            : $" The main test set was dealt into {folds} folds by patient, and each fold judged by networks that never saw it.";
        return $"{ReportText.Count(networks, "network was", "networks were")} trained{also}, from "
            + $"{ReportText.Count(r.TrainingSets.Count, "training set", "training sets")} with "
            + $"{ReportText.Count(seeds, "seed", "seeds")}. Every one was judged at the fixed threshold "
            + $"{ReportText.Short(r.FixedThreshold)} and at its own threshold, chosen on validation "
            + $"patients of its training set{(ensembles == 0 ? "" : " (an ensemble at the mean of its members')")}. No patient of a test "
            + $"set was learned from.{folded} Comparisons are made on the main test set, {folder.Main.DataSet}.";
    }

    private static Html Training(ExperimentResult r, ReportContent content)
    {
        var values = new CsvTable("training-sets", "training_set", "patients", "cases", "parts", "networks");
        var table = new HtmlTable(
            Column.Text("Training set"), Column.Number("Patients"), Column.Number("Cases"), Column.Text("Made of"),
                Column.Number("Networks trained on it"));
        foreach (var set in r.TrainingSets)
        {
            var networks = r.Models.Count(m => m.TrainingSet == set.Name);
            values.Add(set.Name, set.Patients, set.Cases, string.Join("; ", set.Parts), networks);
            table.Add(Html.Of($"<strong>{set.Name}</strong>"), Html.Of($"{set.Patients}"), Html.Of($"{set.Cases}"),
                Html.Of($"{string.Join("; ", set.Parts)}"), Html.Of($"{networks}"));
        }

        return content.Add(values, "Training sets, validation patients included.", [table]);
    }

    private static Html Tests(ExperimentResult r, ReportContent content)
    {
        var values = new CsvTable("test-sets", "test_set", "patients", "cases", "reference_lesions", "lesion_free_patients", "readers");
        var table = new HtmlTable(
            Column.Text("Test set"), Column.Number("Patients"), Column.Number("Cases"), Column.Number("Reference lesions"),
                Column.Number("Patients without"), Column.Text("Other readers"));
        foreach (var (index, test) in r.Tests.Index())
        {
            var summary = r.Models.SelectMany(m => m.Judgements).FirstOrDefault(j => j.Test == test.DataSet)?.Summary;
            var readers = Readers(test);
            values.Add(test.DataSet, test.Patients, test.Cases.Count, summary?.Sensitivity.N, summary?.LesionFreePatients, readers);
            table.Add(
                Html.Of($"<strong>{test.DataSet}</strong>{(index == 0 && r.Tests.Count > 1 ? " (main)" : "")}"),
                    Html.Of($"{test.Patients}"), Html.Of($"{test.Cases.Count}"),
                Html.Of($"{summary?.Sensitivity.N.ToString() ?? "–"}"), Html.Of($"{summary?.LesionFreePatients.ToString() ?? "–"}"),
                    Html.Of($"{(readers.Length > 0 ? readers : "none")}"));
        }

        return content.Add(values,
            "Test sets: cases of patients that no network learned from. Reference lesions are those large enough to count.", [table]);
    }

    private static string Readers(TestSetCases test) => string.Join(
        "; ", test.Cases.SelectMany(c => c.ReaderPaths.Keys).CountBy(k => k)
            .OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} ({ReportText.Count(k.Value, "case", "cases")})"));
}

/// <summary>What the data sets hold (Figure 1 of the paper).</summary>
internal static class DataSection
{
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var sets = folder.Result.DataSets;
        var table = Table(sets, content);
        var counts = LesionCounts.Make(sets) is { } figure
            ? content.Add(
                figure, Html.Of(
                    $"Lesions of a case. Bar: the middle half of the cases (quartiles); marker: median; thin line: from the fewest to the "
                        + $"most. n: cases with a reference."), PerCase(sets))
            : Html.Empty;
        var histograms = VolumeHistogram.Make(sets);
        var values = Histogram(sets);
        return Html.Of($"""
            <h2 id="data">Data</h2>
            {table}{counts}
            <div class="pair">{histograms.Select((h, i) => content.Add(h, Html.Of($"Share of the lesions by reference volume, four classes to a factor of ten."), i == 0 ? values : null))}</div>

            """);
    }

    private static Html Table(IReadOnlyList<DataSetStatistics> sets, ReportContent content)
    {
        var values = new CsvTable(
            "data-sets", "data_set", "site", "patients", "cases", "cases_with_reference", "lesions", "cases_without_lesion",
                "lesions_per_case_median", "lesions_per_case_q1",
            "lesions_per_case_q3", "volume_cc_median", "volume_cc_q1", "volume_cc_q3");
        var table = new HtmlTable(
            Column.Text("Data set"), Column.Text("Site"), Column.Number("Patients"), Column.Number("Cases"),
                Column.Number("with reference"), Column.Number("Lesions"),
            Column.Number("Cases without"), Column.Number("Lesions of a case: median (IQR)"), Column.Number("Volume (cc): median (IQR)"));
        foreach (var d in sets)
        {
            var (low, middle, high) = d.LesionsPerCaseQuartiles!; // of a completed result
            var (small, median, large) = d.LesionVolumeQuartilesCc!;
            var without = d.LesionsPerCase.Count(n => n == 0);
            values.Add(d.Name, d.Site, d.Patients, d.Cases, d.LesionsPerCase.Count, d.LesionVolumesMm3.Count, without, middle, low, high,
                median, small, large);
            table.Add(
                Html.Of($"<strong>{d.Name}</strong>"), Html.Of($"{d.Site}"), Html.Of($"{d.Patients}"), Html.Of($"{d.Cases}"),
                    Html.Of($"{d.LesionsPerCase.Count}"),
                Html.Of($"{d.LesionVolumesMm3.Count}"), Html.Of($"{without}"),
                Html.Of($"{NumberText.Fixed(middle, "0.#")} ({NumberText.Fixed(low, "0.#")} to {NumberText.Fixed(high, "0.#")})"),
                Html.Of($"{NumberText.Fixed(median, "0.000")} ({NumberText.Fixed(small, "0.000")} to {NumberText.Fixed(large, "0.000")})"));
        }

        return content.Add(
            values, "Data sets as the reference has them, lesions large enough to count. IQR: first to third quartile; the paper prints "
                + "its width.", [table]);
    }

    private static CsvTable PerCase(IReadOnlyList<DataSetStatistics> sets)
    {
        var values = new CsvTable("lesions-per-case", "data_set", "lesions", "cases");
        foreach (var (set, count) in sets.SelectMany(s => s.LesionsPerCase.CountBy(n => n).OrderBy(n => n.Key).Select(n => (s.Name, n))))
        {
            values.Add(set, count.Key, count.Value);
        }

        return values;
    }

    private static CsvTable Histogram(IReadOnlyList<DataSetStatistics> sets)
    {
        var values = new CsvTable("lesion-volumes", "data_set", "from_cc", "to_cc", "lesions", "share");
        foreach (var set in sets)
        {
            foreach (var (number, lesions) in VolumeHistogram.Counts(set))
            {
                values.Add(set.Name, VolumeHistogram.Cc(number), VolumeHistogram.Cc(number + 1), lesions,
                    lesions / (double)set.LesionVolumesMm3.Count);
            }
        }

        return values;
    }
}

/// <summary>How the training of all networks went.</summary>
internal static class TrainingSection
{
    private const int MostCurves = 12;

    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var trained = folder.Result.Models.Where(m => m.Epochs.Count > 0).ToArray();
        if (trained.Length == 0)
        {
            return Html.Of($"<h2 id=\"training\">Training</h2>\n<p>The course of training is not known.</p>\n");
        }

        // Repeats of a point by seed or fold lie upon each other; the first of each tells most.
        var drawn = trained.DistinctBy(m => m.Point).Take(MostCurves).ToArray();
        var left = trained.Length - drawn.Length;
        var figures = new[] { CourseOverlay.Losses(drawn), CourseOverlay.Validation(drawn) }.OfType<SvgFigure>();
        var values = Epochs(trained);
        return Html.Of($"""
            <h2 id="training">Training</h2>
            <div class="pair">{figures.Select((f, i) => content.Add(f, Html.Of($"{f.Description}{(left > 0 ? $" {left} more, mostly other seeds or folds, stand in the table." : "")}"), i == 0 ? values : null))}</div>
            {Table(trained, content)}
            <p class="quiet">F1 on validation cases is measured at whichever threshold is best for the epoch and is somewhat optimistic. Losses with different alpha are not comparable with each other.</p>

            """);
    }

    private static CsvTable Epochs(ModelResult[] models)
    {
        var values = new CsvTable("training-losses", "model", "epoch", "steps", "loss", "cross_entropy", "vss", "validation_f1",
            "validation_threshold", "seconds");
        foreach (var (model, e) in models.SelectMany(m => m.Epochs.Select(e => (m.Name, e))))
        {
            values.Add(model, e.Epoch, e.Steps, e.Loss, e.CrossEntropy, e.Vss, e.ValidationF1, e.ValidationThreshold, e.Seconds);
        }

        return values;
    }

    private static Html Table(ModelResult[] models, ReportContent content)
    {
        var values = new CsvTable("training", "model", "epochs", "steps", "seconds", "best_validation_f1", "best_epoch", "chosen_threshold",
            "epochs_without_finite_loss");
        var table = new HtmlTable(
            Column.Id("Network"), Column.Number("Epochs"), Column.Number("Steps"), Column.Number("Time"),
                Column.Number("Best validation F1"), Column.Number("after epoch"),
            Column.Number("Chosen threshold"), Column.Number("Epochs whose loss was no number"));
        foreach (var m in models)
        {
            var best = m.Epochs.Where(e => e.ValidationF1 is { } f && double.IsFinite(f)).MaxBy(e => e.ValidationF1);
            var (seconds, lost) = (m.Epochs.Sum(e => e.Seconds), m.Epochs.Count(e => !double.IsFinite(e.Loss)));
            values.Add(m.Name, m.Epochs.Count, m.Epochs[^1].Steps, seconds, best?.ValidationF1, best?.Epoch, m.ChosenThreshold, lost);
            table.Add(
                Html.Of($"<strong>{m.Name}</strong>"), Html.Of($"{m.Epochs.Count}"), Html.Of($"{m.Epochs[^1].Steps}"),
                    Html.Of($"{NumberText.Seconds(seconds)}"),
                Html.Of($"{(best is null ? "not measured" : NumberText.Ratio(best.ValidationF1))}"),
                    Html.Of($"{best?.Epoch.ToString() ?? "–"}"), Html.Of($"{ReportText.Short(m.ChosenThreshold)}"), Html.Of($"{lost}"));
        }

        return content.Add(values, "The networks and how they were trained.", [table]);
    }
}
