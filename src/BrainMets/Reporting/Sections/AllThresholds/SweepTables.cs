using BrainMets.Evaluation;
using static BrainMets.Reporting.HtmlTable;

namespace BrainMets.Reporting;

/// <summary>The numbers behind the figures of all thresholds.</summary>
internal static class SweepTables
{
    public static Html Chosen(IEnumerable<ChosenThreshold> all)
    {
        var table = new HtmlTable(
            Column.Text("Threshold"), Column.Number("Value"), Column.Number("Sensitivity"), Column.Number("Precision"), Column.Number("F1"),
            Column.Number("False positives per patient"));
        foreach (var chosen in all)
        {
            if (chosen.Point is not { } point)
            {
                table.Add(Html.Of($"{Name(chosen)}"), Html.Of($"none can be chosen"), Html.Empty, Html.Empty, Html.Empty, Html.Empty);
                continue;
            }

            table.Add(
                Html.Of($"<strong>{Name(chosen)}</strong>, chosen on these cases"), Html.Of($"{NumberText.Fixed(point.Threshold, "0.00#")} {Range(chosen)}"),
                Cell(point.Sensitivity), Cell(point.Precision), Cell(point.F1), Cell(point.FalsePositivesPerPatient));
            if (chosen.HeldOut is { } heldOut)
            {
                table.Add(
                    Html.Of($"chosen without the patient it is applied to{LeftOut(heldOut)}"),
                    Html.Of($"{NumberText.Fixed(heldOut.LowestThreshold, "0.00#")} to {NumberText.Fixed(heldOut.HighestThreshold, "0.00#")}"),
                    Cell(heldOut.Sensitivity), Cell(heldOut.Precision), Cell(heldOut.F1), Cell(heldOut.FalsePositivesPerPatient));
            }
        }

        return table.Render();
    }

    public static Html Curve(FrocSummary froc)
    {
        var table = new HtmlTable(Column.Text("False positives per patient"), Column.Number("Sensitivity"), Column.Number("95 % interval"));
        foreach (var at in froc.AtRates)
        {
            table.Add(
                Html.Of($"at most {NumberText.Fixed(at.FalsePositivesPerPatient, "0.###")}{(at.BeyondCurve ? " (all candidates: no threshold gives as many)" : "")}"),
                Html.Of($"{NumberText.Value(at.Sensitivity, "0.00")}"),
                Html.Of($"{NumberText.Interval(at.Sensitivity, "0.00")}"));
        }

        void Summary(string name, Estimate estimate) => table.Add(
            Html.Of($"{name}"), Html.Of($"{NumberText.Value(estimate, "0.00")}"), Html.Of($"{NumberText.Interval(estimate, "0.00")}"));

        Summary("Summary: the mean of these seven", froc.MeanSensitivity);
        Summary("The same, interpolated as LUNA16 does", froc.MeanInterpolatedSensitivity);
        foreach (var stratum in froc.Strata.Where(s => s.Lesions > 0 && froc.Strata.Count > 1))
        {
            Summary($"Mean of the seven, lesions {FrocFigure.Range(stratum)} (n = {stratum.Lesions}, {stratum.PatientsWithLesions} patients)", stratum.MeanSensitivity);
        }

        Summary("Average precision", froc.AveragePrecision);
        return table.Render();
    }

    public static Html Reliability(ConfidenceCalibration calibration)
    {
        var table = new HtmlTable(
            Column.Text("Confidence"), Column.Number("Candidates"), Column.Number("Patients"), Column.Number("Mean confidence"),
            Column.Number("Matched"), Column.Number("Share"), Column.Number("95 % interval"));
        foreach (var bin in calibration.Bins.Where(b => b.Candidates > 0))
        {
            table.Add(
                Html.Of($"{NumberText.Fixed(bin.Low, "0.0")} to {NumberText.Fixed(bin.High, "0.0")}"), Html.Of($"{bin.Candidates}"), Html.Of($"{bin.Patients}"),
                Html.Of($"{NumberText.Ratio(bin.MeanConfidence)}"), Html.Of($"{bin.Matched}"),
                Html.Of($"{NumberText.Value(bin.MatchedShare, "0.00")}"), Html.Of($"{NumberText.Interval(bin.MatchedShare, "0.00")}"));
        }

        return table.Render();
    }

    private static Html Cell(Estimate estimate) =>
        Html.Of($"{NumberText.Value(estimate, "0.00")} <span class=\"quiet\">({NumberText.Interval(estimate, "0.00")})</span>");

    private static string Name(ChosenThreshold chosen) => chosen.Rule == ThresholdRule.BestF1
        ? "Best F1" : $"Most sensitive with at most {NumberText.Fixed(chosen.FalsePositiveBudget, "0.###")} false positives per patient";

    private static Html Range(ChosenThreshold chosen) => chosen is { ThresholdLow: { } low, ThresholdHigh: { } high }
        ? Html.Of($"<span class=\"quiet\">({NumberText.Fixed(low, "0.00#")} to {NumberText.Fixed(high, "0.00#")})</span>") : Html.Empty;

    private static string LeftOut(CrossValidatedThreshold heldOut) =>
        heldOut.PatientsWithoutThreshold == 0 ? "" : $" ({heldOut.PatientsWithoutThreshold} patients left out: the others give no threshold)";
}
