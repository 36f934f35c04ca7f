using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Statistics;

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

    /// <summary>A network on the main test set; null when it was not evaluated there.</summary>
    public ModelEvaluation? Judgement(string model, OperatingThreshold at) =>
        Model(model)?.Judgements.FirstOrDefault(j => j.Test == Main.DataSet && j.At == at);

    /// <summary>The whole evaluation of a network on the main test set; null when it was not evaluated there.</summary>
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
            : $" and {ReportText.Count(ensembles, "ensemble that averages some of them was", "ensembles that average some of them were")} evaluated";
        var folded = folds == 0
            ? ""
            : $" The main test set was divided into {folds} folds by patient, and each fold evaluated with networks that were not trained "
            + $"on it.";
        return $"{ReportText.Count(networks, "network was", "networks were")} trained{also}, from "
            + $"{ReportText.Count(r.TrainingSets.Count, "training set", "training sets")} with "
            + $"{ReportText.Count(seeds, "seed", "seeds")}. Every one was evaluated at the fixed threshold "
            + $"{ReportText.Short(r.FixedThreshold)} and at its own threshold, chosen on validation "
            + $"patients of its training set{(ensembles == 0 ? "" : " (an ensemble at the mean of its members')")}. No patient of a test "
            + $"set was used for training.{folded} Comparisons are made on the main test set, {folder.Main.DataSet}.";
    }

    private static Html Training(ExperimentResult r, ReportContent content)
    {
        var table = new Table(
            Column.Text("Training set", "training_set"), Column.Number("Patients", "patients"), Column.Number("Cases", "cases"),
            Column.Text("Made of", "parts"), Column.Number("Networks trained on it", "networks"));
        foreach (var set in r.TrainingSets)
        {
            table.Add(
                ((Cell)set.Name).Strong, set.Patients, set.Cases, string.Join("; ", set.Parts),
                r.Models.Count(m => m.TrainingSet == set.Name));
        }

        return content.Add(table, "training-sets", "Training sets, validation patients included.");
    }

    private static Html Tests(ExperimentResult r, ReportContent content)
    {
        var table = new Table(
            Column.Text("Test set", "test_set"), Column.Number("Patients", "patients"), Column.Number("Cases", "cases"),
            Column.Number("Reference lesions", "reference_lesions"), Column.Number("Patients without", "lesion_free_patients"),
            Column.Text("Other readers", "readers"));
        foreach (var (index, test) in r.Tests.Index())
        {
            var summary = r.Models.SelectMany(m => m.Judgements).FirstOrDefault(j => j.Test == test.DataSet)?.Summary;
            var main = index == 0 && r.Tests.Count > 1 ? " (main)" : "";
            var readers = Readers(test);
            table.Add(
                Cell.Text(test.DataSet) with { Page = Html.Of($"<strong>{test.DataSet}</strong>{main}"), Fields = [test.DataSet] },
                test.Patients, test.Cases.Count, summary is null ? Cell.Dash : summary.Sensitivity.N,
                summary is null ? Cell.Dash : summary.LesionFreePatients, Cell.Text(readers.Length > 0 ? readers : "none", readers));
        }

        return content.Add(
            table, "test-sets",
            "Test sets: cases of patients that no network was trained on. Reference lesions are those large enough to count.");
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
                    $"Lesions per case. Bar: interquartile range; marker: median; thin line: from the fewest to the "
                        + $"most. n: cases with a reference."), PerCase(sets))
            : Html.Empty;
        var histograms = VolumeHistogram.Make(sets);
        var values = Histogram(sets);
        return Html.Of($"""
            <h2 id="data">Data</h2>
            {table}{counts}
            <div class="pair">{histograms.Select((h, i) => content.Add(h, Html.Of($"Share of the lesions by reference volume, four classes per decade."), i == 0 ? values : null))}</div>

            """);
    }

    private static Html Table(IReadOnlyList<DataSetStatistics> sets, ReportContent content)
    {
        var table = new Table(
            Column.Text("Data set", "data_set"), Column.Text("Site", "site"), Column.Number("Patients", "patients"),
            Column.Number("Cases", "cases"), Column.Number("with reference", "cases_with_reference"), Column.Number("Lesions", "lesions"),
            Column.Number("Cases without", "cases_without_lesion"),
            Column.Number("Lesions per case: median (IQR)", "lesions_per_case_median", "lesions_per_case_q1", "lesions_per_case_q3"),
            Column.Number("Volume (cc): median (IQR)", "volume_cc_median", "volume_cc_q1", "volume_cc_q3"));
        foreach (var d in sets)
        {
            table.Add(
                ((Cell)d.Name).Strong, d.Site, d.Patients, d.Cases, d.LesionsPerCase.Count, d.LesionVolumesMm3.Count,
                d.LesionsPerCase.Count(n => n == 0), Spread(d.LesionsPerCaseQuartiles!, "0.#"), // of a completed result
                Spread(d.LesionVolumeQuartilesCc!, "0.000"));
        }

        return content.Add(
            table, "data-sets", "Data sets by their references, lesions large enough to count. IQR: first to third quartile; the "
                + "paper prints its width.");
    }

    private static Cell Spread(Quartiles of, string format)
    {
        string Text(double? value) => NumberText.Fixed(value, format);
        return Cell.Text($"{Text(of.Median)} ({Text(of.Lower)} to {Text(of.Upper)})", of.Median, of.Lower, of.Upper);
    }

    private static CsvTable PerCase(IReadOnlyList<DataSetStatistics> sets) =>
        new CsvTable("lesions-per-case", "data_set", "lesions", "cases").With(
            from set in sets
            from count in set.LesionsPerCase.CountBy(n => n).OrderBy(n => n.Key)
            select (object?[])[set.Name, count.Key, count.Value]);

    private static CsvTable Histogram(IReadOnlyList<DataSetStatistics> sets) =>
        new CsvTable("lesion-volumes", "data_set", "from_cc", "to_cc", "lesions", "share").With(
            from set in sets
            from c in VolumeHistogram.Counts(set)
            select (object?[])[set.Name, VolumeHistogram.Cc(c.Key), VolumeHistogram.Cc(c.Key + 1), c.Value,
                c.Value / (double)set.LesionVolumesMm3.Count]);
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
        var figures = new[] { TrainingFigure.Losses(drawn), TrainingFigure.Validation(drawn) }.OfType<SvgFigure>();
        var values = Epochs(trained);
        return Html.Of($"""
            <h2 id="training">Training</h2>
            <div class="pair">{figures.Select((f, i) => content.Add(f, Html.Of($"{f.Description}{(left > 0 ? $" {left} more, mostly other seeds or folds, are in the table." : "")}"), i == 0 ? values : null))}</div>
            {Table(trained, content)}
            <p class="quiet">F1 on validation cases is measured at whichever threshold is best for the epoch and is somewhat optimistic. Losses with different alpha are not comparable with each other.</p>

            """);
    }

    private static CsvTable Epochs(ModelResult[] models) =>
        new CsvTable("training-losses", "model", "epoch", "steps", "loss", "cross_entropy", "vss", "validation_f1", "validation_threshold",
            "seconds").With(
            from m in models
            from e in m.Epochs
            select (object?[])[m.Name, e.Epoch, e.Steps, e.Loss, e.CrossEntropy, e.Vss, e.ValidationF1, e.ValidationThreshold, e.Seconds]);

    private static Html Table(ModelResult[] models, ReportContent content)
    {
        var table = new Table(
            Column.Id("Network", "model"), Column.Number("Epochs", "epochs"), Column.Number("Steps", "steps"),
            Column.Number("Time", "seconds"), Column.Number("Best validation F1", "best_validation_f1"),
            Column.Number("after epoch", "best_epoch"), Column.Number("Chosen threshold", "chosen_threshold"),
            Column.Number("Epochs whose loss was no number", "epochs_without_finite_loss"));
        foreach (var m in models)
        {
            var best = m.Epochs.Where(e => e.ValidationF1 is { } f && double.IsFinite(f)).MaxBy(e => e.ValidationF1);
            var seconds = m.Epochs.Sum(e => e.Seconds);
            table.Add(
                ((Cell)m.Name).Strong, m.Epochs.Count, Cell.Text($"{m.Epochs[^1].Steps}", m.Epochs[^1].Steps),
                Cell.Text(NumberText.Seconds(seconds), seconds),
                best is null ? Cell.Text("not measured", (object?)null) : Cell.Fixed(best.ValidationF1, "0.00"),
                best is null ? Cell.Dash : best.Epoch, Cell.Text(ReportText.Short(m.ChosenThreshold), m.ChosenThreshold),
                m.Epochs.Count(e => !double.IsFinite(e.Loss)));
        }

        return content.Add(table, "training", "The networks and how they were trained.");
    }
}
