using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// The report of a combination: is the gate worth anything, how sure is that, and what became of the findings (docs/report.md).
/// </summary>
public static class CombinationReport
{
    /// <summary>Writes the page to <paramref name="file"/> and its figures, as SVG and PNG, into the folder "figures" beside it.</summary>
    public static void Write(CombinationSummary summary, string file)
    {
        var title = $"Combination of {summary.Models.Small} and {summary.Models.Large}";
        var figures = summary.Selection is { } selection
            ? new[] { GateFigure.F1(summary, selection), GateFigure.SensitivityAndPrecision(summary, selection),
                GateFigure.Choices(summary, selection) }.OfType<SvgFigure>().ToArray()
            : [];
        Html[] sections =
        [
            Opening(summary, title),
            summary.Selection is { } judged
                ? Worth(summary, judged, figures)
                : Html.Of($"<h2 id=\"worth\">Is it worth it?</h2>\n<p>Not judged: no references were given.</p>\n"),
            Findings(summary),
            summary.Selection is { } tried ? Gates(summary, tried) : Html.Empty,
            ProvenanceSection.Render(AsRun(summary, title, Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".")),
        ];
        ReportFile.Write(file, title, sections, figures);
    }

    private static Html Opening(CombinationSummary summary, string title)
    {
        var gate = summary.Gate is { } g ? CombinationText.Gate(g, summary.Models) : "no gate could be chosen";
        var how = summary.Selection is { IsChosen: true } ? "chosen on these cases" : "given beforehand";
        return Html.Of($"""
            <div class="notice">Research use; not a medical device.</div>
            <h1>{title}</h1>
            <p class="quiet">BrainMets {summary.Provenance.Version} · seed {summary.Provenance.Seed}</p>
            <p>Small lesions from <strong>{summary.Models.Small}</strong>, large ones from <strong>{summary.Models.Large}</strong>: <strong>{gate}</strong>, {how}.
            Lesions of the two models that overlap are one finding. Its volume, the mean of both models' where both saw it, decides; below the gate the outline of {summary.Models.Small} is
            taken, from the gate on that of {summary.Models.Large}. A small finding that only {summary.Models.Large} saw is dropped, and so is a large one that only
            {summary.Models.Small} saw.</p>

            """);
    }

    private static Html Worth(CombinationSummary summary, GateSelectionResult s, IReadOnlyList<SvgFigure> figures)
    {
        return Html.Of($"""
            <h2 id="worth">Is it worth it?</h2>
            {Rules(summary.Models, s).ToHtml()}
            {CombinationText.Sentences(summary, s).Select(t => Html.Of($"<p>{t}</p>\n"))}
            <div class="pair">{figures.Select(f => Html.Of($"<figure>{new Html(f.Inline)}</figure>\n"))}</div>
            <p class="quiet">A gain is the F1 of the combination less that of the row, on the same patients. Intervals and bands resample patients; a band holds for each gate by itself, the light one of F1 for all gates at once. A dash: no
            interval, because patients are too few or all alike. Left and right of the curve stand the two models alone, a gate of 0 and of infinity. The vertical axis need not begin at 0. Lesions
            too small to count are ignored on both sides, as in every evaluation.</p>

            """);
    }

    /// <summary>The combination beside its baselines.</summary>
    internal static Table Rules(CombinationModels models, GateSelectionResult s)
    {
        Column[] corrected = s.IsChosen ? [Column.Number("Corrected gain"), Column.Number("95 % interval")] : [];
        var table = new Table(
        [
            Column.Text("Rule"), Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"),
            Column.Number("95 % interval"), Column.Number(s.IsChosen ? "Apparent gain" : "Gain"), Column.Number("95 % interval"),
            .. corrected,
        ]);
        if (s.Gates.FirstOrDefault(g => g.Gate == s.Gate) is { } at)
        {
            table.Add([((Cell)$"combination, {CombinationText.Gate(at.Gate, models)}").Strong,
                .. Cells(at.Sensitivity, at.Precision, at.F1), .. Gain(null), .. corrected.Select(_ => Cell.Empty)]);
        }

        foreach (var b in s.Baselines)
        {
            table.Add([models.NameOf(b.Baseline), .. Cells(b.Sensitivity, b.Precision, b.F1), .. Gain(b.Gain),
                .. s.IsChosen ? Gain(b.HeldOutGain) : []]);
        }

        return table;
    }

    private static Html Findings(CombinationSummary summary)
    {
        if (summary.Counts is null)
        {
            return Html.Empty;
        }

        var (small, large) = (summary.Models.Small, summary.Models.Large);
        var table = new Table(
            Column.Id("Case"), Column.Number("Findings"), Column.Number("Seen by both"), Column.Number($"From {small}"),
            Column.Number($"From {large}"), Column.Number($"Dropped: small, only {large}"), Column.Number($"Dropped: large, only {small}"),
            Column.Number("Lesions"), Column.Number("Joined"));
        Cell[] Row(string name, CombinationCounts c) =>
        [
            name, c.Findings, c.SeenByBoth, c.TakenFromSmall, c.TakenFromLarge, c.DroppedBelowGate, c.DroppedFromGateOn, c.CombinedLesions,
            c.JoinedLesions,
        ];
        foreach (var c in summary.Cases)
        {
            table.Add(Row(c.Case, c.Counts));
        }

        table.AddFoot(Row("all", summary.Counts));
        return Html.Of($"""
            <h2 id="findings">What became of the findings</h2>
            <p class="quiet">Lesions are those of the combined masks: more than findings where one model split what is one finding, fewer where outlines taken from different models touch (joined).</p>
            {table.ToHtml()}
            """);
    }

    private static Html Gates(CombinationSummary summary, GateSelectionResult s)
    {
        Column[] chosen = [Column.Number("Chosen in resamples")];
        var table = new Table(
        [
            Column.Text("Gate"), Column.Number("Found"), Column.Number("Missed"), Column.Number("Right"), Column.Number("False"),
            Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"), Column.Number("95 % interval"), .. s.IsChosen
                ? chosen
                : [],
        ]);
        foreach (var g in s.Gates)
        {
            Cell name = CombinationText.Gate(g.Gate, summary.Models);
            table.Add(
            [
                g.Gate == s.Gate ? name.Strong : name, (int)g.Counts.TruePositives, (int)g.Counts.FalseNegatives,
                (int)g.Counts.MatchedPredictions, (int)g.Counts.FalsePositives, .. Cells(g.Sensitivity, g.Precision, g.F1),
                .. s.IsChosen ? [g.ChosenInResamples ?? 0] : Array.Empty<Cell>(),
            ]);
        }

        return Html.Of($"<h2 id=\"gates\">Every gate tried</h2>\n{table.ToHtml()}");
    }

    private static Cell[] Cells(Estimate sensitivity, Estimate precision, Estimate f1) =>
        [Cell.Fixed(sensitivity, "0.000"), Cell.Fixed(precision, "0.000"), Cell.Fixed(f1, "0.000"), Cell.Interval(f1, "0.000")];

    private static Cell[] Gain(Estimate? gain) => gain is null
        ? [Cell.Empty, Cell.Empty]
        : [Cell.Fixed(gain, CombinationText.SignedFormat), Cell.Interval(gain, CombinationText.SignedFormat)];

    /// <summary>Provenance, inputs and settings are told as those of a run.</summary>
    private static RunSummary AsRun(CombinationSummary summary, string title, string folder) => new()
    {
        Title = title,
        Folder = folder,
        Provenance = summary.Provenance,
        ConfigJson = summary.Selection is { } s ? JsonSerializer.Serialize(new { s.Matching, s.Options }, JsonSerializerOptions.Web) : "",
        Description = "",
        Epochs = [],
    };
}

/// <summary>How gates, baselines and what they are worth read, on the terminal and in the report alike.</summary>
public static class CombinationText
{
    /// <summary>A difference with its sign; the minus is that of the keyboard, so that a terminal can show it.</summary>
    public const string SignedFormat = "+0.000;-0.000;0.000";

    public static string WithSign(double? value) => NumberText.Fixed(value, SignedFormat);

    /// <summary>"gate 0.4 cc", or the model that is left alone.</summary>
    public static string Gate(VolumeGate gate, CombinationModels models) => gate.Kind switch
    {
        GateKind.LargeOnly => $"{models.Large} only",
        GateKind.SmallOnly => $"{models.Small} only",
        _ => $"gate {Cc(gate)} cc",
    };

    /// <summary>What a reader must know beside the figures.</summary>
    public static IEnumerable<string> Sentences(CombinationSummary summary, GateSelectionResult s)
    {
        yield return $"{Count(s.Cases, "case", "cases")}, {Count(s.Patients, "patient", "patients")}, "
            + $"{Count(s.ReferenceLesions, "reference lesion", "reference lesions")}. "
            + $"Matching preset '{s.Matching.Name}'. {MatchingPresetText.Of(s.Matching)} Mean probability: "
            + $"{summary.MeanProbability?.How ?? "not made"}.";
        if (!s.IsChosen)
        {
            yield return "The gate was given, not chosen on these cases: its figures need no correction.";
            yield break;
        }

        if (s.Gate is null)
        {
            yield return "No gate could be chosen: there is neither lesion nor prediction.";
            yield break;
        }

        yield return HeldOut(s, summary.Models);
        yield return s.Distribution is
        {
            Low: { } low, Median: { } median, High: { } high, Resamples: var resamples,
            Undecided: var undecided
        }
            ? $"Other patients like these would have chosen: median {Gate(median, summary.Models)}, 95 % from "
            + $"{Gate(low, summary.Models)} to {Gate(high, summary.Models)} "
                + $"({resamples} resamples{(undecided > 0 ? $", nothing to choose in {undecided}" : "")})."
            : "No resample of the patients allows a choice.";
        yield return "Apply the chosen gate to other cases with --gate-cc; on these it was chosen.";
    }

    private static string HeldOut(GateSelectionResult s, CombinationModels models)
    {
        var single = s.BestSingle is { } best ? models.NameOf(best) : "the better single model";
        if (s.HeldOut is not { Gain.Value: { } gain } heldOut)
        {
            return $"Apparent gain over {single}: {WithSign(s.Gain.Value)}. It cannot be corrected for having been chosen here: fewer "
                + $"than two patients tell anything.";
        }

        var left = heldOut.UndecidedFolds > 0 ? $", {heldOut.UndecidedFolds} folds without anything to choose by left out" : "";
        return $"Gain over the best single model: apparent {WithSign(s.Gain.Value)} ({single}); corrected for choosing on the same cases "
            + $"{WithSign(gain)} "
            + $"({NumberText.Interval(heldOut.Gain, SignedFormat)}), from {heldOut.Folds} folds of patients x {heldOut.Repeats} "
            + $"repeats{left}.";
    }

    private static string Cc(VolumeGate gate) => gate.VolumeMm3 is { } mm3 ? NumberText.Cc(mm3).ToString("0.####") : NumberText.Undefined;

    private static string Count(long count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
