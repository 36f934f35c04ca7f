using BrainMets.Evaluation;
using BrainMets.Statistics;

namespace BrainMets.Reporting;

/// <summary>
/// What other thresholds would give, what the confidence of a candidate is worth, and how far to believe a chosen threshold.
/// </summary>
internal static class AllThresholdsSection
{
    public static Html Render(EvaluationResult evaluation, ICollection<SvgFigure> figures)
    {
        if (evaluation.FreeResponse is not { } result)
        {
            return Html.Empty;
        }

        var section = Html.Join(
            [Sweep(result, figures), Froc(result, evaluation.Summary, figures), Afroc(result, figures), Calibration(result, figures)]);
        return Html.Of($"<h2 id=\"thresholds\">All thresholds</h2>\n{section}");
    }

    private static Html Sweep(FreeResponseResult result, ICollection<SvgFigure> figures) => Html.Of($"""
        <p class="warning"><strong>A threshold chosen on the cases it is judged on is optimistic</strong>: it suits these patients better than the
        next ones. The second row of each pair says by about how much: for every patient the threshold is chosen on all others
        (leave-one-patient-out cross-validation). To use a threshold, choose it on other patients than those it is judged on.</p>
        {SweepTables.Chosen(result).ToHtml()}
        {Pair(figures, SweepFigure.Detection(result), SweepFigure.FalsePositives(result))}
        <p class="quiet">Lesions are found and matched anew at each of {result.Thresholds.Count} thresholds{Outlined(result)}; n = {result.Patients} patients.
        Bands are pointwise 95 % intervals from {result.Resamples} resamples of patients; where a curve has no band, resampling sees no variation
        or patients are too few. Beside a chosen threshold in brackets: the middle 95 % of the thresholds that resampled patients would have chosen.
        Rates below 1/32 and above 32 stand at the edges.</p>

        """);

    private static string Outlined(FreeResponseResult result) =>
        result.OutlineThreshold is { } outline ? $", each outlined from {NumberText.Fixed(outline, "0.###")} on" : "";

    private static Html Froc(FreeResponseResult result, EvaluationSummary main, ICollection<SvgFigure> figures)
    {
        var band = result.PatientsWithLesions >= FrocFigure.LeastPatients
            ? "The band is the pointwise 95 % interval from resampling patients."
            : $"No band is drawn: only {result.PatientsWithLesions} patients have lesions, fewer than {FrocFigure.LeastPatients}.";
        return Html.Of($"""
            <h3>Candidates by confidence</h3>
            {Pair(figures, FrocFigure.All(result, main), FrocFigure.BySize(result))}
            <p class="quiet">A candidate is a connected component of the voxels with a probability of at least
            {NumberText.Fixed(result.CandidateThreshold, "0.###")}; its confidence is their {(result.Confidence == CandidateConfidence.Mean ? "mean" : "highest")}
            probability. Candidates are matched once and counted from the most confident down: {result.Froc.Curve.Lesions} reference lesions,
            {result.Calibration.Candidates} candidates matched or false. The rate of false positives is over all {result.Patients} patients, the
            {result.LesionFreePatients} lesion-free ones included. {band} The open circle is the end, every candidate counted. Left of 1/32 stands at the edge. Marks are
            thresholds of the sweep with their intervals; there the outlines change with the threshold, so they need not lie on the curve. By size:
            lesions of one class, false positives of every size.</p>
            {SweepTables.Curve(result.Froc)}
            """);
    }

    private static Html Afroc(FreeResponseResult result, ICollection<SvgFigure> figures)
    {
        Html Area(string name, WeightedAfroc curve) => curve.Undefined is { } reason
            ? Html.Of($"<p><strong>{name}</strong>: <span class=\"undefined\">undefined</span>. {reason}</p>\n")
            : Html.Of($"""
                <p><strong>{name}</strong>: area {NumberText.Fixed(curve.Area.Value, "0.000")}, 95 % interval {NumberText.Interval(curve.Area, "0.000")}
                ({curve.PatientsForFalse} patients for false positives, {curve.PatientsWithLesions} with lesions).</p>

                """);
        return Html.Of($"""
            <h3>One figure for the whole curve</h3>
            {Area("wAFROC", result.Wafroc)}{Area("wAFROC1", result.Wafroc1)}
            {Pair(figures, AfrocFigure.Make(result.Wafroc, allPatients: false), AfrocFigure.Make(result.Wafroc1, allPatients: true))}
            <p class="quiet">The area is the probability that a lesion is rated higher than the highest false candidate of a patient; patients weigh the
            same, and so do the lesions within one. wAFROC takes false candidates of lesion-free patients only, wAFROC1 of all patients: never
            compare one with the other. The pale last stretch is a convention: nothing is rated below the lowest candidate. The interval resamples
            patients. The area under the curve above has no such meaning and is not given.</p>

            """);
    }

    private static Html Calibration(FreeResponseResult result, ICollection<SvgFigure> figures)
    {
        var calibration = result.Calibration;
        var constant = NumberText.Fixed(calibration.BrierScoreOfConstant, "0.000");
        return Html.Of($"""
            <h3>Confidence as probability</h3>
            {Pair(figures, CalibrationFigure.Make(calibration), null)}
            <p>Expected calibration error {NumberText.Value(calibration.ExpectedCalibrationError, "0.000")}
            ({NumberText.Interval(calibration.ExpectedCalibrationError, "0.000")}), Brier score {NumberText.Value(calibration.BrierScore, "0.000")}
            ({NumberText.Interval(calibration.BrierScore, "0.000")}; giving every candidate the overall share of matches scores {constant}).</p>
            <p class="quiet">Each point is a bin of candidates: above the line they are lesions more often than their confidence says, below it less
            often. Upright bars are 95 % Wilson intervals, widened where several candidates belong to one patient (open circle: candidates of one
            patient only); above stand matched / all. Lesions without a candidate are not in this figure. Few candidates make the calibration error
            larger than it is.</p>
            {SweepTables.Reliability(calibration)}
            """);
    }

    private static Html Pair(ICollection<SvgFigure> figures, SvgFigure? left, SvgFigure? right)
    {
        var drawn = new[] { left, right }.OfType<SvgFigure>().ToList();
        drawn.ForEach(figures.Add);
        return SvgFigure.Row(drawn);
    }
}

/// <summary>The numbers behind the figures of all thresholds.</summary>
internal static class SweepTables
{
    public static Table Chosen(FreeResponseResult result)
    {
        var table = new Table(
            Column.Text("Threshold"), Column.Number("Value"), Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"),
            Column.Number("False positives per patient"));
        foreach (var chosen in new[] { result.BestF1, result.WithinBudget }.OfType<ChosenThreshold>())
        {
            if (chosen.Point is not { } point)
            {
                table.Add(Name(chosen), "none can be chosen", "", "", "", "");
                continue;
            }

            var (name, value) = (Name(chosen), NumberText.Fixed(point.Threshold, "0.00#"));
            table.Add(
                new Cell(Html.Of($"<strong>{name}</strong>, chosen on these cases"), $"{name}, chosen on these cases", []),
                new Cell(Html.Of($"{value} {Range(chosen)}"), value, []), WithInterval(point.Sensitivity), WithInterval(point.Precision),
                WithInterval(point.F1), WithInterval(point.FalsePositivesPerPatient));
            if (chosen.HeldOut is { } heldOut)
            {
                table.Add(
                    $"chosen without the patient it is applied to{LeftOut(heldOut)}",
                    $"{NumberText.Fixed(heldOut.LowestThreshold, "0.00#")} to {NumberText.Fixed(heldOut.HighestThreshold, "0.00#")}",
                    WithInterval(heldOut.Sensitivity), WithInterval(heldOut.Precision), WithInterval(heldOut.F1),
                    WithInterval(heldOut.FalsePositivesPerPatient));
            }
        }

        return table;
    }

    public static Html Curve(FrocSummary froc)
    {
        var table = new Table(Column.Text("False positives per patient"), Column.Number("Sensitivity"), Column.Number("95 % interval"));
        void Summary(string name, Estimate estimate) => table.Add(name, Cell.Value(estimate, "0.00"), Cell.Interval(estimate, "0.00"));

        foreach (var at in froc.AtRates)
        {
            var end = at.BeyondCurve ? " (all candidates: no threshold gives as many)" : "";
            Summary($"at most {NumberText.Fixed(at.FalsePositivesPerPatient, "0.###")}{end}", at.Sensitivity);
        }

        Summary("Summary: the mean of these seven", froc.MeanSensitivity);
        Summary("The same, interpolated as LUNA16 does", froc.MeanInterpolatedSensitivity);
        foreach (var stratum in froc.Strata.Where(s => s.Lesions > 0 && froc.Strata.Count > 1))
        {
            Summary($"Mean of the seven, lesions {FrocFigure.Range(stratum)} (n = {stratum.Lesions}, {stratum.PatientsWithLesions} "
                + $"patients)", stratum.MeanSensitivity);
        }

        Summary("Average precision", froc.AveragePrecision);
        return table.ToHtml();
    }

    public static Html Reliability(ConfidenceCalibration calibration)
    {
        var table = new Table(
            Column.Text("Confidence"), Column.Number("Candidates"), Column.Number("Patients"), Column.Number("Mean confidence"),
            Column.Number("Matched"), Column.Number("Share"), Column.Number("95 % interval"));
        foreach (var bin in calibration.Bins.Where(b => b.Candidates > 0))
        {
            table.Add(
                $"{NumberText.Fixed(bin.Low, "0.0")} to {NumberText.Fixed(bin.High, "0.0")}", bin.Candidates, bin.Patients,
                NumberText.Ratio(bin.MeanConfidence), bin.Matched, Cell.Value(bin.MatchedShare, "0.00"),
                Cell.Interval(bin.MatchedShare, "0.00"));
        }

        return table.ToHtml();
    }

    private static Cell WithInterval(Estimate estimate)
    {
        var (value, interval) = (NumberText.Value(estimate, "0.00"), NumberText.Interval(estimate, "0.00"));
        return new Cell(Html.Of($"{value} <span class=\"quiet\">({interval})</span>"), $"{value} ({interval})", []);
    }

    private static string Name(ChosenThreshold chosen) => chosen.Rule == ThresholdRule.BestF1
        ? "Best F1" : $"Most sensitive with at most {NumberText.Fixed(chosen.FalsePositiveBudget, "0.###")} false positives per patient";

    private static Html Range(ChosenThreshold chosen) => chosen is { ThresholdLow: { } low, ThresholdHigh: { } high }
        ? Html.Of($"<span class=\"quiet\">({NumberText.Fixed(low, "0.00#")} to {NumberText.Fixed(high, "0.00#")})</span>") : Html.Empty;

    private static string LeftOut(CrossValidatedThreshold heldOut) =>
        heldOut.PatientsWithoutThreshold == 0
            ? ""
            : $" ({heldOut.PatientsWithoutThreshold} patients left out: the others give no threshold)";
}
