using BrainMets.Evaluation;
using BrainMets.Experiments;
using BrainMets.Reporting;
using Spectre.Console;

namespace BrainMets.Cli;

/// <summary>The operating points of a model that was made, for the terminal.</summary>
internal static class PointTable
{
    public static void Write(Session session, ModelCard card)
    {
        if (session.Quiet || card.Validation is not { } validation)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("network", "point", "threshold", "sensitivity", "false positives per scan", "panoptic quality", "Dice of found lesions");
        NetworkMetrics[] all = validation.Networks.Count == 1 ? [validation.Ensemble] : [.. validation.Networks, validation.Ensemble];
        foreach (var (network, point) in all.SelectMany(n => n.Points.Select(p => (n, p))))
        {
            var figures = point.HeldOut ?? point.SameCases;
            table.AddRow(
                Markup.Escape(network.Name), point.Point, point.Threshold.ToString("0.####"),
                Text(figures.Sensitivity), Text(figures.FalsePositivesPerCase), Text(figures.PanopticQuality), Text(figures.Dice));
        }

        session.Out.Write(table);
        session.Out.WriteLine(
            $"{validation.Cases} scans of {validation.Patients} patients, {validation.Lesions} lesions. Each patient judged at the thresholds that the others choose; 95 % intervals over patients.");
        if (card.Calibration is { } calibration && validation.Voxels is { } voxels)
        {
            session.Out.WriteLine(
                $"calibration: slope {calibration.Slope:0.###}, intercept {calibration.Intercept:0.###}; error from probability 0.1 on "
                + $"{NumberText.Fixed(voxels.ErrorBeforeFromTenth, "0.000")} before, {NumberText.Fixed(voxels.ErrorAfterFromTenth, "0.000")} after");
        }
    }

    private static string Text(Estimate estimate) => $"{NumberText.Value(estimate, "0.00")} ({NumberText.Interval(estimate, "0.00")})";
}
