using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>Small lesions from one network, large ones from another: is that better than either alone.</summary>
internal static class StrategySection
{
    private const string Signed = CombinationText.SignedFormat;

    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        if (folder.Result.Strategy is not { } strategy)
        {
            return Html.Empty;
        }

        var networks = new[] { strategy.Small, strategy.Large }.Distinct().ToArray();
        var columns = new List<(string Model, string Threshold, EvaluationSummary Summary, IReadOnlyList<GateStratum> ByGate)>();
        foreach (var at in new[] { OperatingThreshold.Fixed, OperatingThreshold.Chosen })
        {
            columns.AddRange(
                strategy.Judgements.Where(j => j.At == at)
                    .Select(j => (j.Origin == GateSource.Given
                        ? j.Name
                        : $"{j.Name} ({j.GateText})", $"{ReportText.Word(at)} thresholds", j.Summary, j.ByGate)));
            columns.AddRange(networks.Select(n => (n, folder.Judgement(n, at))).Where(n => n.Item2 is not null)
                // just asked
                .Select(n => (n.n, $"threshold {ReportText.Short(n.Item2!.Threshold)} ({ReportText.Word(at)})", n.Item2.Summary,
                    n.Item2.ByGate)));
        }

        return Html.Of($"""
            <h2 id="strategy">Strategy: small lesions from {strategy.Small}, large ones from {strategy.Large}</h2>
            <p>Findings of the two networks that overlap are one finding; below the gate by predicted volume it is taken from {strategy.Small}, from the gate on from {strategy.Large}.</p>
            <p>{Choice(strategy.GateChoice)}</p>
            {ChoiceTable(folder, content, strategy)}
            {SummaryTable.Render(content, "strategy-summary", "The strategy beside its two networks: value, 95 % interval over patients, n.", [.. columns.Select(c => new ModelColumn(c.Model, c.Threshold, c.Summary))])}
            {GateTable.Render(content, "strategy-by-gate", "Detection of small and of large lesions, 95 % intervals over patients.", [.. columns.Select(c => new GateRow(c.Model, c.Threshold, c.ByGate))])}
            {Gains(folder, content, strategy)}{Figure(folder, content, strategy)}
            """);
    }

    private static Html Choice(GateChoice choice) => choice.ChosenOn == GateSource.Validation
        ? Html.Of($"""
            In addition to the gate of the plan there is one <strong>chosen on {ReportText.Count(choice.Patients, "validation patient", "validation patients")}</strong> with {ReportText.Count(choice.ReferenceLesions, "reference lesion", "reference lesions")},
            on whom neither network was trained and who are in no test set, and applied unchanged to the test patients: its metrics here need no correction. The thresholds of the networks were chosen on validation
            patients too, so that the gain on those is optimistic; the gain on the test patients is not.
            """)
        : Html.Of($"""
            In addition to the gate of the plan there is one <strong>chosen on these test patients</strong>, because {choice.Why}. Its main
            metrics are optimistic, and only the gain corrected by nested cross-validation should be relied on.
            """);

    /// <summary>What the validation patients said; empty where none were asked.</summary>
    private static Html ChoiceTable(ExperimentFolder folder, ReportContent content, StrategyResult strategy)
    {
        // just asked
        var judged = strategy.Judgements.Where(j => j.ChoiceFolder is not null)
            .Select(j => (Judgement: j, Combination: folder.Combination(j.ChoiceFolder!))).ToArray();
        if (judged.Length == 0)
        {
            return Html.Empty;
        }

        var table = new Table(
            Column.Text("Thresholds", "threshold"), Column.Text("Gate", "gate", "gate_cc"), Column.Number("F1 there", "validation_f1"),
            Column.Number("minus better single network", "validation_gain"),
            Column.Text("Other such patients would choose (95 %)", "low", "median", "high", "resamples"),
            Column.Number("Patients", "patients"), Column.Number("Reference lesions", "reference_lesions"));
        foreach (var (evaluation, combination) in judged)
        {
            if (combination.Selection is not { Gate: { } gate } s)
            {
                continue;
            }

            string? Name(VolumeGate? g) => g is null ? null : CombinationText.Gate(g, combination.Models);
            var d = s.Distribution;
            table.Add(
                ReportText.Word(evaluation.At), Cell.Text(Name(gate) ?? "", Name(gate), evaluation.GateCc).Strong,
                Cell.Fixed(s.Gates.First(g => g.Gate == gate).F1, "0.000"), Cell.Fixed(s.Gain, Signed),
                Cell.Text(
                    d is { Low: { } low, High: { } high } ? $"{Name(low)} to {Name(high)}" : "–",
                    Name(d?.Low), Name(d?.Median), Name(d?.High), d?.Resamples),
                s.Patients, Cell.Text(s.ReferenceLesions.ToString(), s.ReferenceLesions));
        }

        return content.Add(
            table, "strategy-gate-choice", "The gate as the validation patients choose it. Where resampled patients would choose gates far "
                + "apart, the choice is largely random.");
    }

    private static Html Gains(ExperimentFolder folder, ReportContent content, StrategyResult strategy)
    {
        var table = new Table(
            Column.Text("Strategy", "strategy"), Column.Text("Thresholds", "threshold"), Column.Text("Compared with", "compared_with"),
            Column.Number("its F1", "f1"), Column.Number("Gain", "gain"), Column.Number("95 % interval", "gain_low", "gain_high"),
            Column.Number("Corrected gain", "held_out_gain"), Column.Number("95 % interval", "held_out_low", "held_out_high"),
            Column.File("gate", "patients"));
        foreach (var evaluation in strategy.Judgements)
        {
            var combination = folder.Combination(evaluation.Folder);
            if (combination.Selection is not { } s)
            {
                continue;
            }

            var single = s.BestSingle is { } best ? combination.Models.NameOf(best) : "better single network";
            Add(table, evaluation, s.IsChosen,
                new ComparedGain($"better single network ({single})", s.Baselines.FirstOrDefault(b => b.Baseline == s.BestSingle)?.F1
                    ?? Estimate.Nothing, s.Gain, s.HeldOut?.Gain));
            foreach (var b in s.Baselines.Where(b => b.F1.Value is not null && b.Baseline != s.BestSingle))
            {
                Add(table, evaluation, s.IsChosen, new ComparedGain(combination.Models.NameOf(b.Baseline), b.F1, b.Gain, b.HeldOutGain));
            }
        }

        return content.Add(
            table, "strategy-gain", "Gain in F1 over the two networks alone and over simpler ways to use them, on the same patients. "
                + "Corrected: gates chosen without the patients they are evaluated on "
                + "(nested cross-validation); a gate that was given, or chosen on other patients, needs no correction.");
    }

    /// <summary>What a combination is compared with, its F1, and the gain over it, as it is and corrected by cross-validation.</summary>
    private sealed record ComparedGain(string Name, Estimate F1, Estimate Gain, Estimate? HeldOut);

    private static void Add(Table table, StrategyEvaluation evaluation, bool isChosen, ComparedGain with) =>
        table.Add(
            ((Cell)evaluation.Name).Strong, ReportText.Word(evaluation.At), with.Name, Cell.Fixed(with.F1, "0.000"),
            Cell.Text($"{NumberText.Fixed(with.Gain.Value, Signed)}{(isChosen ? " (apparent)" : "")}", with.Gain.Value),
            Cell.Interval(with.Gain, Signed),
            with.HeldOut is { } corrected ? Cell.Fixed(corrected, Signed) : Cell.Text(isChosen ? "–" : "not needed", (object?)null),
            with.HeldOut is { } interval ? Cell.Interval(interval, Signed) : Cell.Text("", null, null),
            Cell.File(evaluation.Origin.ToString(), with.Gain.N));

    /// <summary>
    /// F1 against the gate once, at the chosen thresholds where it was evaluated there: the same figure at each threshold would tell the
    /// same story four times.
    /// </summary>
    private static Html Figure(ExperimentFolder folder, ReportContent content, StrategyResult strategy)
    {
        var evaluation = strategy.Judgements.OrderByDescending(j => j.At == OperatingThreshold.Chosen)
            .ThenByDescending(j => j.Origin != GateSource.Given).FirstOrDefault();
        if (evaluation is null || folder.Combination(evaluation.Folder) is not { Selection: { } selection } combination
            || GateFigure.F1(combination, selection, Mark(evaluation)) is not { } figure)
        {
            return Html.Empty;
        }

        return content.Add(
            figure,
            Html.Of($"""
                F1 of the strategy against its gate, networks at {ReportText.Threshold(evaluation.At, folder.Result.FixedThreshold)}. Band: 95 % at one gate, patients resampled. Left and right, apart from the curve,
                each network alone. The vertical axis need not begin at 0.
                """),
            Values(selection));
    }

    private static string Mark(StrategyEvaluation evaluation) => evaluation.Origin switch
    {
        GateSource.Given => "given",
        GateSource.Validation => "chosen on others",
        _ => "chosen here",
    };

    private static CsvTable Values(GateSelectionResult selection) =>
        new CsvTable("gate-f1", "gate", "gate_cc", "f1", "low", "high", "sensitivity", "precision", "chosen_in_resamples").With(
            selection.Gates.Select(g => (object?[])[g.Gate.Kind.ToString(), ReportText.ValueCc(g.Gate.VolumeMm3), g.F1.Value, g.F1.Low,
                g.F1.High, g.Sensitivity.Value, g.Precision.Value, g.ChosenInResamples]));
}

/// <summary>Whether lesions that more members of an ensemble find are true more often.</summary>
internal static class AgreementSection
{
    public const string Id = "agreement";

    public const string Name = "Agreement";

    /// <summary>Empty without ensembles.</summary>
    public static Html Render(ExperimentFolder folder, ReportContent content)
    {
        var all = folder.Result.Agreements;
        return all.Count == 0 ? Html.Empty : Html.Of($"""
            <h2 id="{Id}">Agreement of an ensemble's networks</h2>
            <p>The segmentations of an ensemble are from averaged probabilities. A network of it detects such a lesion too if it has, at its own threshold, a lesion of its own that shares a voxel with it. True: matched
            to a reference lesion.</p>
            {all.GroupBy(a => (a.Ensemble, a.Test)).Select((g, i) => Table(content, [.. g], i))}
            <p class="quiet">Share true: true / (true + false), 95 % interval over patients. Neither: too small to count, on a reference lesion too small to count, or a fragment of a lesion
            already found. The rows are of different lesions in the same patients; their intervals do not test whether they differ. Found by none: only the average reaches the threshold there, or each network's
            own lesion is below its minimum volume.</p>

            """);
    }

    private static Html Table(ReportContent content, IReadOnlyList<EnsembleAgreement> of, int index)
    {
        var table = new Table(
            Column.File("ensemble", "test_set", "threshold", "found_by", "networks"), Column.Text("Thresholds"), Column.Text("Found by"),
            Column.Number("Lesions"), Column.Number("true", "true"), Column.Number("false", "false"), Column.File("neither"),
            Column.Number("Share true", "share_true"), Column.Number("95 % interval", "low", "high", "n"), Column.Number("Neither"),
            Column.File("false_positives_per_patient"));
        foreach (var a in of)
        {
            var shown = a.Levels.OrderByDescending(l => l.FoundBy)
                .Where(l => l.FoundBy > 0 || Count(l.Lesions) + l.Lesions.Neither > 0).ToArray();
            foreach (var (place, level) in shown.Index())
            {
                var (c, share) = (level.Lesions, level.Lesions.ShareTrue);
                table.Add(
                    Cell.File(a.Ensemble, a.Test, ReportText.Word(a.At), level.FoundBy, a.Members.Count),
                    place == 0 ? ((Cell)ReportText.Word(a.At)).Strong : Cell.Empty,
                    $"{(level.FoundBy == 0 ? "none" : level.FoundBy.ToString())} of {a.Members.Count}", Count(c), c.TrueLesions,
                    c.FalsePositives, c.Neither, Cell.Value(share, "0.00"), Cell.Interval(share, "0.00"), c.Neither,
                    Cell.File(c.FalsePositivesPerPatient.Value));
            }
        }

        return content.Add(
            table, $"agreement-{index + 1}-{ReportText.Slug(of[0].Ensemble)}", $"Lesions of {of[0].Ensemble} on {of[0].Test}, by how many "
                + $"of its networks ({string.Join(", ", of[0].Members)}) find them too.");
    }

    private static int Count(LesionClass lesions) => lesions.TrueLesions + lesions.FalsePositives;
}

/// <summary>A sensitive network whose lesions a precise one confirms: what is worth being looked at twice.</summary>
internal static class ConfirmationSection
{
    public const string Id = "confirmation";

    public const string Name = "Two-model reading";

    /// <summary>Empty where the plan asks for none.</summary>
    public static Html Render(ExperimentFolder folder, ReportContent content) =>
        folder.Result.Confirmation is not { } result ? Html.Empty : Html.Of($"""
        <h2 id="{Id}">Two-model reading: {result.Sensitive}, confirmed by {result.Precise}</h2>
        <p>Lesions are those of {result.Sensitive}. What {result.Precise} finds too, with a lesion of its own that shares a voxel, is confirmed; the rest is to be reviewed by a person (Huang et al. 2022).
        What only {result.Precise} finds is not shown.</p>
        {Table(folder, content, result)}
        <p class="quiet">Value and 95 % interval over patients. Thresholds: that of {result.Sensitive}, then that of {result.Precise}; chosen ones are the sensitive operating point of the first and the precise one of
        the second, from their validation patients. Share true: true / (true + false). Sensitivity of the confirmed ones: were they all that is shown; of all: what a reader reaches who keeps every true one
        among those to review. Neither: too small to count, on a reference lesion too small to count, or a fragment of a lesion already found.</p>

        """);

    private static Html Table(ExperimentFolder folder, ReportContent content, ConfirmationResult result)
    {
        var table = new Table(
            Column.File("threshold", "sensitive_threshold", "precise_threshold"), Column.Text("Thresholds"),
            Column.Text("Lesions", "lesions"), Column.Number("Number"), Column.Number("true", "true"), Column.Number("false", "false"),
            Column.Number("neither", "neither"), Column.Text("Share true", "share_true", "share_low", "share_high"),
            Column.Text("False positives per patient", "false_positives_per_patient", "false_positives_low", "false_positives_high"),
            Column.Text("Sensitivity", "sensitivity", "sensitivity_low", "sensitivity_high", "reference_lesions"));
        foreach (var j in result.Judgements)
        {
            var (confirmed, review) = (j.Confirmed, j.ToReview);
            void Add(string name, LesionClass c, Estimate share, Estimate perPatient, Estimate? sensitivity) => table.Add(
                Cell.File(ReportText.Word(j.At), j.SensitiveThreshold, j.PreciseThreshold),
                name == "confirmed" ? Thresholds(j) : Cell.Empty, ((Cell)name).Strong, c.TrueLesions + c.FalsePositives, c.TrueLesions,
                c.FalsePositives, c.Neither, WithInterval(share), WithInterval(perPatient),
                sensitivity is { } s ? Cell.Of(s, ReportText.Cell(s, "0.00")) : Cell.Dash);
            Add("confirmed", confirmed, confirmed.ShareTrue, confirmed.FalsePositivesPerPatient, j.ConfirmedAlone.Sensitivity);
            Add("to review", review, review.ShareTrue, review.FalsePositivesPerPatient, null);
            Add(
                "all",
                confirmed with
                {
                    TrueLesions = confirmed.TrueLesions + review.TrueLesions,
                    FalsePositives = confirmed.FalsePositives + review.FalsePositives,
                    Neither = confirmed.Neither + review.Neither,
                },
                j.All.Precision, j.All.FalsePositivesPerPatient, j.All.Sensitivity);
        }

        return content.Add(
            table, "confirmation",
            $"Lesions of {result.Sensitive} on {folder.Main.DataSet}, confirmed by {result.Precise} or to be reviewed.");
    }

    private static Html Thresholds(ConfirmationEvaluation j) =>
        Html.Of($"{ReportText.Short(j.SensitiveThreshold)} and {ReportText.Short(j.PreciseThreshold)}<br><span "
            + $"class=\"quiet\">{ReportText.Word(j.At)}</span>");

    private static Cell WithInterval(Estimate estimate) => Cell.Of(estimate, NumberText.IsDefined(estimate)
        ? Html.Of($"<strong>{NumberText.Fixed(estimate.Value, "0.00")}</strong><br><span "
        + $"class=\"quiet\">{NumberText.Interval(estimate, "0.00")}</span>")
        : Html.Of($"<span class=\"undefined\">{NumberText.Value(estimate, "0.00")}</span>"));
}
