using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Differences of two models below or above a volume, on the same patients. Reference lesions go by reference volume, predictions by predicted volume, as everywhere
/// (docs/metrics.md); the interval resamples patients, both models together.
/// </summary>
public static class StratumDifference
{
    /// <summary>Second less first: sensitivity, precision and F1.</summary>
    /// <param name="patients">Both models, patient by patient.</param>
    /// <param name="lowMm3">The stratum begins here; null for no lower end.</param>
    /// <param name="highMm3">It ends before; null for no upper end.</param>
    /// <param name="bootstrap">Over these patients.</param>
    public static (Estimate Sensitivity, Estimate Precision, Estimate F1) Of(
        IReadOnlyList<PatientPair> patients, double? lowMm3, double? highMm3, PatientBootstrap bootstrap)
    {
        var first = patients.Select(p => Counts.Of(p.First, lowMm3, highMm3)).ToArray();
        var second = patients.Select(p => Counts.Of(p.Second, lowMm3, highMm3)).ToArray();
        return (
            Difference(first, second, c => c.Found, c => c.Lesions, bootstrap),
            Difference(first, second, c => c.Right, c => c.Predictions, bootstrap),
            Difference(first, second, c => c.Found + c.Right, c => c.Lesions + c.Predictions, bootstrap));
    }

    private static Estimate Difference(Counts[] first, Counts[] second, Func<Counts, double> numerator, Func<Counts, double> denominator, PatientBootstrap bootstrap)
    {
        (double[] Numerators, double[] Denominators) Sums(Counts[] counts) => ([.. counts.Select(numerator)], [.. counts.Select(denominator)]);

        var (a, b) = (Sums(first), Sums(second));
        var interval = bootstrap.DifferenceInterval(b, a);
        var value = new PatientSum(b.Numerators.Sum(), b.Denominators.Sum()).Value - new PatientSum(a.Numerators.Sum(), a.Denominators.Sum()).Value;
        var both = a.Denominators.Zip(b.Denominators).Count(d => d is { First: > 0, Second: > 0 });
        return new Estimate(value, interval?.Low, interval?.High, both, first.Length - both);
    }

    private readonly record struct Counts(double Found, double Lesions, double Right, double Predictions)
    {
        public static Counts Of(IReadOnlyList<CaseEvaluation> scans, double? lowMm3, double? highMm3)
        {
            bool Inside(double volumeMm3) => !(volumeMm3 < lowMm3) && !(volumeMm3 >= highMm3);

            var lesions = scans.SelectMany(s => s.Lesions).Where(l => Inside(l.ReferenceVolumeMm3)).ToArray();
            var right = scans.SelectMany(s => s.Lesions).Count(l => l.PredictedVolumeMm3 is { } v && Inside(v));
            var wrong = scans.SelectMany(s => s.FalsePositiveLesions).Count(f => Inside(f.VolumeMm3));
            return new Counts(lesions.Count(l => l.Detected), lesions.Length, right, right + wrong);
        }
    }
}
