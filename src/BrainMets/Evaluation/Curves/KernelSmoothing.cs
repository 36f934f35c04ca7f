using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// The lesions around each volume of a grid, ascending by outcome, with their kernel weights. Local statistics are computed again for each
/// resample from the same windows, in which a patient's lesions weigh as often as the patient was drawn.
/// </summary>
internal sealed class LocalWindows
{
    private readonly (double[] Outcomes, double[] Weights, int[] Patients)[] _windows;

    public LocalWindows(LesionPoints points, double[] grid, double halfWidth)
    {
        var byOutcome = Enumerable.Range(0, points.Count).OrderBy(i => points.Outcomes[i]).ToArray();
        _windows = [.. grid.Select(at =>
        {
            double Weight(int i) => LogVolumeWindow.Weight(points.LogVolumes[i] - at, halfWidth);
            var inside = byOutcome.Where(i => Weight(i) > 0).ToArray();
            return (
                inside.Select(i => points.Outcomes[i]).ToArray(),
                inside.Select(Weight).ToArray(),
                inside.Select(i => points.Patients[i]).ToArray());
        })];
        PatientsNear = [.. _windows.Select(w => w.Patients.Distinct().Count())];
    }

    /// <summary>Distinct patients in each window.</summary>
    public int[] PatientsNear { get; }

    /// <summary>Weighted quantile of the outcomes in each window; NaN where a resample has no lesion.</summary>
    public double[] Quantiles(int[] counts, double share) =>
        OfEach(counts, (outcomes, weights) => WeightedQuantile.Of(outcomes, weights, share) ?? double.NaN);

    /// <summary>Weighted sum over each window: lesions per decade of volume.</summary>
    public double[] Densities(int[] counts) => OfEach(counts, (_, weights) =>
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        return total;
    });

    private double[] OfEach(int[] counts, Func<double[], double[], double> figure) => [.. _windows.Select(window =>
    {
        var weights = new double[window.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = window.Weights[i] * counts[window.Patients[i]];
        }

        return figure(window.Outcomes, weights);
    })];
}

/// <summary>
/// The window of lesions around a volume, on the log10 axis: within half a width on either side, weighted by Epanechnikov's kernel, 3/4 (1
/// - t²) / half width, which is 0 at its ends and integrates to 1.
/// </summary>
internal static class LogVolumeWindow
{
    public static double Weight(double distance, double halfWidth)
    {
        var t = distance / halfWidth;
        return Math.Abs(t) < 1 ? 0.75 * (1 - (t * t)) / halfWidth : 0;
    }

    /// <summary>The part of the kernel around <paramref name="x"/> that lies at or above <paramref name="floor"/>, 0 to 1.</summary>
    public static double MassAbove(double floor, double x, double halfWidth)
    {
        var t = Math.Clamp((floor - x) / halfWidth, -1, 1);
        return 0.5 - (0.75 * (t - (t * t * t / 3)));
    }
}
