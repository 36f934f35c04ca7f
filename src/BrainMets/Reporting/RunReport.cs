using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Training;

namespace BrainMets.Reporting;

/// <summary>
/// The report of a run: one HTML file that carries everything it shows and asks nothing of the network, and copies of its figures beside
/// it. The
/// order is the one a physicist reads in: how good, on what, how it depends on size and on definitions, where it fails, how it was trained,
/// pictures, origin.
/// </summary>
internal static class RunReport
{
    /// <summary>
    /// Writes the report to <paramref name="file"/> and its figures, as SVG and PNG, into the folder "figures" beside it. Parts that the
    /// run does
    /// not have are left out or said to be absent; scans that cannot be read are named in the report and do not end it.
    /// </summary>
    public static void Write(RunSummary summary, string file)
    {
        var figures = new List<SvgFigure>();
        var gallery = new SliceGallery(summary);
        var evaluation = summary.Evaluation;
        Html[] sections =
        [
            Opening(summary),
            MainMetricsSection.Render(evaluation),
            WhatWasDone(summary),
            evaluation is null ? Html.Empty : VolumeSection.Render(evaluation.ByVolume, evaluation.Curves, figures),
            evaluation is null ? Html.Empty : AllThresholdsSection.Render(evaluation, figures),
            evaluation is null ? Html.Empty : DefinitionsSection.Render(evaluation),
            evaluation is null ? Html.Empty : PatientTableSection.Render(evaluation.Cases),
            evaluation is null ? Html.Empty : LesionTableSection.Render(evaluation.Cases),
            TrainingCourse.Render(summary.Epochs, figures),
            gallery.Render(),
            GuidelineTable.Render(evaluation),
            ProvenanceSection.Render(summary),
        ];
        ReportFile.Write(file, summary.Title, sections, figures);
        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".", ReportFile.FiguresFolder);
        foreach (var (name, png) in gallery.Pictures)
        {
            Directory.CreateDirectory(folder);
            AtomicFile.WriteBytes(Path.Combine(folder, name + ".png"), png);
        }
    }

    private static Html Opening(RunSummary summary) => Html.Of($"""
        <div class="notice">Research use; not a medical device.</div>
        <h1>{summary.Title}</h1>
        <p class="quiet">BrainMets {summary.Provenance.Version} · seed {summary.Provenance.Seed} · {summary.Provenance.Device} ·
        {summary.Provenance.Precision}</p>
        <nav>{Chapters(summary).Select(c => Html.Of($"<a href=\"#{c.Id}\">{c.Name}</a> "))}</nav>

        """);

    private static IEnumerable<(string Id, string Name)> Chapters(RunSummary summary)
    {
        var isJudged = summary.Evaluation is not null;
        (string, string)[] thresholds = summary.Evaluation?.FreeResponse is null ? [] : [("thresholds", "All thresholds")];
        (string, string)[] judged = [("volume", "By size"), .. thresholds, (DefinitionsSection.Id, DefinitionsSection.Name),
            ("patients", "By patient"), ("lesions", "By lesion")];
        (string, string)[] slices = [("slices", "Slices")];
        (string, string)[] guidelines = isJudged ? [("guidelines", "Guidelines")] : [];
        return
        [
            ("main", "Main metrics"), ("what", "What was done"), .. isJudged ? judged : [], ("training", "Training"),
            .. isJudged && summary.Cases.Count > 0
                ? slices
                : [], .. guidelines, ("provenance", "Provenance"), ("configuration", "Configuration"),
        ];
    }

    private static Html WhatWasDone(RunSummary summary)
    {
        var paragraphs = summary.Description.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Html.Of($"<h2 id=\"what\">What was trained and tested</h2>\n{paragraphs.Select(p => Html.Of($"<p>{p}</p>\n"))}");
    }
}

/// <summary>What a reader wants first: the main figures, each with interval, count and one line that says what it is.</summary>
internal static class MainMetricsSection
{
    public static Html Render(EvaluationResult? evaluation)
    {
        if (evaluation is null)
        {
            return Html.Of(
                $"<h2 id=\"main\">Main metrics</h2>\n<p>No evaluation belongs to this run: nothing was compared with a reference.</p>\n");
        }

        return Html.Of($"<h2 id=\"main\">Main metrics</h2>\n{Table(evaluation.Summary).ToHtml("main")}{Notes(evaluation)}");
    }

    public static Table Table(EvaluationSummary summary)
    {
        var table = new Table(
            Column.Text("Metric"), Column.Number("Value"), Column.Number("95 % interval"), Column.Text("Items"),
            Column.Text("Definition").Wide);
        foreach (var m in SummaryMetric.All.Concat(summary.LesionFreePatients > 0 ? SummaryMetric.OfLesionFreePatients : []))
        {
            var estimate = m.Of(summary);
            var value = Cell.Value(estimate, m.Digits);
            var left = estimate.Undefined > 0 ? $"; undefined for {estimate.Undefined} more, left out" : "";
            table.Add(
                ((Cell)m.Title).Strong,
                NumberText.IsDefined(estimate)
                    ? new Cell(Html.Of($"<span class=\"value\">{value.Page}</span>{m.Unit}"), value.Terminal + m.Unit, [])
                    : value with { Page = Html.Of($"<span class=\"undefined\">{value.Page}</span>") },
                Cell.Interval(estimate, m.Digits), $"n = {estimate.N} ({m.Items}){left}", m.Meaning);
        }

        return table;
    }

    private static Html Notes(EvaluationResult evaluation)
    {
        var (s, cases) = (evaluation.Summary, evaluation.Cases);
        int Sum(Func<CaseEvaluation, int> count) => cases.Sum(count);
        var free = s.LesionFreePatients == 0
            ? "Every patient has at least one reference lesion, so performance on patients without metastases is not shown here."
            : $"{Count(s.LesionFreePatients, "patient has", "patients have")} no reference lesion; "
                + $"{s.LesionFreePatientsWithoutFalsePositive} of them got no false positive.";
        return Html.Of($"""
            <p>{Count(s.Patients, "patient", "patients")}, {Count(cases.Count, "scan", "scans")},
            {Count(Sum(c => c.ReferenceLesions), "reference lesion", "reference lesions")},
            {Count(Sum(c => c.PredictedLesions), "predicted lesion", "predicted lesions")}. {free}</p>
            <p>Counted neither true nor false: {Count(Sum(c => c.Fragments), "fragment", "fragments")} of a found lesion;
            {Sum(c => c.IgnoredReferenceLesions)} reference and
            {Sum(c => c.IgnoredPredictedLesions)} predicted lesions {TooSmall(evaluation.Matching)};
            {Count(Sum(c => c.PredictionsOnIgnored), "prediction", "predictions")} on
            such a small reference lesion. Counted as found: {Count(Sum(c => c.Merged), "reference lesion", "reference lesions")} covered by
            a prediction that was matched with a neighbour.{Dropped(evaluation)}</p>
            <p class="quiet">Intervals are 95 % and come from resampling patients, so that lesions of one patient do not count as
            independent; where all or no lesions are found, from Wilson's formula over patients. A dash: no interval, because there are too
            few patients or no variation between them.
            <a href="#matching">Matching rules in full</a>.</p>

            """);
    }

    /// <summary>Some presets have other limits than one volume for both sides; those stand among the matching rules.</summary>
    private static string TooSmall(MatchingPreset preset) =>
        preset.MinVolumeMm3 > 0 ? $"below {NumberText.Fixed(preset.MinVolumeMm3, "0.##")} mm³" : "too small by the matching rules";

    private static string Dropped(EvaluationResult evaluation) => evaluation.DroppedPredictions is { } dropped
        ? $" Dropped before the evaluation, as requested: {Count(dropped.Components, "predicted component", "predicted components")} "
        + $"below {NumberText.Fixed(dropped.BelowMm3, "0.##")} mm³."
        : "";

    private static string Count(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}

/// <summary>One row a scan, patients together.</summary>
internal static class PatientTableSection
{
    public static Html Render(IReadOnlyList<CaseEvaluation> cases)
    {
        var table = new Table(
            Column.Id("Patient"), Column.Id("Scan"), Column.Number("Reference lesions"), Column.Number("Predicted lesions"),
            Column.Number("Found"), Column.Number("Missed"), Column.Number("False positives"), Column.Number("Fragments"),
            Column.Number("Merged"), Column.Number("Dice of whole masks"));
        foreach (var c in cases.OrderBy(c => c.Patient, StringComparer.Ordinal).ThenBy(c => c.Case, StringComparer.Ordinal))
        {
            table.Add(
                c.Patient, c.Case, c.ReferenceLesions, c.PredictedLesions, c.TruePositives, Marked(c.FalseNegatives, "missed"),
                Marked(c.FalsePositives, "false"), c.Fragments, c.Merged, NumberText.Ratio(c.Dice));
        }

        int Sum(Func<CaseEvaluation, int> count) => cases.Sum(count);
        table.AddFoot(
            Html.Of($"{cases.DistinctBy(c => c.Patient).Count()} patients"), Html.Of($"{cases.Count} scans"), Sum(c => c.ReferenceLesions),
            Sum(c => c.PredictedLesions), Sum(c => c.TruePositives), Sum(c => c.FalseNegatives), Sum(c => c.FalsePositives),
            Sum(c => c.Fragments), Sum(c => c.Merged), Html.Empty);
        return Html.Of($"""
            <h2 id="patients">By patient</h2>
            {table.ToHtml()}<p class="quiet">Dice of whole masks compares all lesions of a scan at once and is undefined when both masks are
            empty.</p>

            """);
    }

    private static Cell Marked(int count, string cssClass) => count == 0 ? "0" : Html.Of($"<span class=\"{cssClass}\">{count}</span>");
}

/// <summary>Every reference lesion with what became of it, and every false positive: what went wrong is not left to an average.</summary>
internal static class LesionTableSection
{
    private static readonly Cell None = Cell.Dash;

    public static Html Render(IReadOnlyList<CaseEvaluation> cases)
    {
        var table = new Table(
            Column.Id("Scan"), Column.Text("Outcome"), Column.Number("Lesion"), Column.Number("Reference volume (cc)"),
            Column.Number("Predicted volume (cc)"), Column.Number("Dice"), Column.Number("HD95 (mm)"), Column.Number("Mean distance (mm)"),
            Column.Number("Predicted as"));
        foreach (var c in cases.OrderBy(c => c.Patient, StringComparer.Ordinal).ThenBy(c => c.Case, StringComparer.Ordinal))
        {
            foreach (var lesion in c.Lesions.OrderByDescending(l => l.ReferenceVolumeMm3).ThenBy(l => l.Reference))
            {
                AddLesion(table, c, lesion);
            }

            foreach (var invented in c.FalsePositiveLesions.OrderByDescending(f => f.VolumeMm3).ThenBy(f => f.Predicted))
            {
                table.Add(
                    c.Case, Html.Of($"<span class=\"false\">false positive</span>"), None, None, NumberText.CcText(invented.VolumeMm3),
                    None, None, None, invented.Predicted);
            }
        }

        return Html.Of($"""
            <h2 id="lesions">By lesion</h2>
            {table.ToHtml()}<p class="quiet">Lesion is the number in the reference label map, "predicted as" the numbers in the prediction's
            (the match first, then fragments). A dash: does not apply, because
            only one of the two segmentations exists. HD95 is the larger of the two directed 95th percentiles; mean distance is the average
            symmetric surface distance. A merged lesion
            lies under a prediction that was matched with its neighbour. Lesions below the minimum volume of the matching rules are not
            listed.</p>

            """);
    }

    private static void AddLesion(Table table, CaseEvaluation c, LesionEvaluation lesion)
    {
        var outcome = lesion switch
        {
            { Detected: false } => Html.Of($"<span class=\"missed\">missed</span>"), { Merged: true } => Html.Of($"found, merged"),
            _ => Html.Of($"found"),
        };
        var matched = lesion is { Detected: true, Merged: false };
        table.Add(
            c.Case, outcome, lesion.Reference, NumberText.CcText(lesion.ReferenceVolumeMm3),
            matched ? NumberText.CcText(lesion.PredictedVolumeMm3) : None, matched ? NumberText.Ratio(lesion.Dice) : None,
            matched ? NumberText.Mm(lesion.Hd95Mm.MaxDirected) : None, matched ? NumberText.Mm(lesion.AssdMm) : None,
            lesion.Predicted.Count == 0 ? None : string.Join(", ", lesion.Predicted));
    }
}

/// <summary>How training went: did it converge, and was it stopped too early.</summary>
internal static class TrainingCourse
{
    public static Html Render(IReadOnlyList<EpochSummary> epochs, ICollection<SvgFigure> figures)
    {
        if (epochs.Count == 0)
        {
            return Html.Of($"<h2 id=\"training\">Training</h2>\n<p>This run trained no network.</p>\n");
        }

        var drawn = new[] { TrainingFigure.Losses(epochs), TrainingFigure.Validation(epochs) }.OfType<SvgFigure>().ToList();
        foreach (var figure in drawn)
        {
            figures.Add(figure);
        }

        var last = epochs[^1];
        return Html.Of($"""
            <div class="keep">
            <h2 id="training">Training</h2>
            <div class="pair">{drawn.Select(f => Html.Of($"<figure>{new Html(f.Inline)}</figure>\n"))}</div>
            </div>
            <p>{epochs.Count} epochs, {last.Steps} steps, {NumberText.Seconds(epochs.Sum(e => e.Seconds))}. {Best(epochs)}
            {NotFinite(epochs)}</p>
            <p class="quiet">The loss is the sum of cross entropy and VSS (a volume-level trade between sensitivity and specificity) in the
            proportions of the configuration, without the
            weight penalty. Detection on the validation cases is measured at whichever threshold is best for that epoch, so it is somewhat
            optimistic;
            the test results above are not chosen this way.</p>

            """);
    }

    private static Html Best(IReadOnlyList<EpochSummary> epochs)
    {
        var best = epochs.Where(e => e.ValidationF1 is { } f1 && double.IsFinite(f1)).MaxBy(e => e.ValidationF1);
        return best is null
            ? Html.Of($"Detection on validation cases was not measured during training.")
            : Html.Of($"Best F1 on the validation cases: {NumberText.Ratio(best.ValidationF1)} after epoch {best.Epoch}, at threshold "
            + $"{Threshold(best)}.");
    }

    private static Html NotFinite(IReadOnlyList<EpochSummary> epochs)
    {
        var count = epochs.Count(e => !double.IsFinite(e.Loss));
        return count == 0
            ? Html.Empty
            : Html.Of($"<strong>The loss was not a number in {count} of {epochs.Count} epochs</strong>; these are left out of the curve.");
    }

    private static string Threshold(EpochSummary epoch) => NumberText.Fixed(epoch.ValidationThreshold, "0.00#");
}

/// <summary>
/// What reporting guidelines ask of an evaluation, and which part of this report answers it: CLAIM 2024 (Tejani et al., Radiol Artif Intell
/// 2024), Metrics Reloaded (Maier-Hein et al., Nat Methods 2024) and the FDA's guidance on clinical performance assessment of
/// computer-assisted detection (2022). Only what an evaluation can answer; what it cannot is said to be the author's to state, and what
/// this run lacks to be absent.
/// </summary>
internal static class GuidelineTable
{
    private const string AuthorStates = "not known to this program: state it yourself";

    public static Html Render(EvaluationResult? evaluation)
    {
        if (evaluation is null)
        {
            return Html.Empty;
        }

        var table = new Table(Column.Text("Guideline"), Column.Text("Asks for"), Column.Text("Answered by"));
        foreach (var (guideline, asks, answer) in Rows(evaluation))
        {
            table.Add(guideline, asks, answer);
        }

        return Html.Of($"""
            <h2 id="guidelines">Reporting guidelines</h2>
            {table.ToHtml()}<p class="quiet">An aid for writing up, no certificate of adherence.</p>

            """);
    }

    private static IEnumerable<(string Guideline, string Asks, string Answer)> Rows(EvaluationResult e)
    {
        const string claim = "CLAIM 2024", metrics = "Metrics Reloaded", fda = "FDA, CADe";
        var sweep = e.FreeResponse is null ? "absent: evaluate probability maps with --sweep" : "All thresholds";
        yield return (claim, "Definition of the reference standard, and its readers", AuthorStates);
        yield return (claim, "Variability between and within readers", "mets compare: each source as the reference");
        yield return (claim, "Partitions, and at which level they are disjoint", "What was trained and tested; splits are by patient");
        yield return (claim, "Metrics with uncertainty", "Main metrics, intervals over patients");
        yield return (claim, "Statistical significance of differences", "mets compare: paired tests, adjusted for their number");
        yield return (claim, "Robustness and sensitivity analysis", e.DefinitionSensitivity is null
            ? "absent: evaluate with --definitions"
            : "Definitions: the same masks under every preset and every family of HD95");
        yield return (claim, "Analysis of failures", "By patient, By lesion, Slices");
        yield return (claim, "Performance in subgroups", "By lesion size; other subgroups are yours to evaluate apart");
        yield return (metrics, "Problem category", "detection and segmentation of instances (lesions), per case and pooled over patients");
        yield return (metrics, "Localisation criterion and assignment", $"preset {e.Matching.Name}: {MatchingPresetText.Of(e.Matching)}");
        yield return (metrics, "Per-class counting metric", "sensitivity, precision, F1 with counts");
        yield return (metrics, "Multi-threshold metric", sweep);
        yield return (metrics, "Overlap and boundary metric", e.DefinitionSensitivity is null
            ? "Main metrics: Dice and HD95; all three families of HD95 and surface Dice by lesion in evaluation.json"
            : "Main metrics: Dice and HD95; Definitions: three named families of HD95; surface Dice in evaluation.json");
        yield return (metrics, "Policy on undefined values", e.EmptyCases is null
            ? "undefined is null with a count; the table of empty masks is absent: evaluate again with mets evaluate"
            : "Definitions: what is undefined is null with a count, and the table of empty masks");
        yield return (fda, "Scoring process and localisation criterion", "Matching rules");
        yield return (fda, "Standalone performance with confidence intervals", "Main metrics");
        yield return (fda, "FROC, and metrics by confidence", sweep);
        yield return (fda, "False positives in patients without disease", e.Summary.LesionFreePatients > 0
            ? "Main metrics, patients without metastases"
            : "absent: every patient has a lesion");
        yield return (fda, "Readers with and without the aid (multi-reader study)", AuthorStates);
        yield return (fda, "Pre-specified analysis", "Configuration and Provenance record what was run; " + AuthorStates);
    }
}
