using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Differences of two models below or above a volume, on the same patients. Reference lesions go by reference volume, predictions by
/// predicted volume, as everywhere (docs/metrics.md); the intervals resample patients, both models together.
/// </summary>
/// <param name="LowMm3">The stratum begins here; null for no lower end.</param>
/// <param name="HighMm3">It ends before; null for no upper end.</param>
/// <param name="Sensitivity">Second minus first; N is the number of patients in whom both have the metric.</param>
/// <param name="Precision">Second minus first.</param>
/// <param name="F1">Second minus first.</param>
internal sealed record StratumDifference(double? LowMm3, double? HighMm3, Estimate Sensitivity, Estimate Precision, Estimate F1)
{
    /// <param name="patients">Both models, patient by patient.</param>
    /// <param name="lowMm3">The stratum begins here; null for no lower end.</param>
    /// <param name="highMm3">It ends before; null for no upper end.</param>
    /// <param name="bootstrap">Over these patients.</param>
    public static StratumDifference Of(IReadOnlyList<PatientPair> patients, double? lowMm3, double? highMm3, PatientBootstrap bootstrap)
    {
        StratumCounts[] first = [.. patients.Select(p => StratumCounts.Of(p.First, lowMm3, highMm3))];
        StratumCounts[] second = [.. patients.Select(p => StratumCounts.Of(p.Second, lowMm3, highMm3))];
        return new StratumDifference(
            lowMm3,
            highMm3,
            Difference(first, second, c => c.Found, c => c.Lesions, bootstrap),
            Difference(first, second, c => c.Matched, c => c.Predictions, bootstrap),
            Difference(first, second, c => c.Found + c.Matched, c => c.Lesions + c.Predictions, bootstrap));
    }

    private static Estimate Difference(
        StratumCounts[] first,
        StratumCounts[] second,
        Func<StratumCounts, double> numerator,
        Func<StratumCounts, double> denominator,
        PatientBootstrap bootstrap)
    {
        (double[] Numerators, double[] Denominators) Sums(StratumCounts[] counts) =>
            ([.. counts.Select(numerator)], [.. counts.Select(denominator)]);
        static double? Pooled((double[] Numerators, double[] Denominators) sums) =>
            new PatientSum(sums.Numerators.Sum(), sums.Denominators.Sum()).Value;

        var (a, b) = (Sums(first), Sums(second));
        var interval = bootstrap.DifferenceInterval(b, a);
        var value = Pooled(b) - Pooled(a);
        var both = a.Denominators.Zip(b.Denominators).Count(d => d is { First: > 0, Second: > 0 });
        return new Estimate(value, interval?.Low, interval?.High, both, first.Length - both);
    }
}
