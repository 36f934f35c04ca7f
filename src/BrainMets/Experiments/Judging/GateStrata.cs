using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>Detection of lesions of some volumes, with intervals over patients (docs/metrics.md, "Figures by size").</summary>
internal static class GateStrata
{
    public static GateStratum Of(IReadOnlyList<CaseEvaluation> cases, (double? LowMm3, double? HighMm3) range, SummaryOptions options)
    {
        bool Within(double volumeMm3) => !(volumeMm3 < range.LowMm3) && !(volumeMm3 >= range.HighMm3);

        var patients = cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        double[] Each(Func<CaseEvaluation, int> count) => [.. patients.Select(p => (double)p.Sum(count))];
        var lesions = Each(c => c.Lesions.Count(l => Within(l.ReferenceVolumeMm3)));
        var found = Each(c => c.Lesions.Count(l => l.Detected && Within(l.ReferenceVolumeMm3)));
        var matched = Each(c => c.Lesions.Count(l => l.PredictedVolumeMm3 is { } v && Within(v)));
        var wrong = Each(c => c.FalsePositiveLesions.Count(f => Within(f.VolumeMm3)));
        var bootstrap = new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed));
        Estimate Ratio(double[] numerators, double[] denominators)
        {
            var interval = bootstrap.Interval(numerators, denominators);
            var total = denominators.Sum();
            return new Estimate(total > 0 ? numerators.Sum() / total : null, interval?.Low, interval?.High, (int)total, 0);
        }

        double[] predicted = [.. matched.Zip(wrong, (m, w) => m + w)];
        return new GateStratum(
            range.LowMm3,
            range.HighMm3,
            Ratio(found, lesions),
            Ratio(matched, predicted),
            Ratio([.. found.Zip(matched, (f, m) => f + m)], [.. lesions.Zip(predicted, (l, p) => l + p)]));
    }
}
