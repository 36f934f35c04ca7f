using BrainMets.Evaluation;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>What a sweep found, for the terminal.</summary>
internal static class SweepTable
{
    public static void Write(IAnsiConsole console, FreeResponseResult result)
    {
        var points = new Table().Border(TableBorder.Simple)
            .AddColumns("threshold with", "threshold", "sensitivity", "precision", "F1", "false positives per patient");
        Add(points, "best F1", result.BestF1);
        if (result.WithinBudget is { } budget)
        {
            Add(points, $"at most {budget.FalsePositiveBudget} false positives", budget);
        }

        console.Write(points);
        console.WriteLine("A threshold chosen on the cases it is judged on looks better than it is. 'held out': chosen without the patient it is applied to.");
        console.WriteLine();

        var figures = new Table().Border(TableBorder.Simple).AddColumns("candidates by confidence", "value", "95 % interval");
        foreach (var at in result.Froc.AtRates)
        {
            Add(figures, $"sensitivity at {at.FalsePositivesPerPatient} false positives per patient{(at.BeyondCurve ? " (beyond the curve)" : "")}", at.Sensitivity);
        }

        Add(figures, "their mean, a summary", result.Froc.MeanSensitivity);
        Add(figures, "wAFROC area", result.Wafroc);
        Add(figures, "wAFROC1 area", result.Wafroc1);
        Add(figures, "expected calibration error", result.Calibration.ExpectedCalibrationError);
        Add(figures, "Brier score of candidates", result.Calibration.BrierScore);
        console.Write(figures);
        console.WriteLine(
            $"Patients: {result.Patients}, with lesions {result.PatientsWithLesions}, lesion-free {result.LesionFreePatients}. "
            + $"Candidates from probability {result.CandidateThreshold}: {result.Calibration.Matched} matched of {result.Calibration.Candidates}.");
    }

    private static void Add(Table table, string name, ChosenThreshold chosen)
    {
        if (chosen.Point is not { } point)
        {
            table.AddRow(name, "none can be chosen", "", "", "", "");
            return;
        }

        table.AddRow(
            name, $"{point.Threshold}", Text(point.Sensitivity), Text(point.Precision), Text(point.F1), Text(point.FalsePositivesPerPatient));
        if (chosen.HeldOut is { } heldOut)
        {
            table.AddRow(
                "  held out",
                heldOut.LowestThreshold == heldOut.HighestThreshold ? $"{heldOut.LowestThreshold}" : $"{heldOut.LowestThreshold} to {heldOut.HighestThreshold}",
                Text(heldOut.Sensitivity),
                Text(heldOut.Precision),
                Text(heldOut.F1),
                Text(heldOut.FalsePositivesPerPatient));
        }
    }

    private static void Add(Table table, string name, WeightedAfroc curve)
    {
        if (curve.Undefined is { } reason)
        {
            table.AddRow(name, NumberText.Undefined, reason);
        }
        else
        {
            Add(table, name, curve.Area);
        }
    }

    private static void Add(Table table, string name, Estimate estimate) =>
        table.AddRow(name, NumberText.Fixed(estimate.Value, "0.000"), NumberText.Interval(estimate, "0.000"));

    private static string Text(Estimate estimate) => $"{NumberText.Fixed(estimate.Value, "0.00")} ({NumberText.Interval(estimate, "0.00")})";
}
