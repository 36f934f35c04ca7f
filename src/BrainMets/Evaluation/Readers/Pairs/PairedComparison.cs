namespace BrainMets.Evaluation;

/// <summary>Compares two readers metric by metric over patients.</summary>
internal static class PairedComparison
{
    /// <param name="patients">Both readers, patient by patient.</param>
    /// <param name="options">Resamples and seed.</param>
    /// <returns>One entry a metric, not yet adjusted for several tests.</returns>
    public static IReadOnlyList<MetricDifference> Of(IReadOnlyList<PatientPair> patients, ComparisonOptions options)
    {
        var bootstrap = new PatientBootstrap(patients.Count, options.Resamples, new Random(options.Seed));
        return [.. Enum.GetValues<PairedMetric>().Select(metric => Of(metric, patients, bootstrap, options))];
    }

    private static MetricDifference Of(PairedMetric metric, IReadOnlyList<PatientPair> patients, PatientBootstrap bootstrap, ComparisonOptions options)
    {
        var sums = patients.Select(p => p.Sums(metric)).ToArray();
        (double[] Sums, double[] Counts) First() => ([.. sums.Select(s => s.First.Sum)], [.. sums.Select(s => s.First.Count)]);
        (double[] Sums, double[] Counts) Second() => ([.. sums.Select(s => s.Second.Sum)], [.. sums.Select(s => s.Second.Count)]);
        var (first, second) = (First(), Second());
        var interval = bootstrap.DifferenceInterval(first, second);
        var differences = sums.Select(s => s.First.Value - s.Second.Value).OfType<double>().ToArray();
        var test = WilcoxonSignedRank.Test(differences, new SignedRankOptions { Seed = options.Seed, Resamples = options.SignFlips });
        var (pooledFirst, pooledSecond) = (Pooled(first), Pooled(second));
        return new MetricDifference
        {
            Metric = metric,
            First = pooledFirst,
            Second = pooledSecond,
            Difference = pooledFirst - pooledSecond,
            Low = interval?.Low,
            High = interval?.High,
            P = test.PValue,
            AdjustedP = null,
            FalseDiscoveryP = null,
            N = differences.Length,
            Undefined = patients.Count - differences.Length,
            Zeros = test.Zeros,
            Ties = test.Ties,
            Method = Describe(test),
            RankBiserial = test.RankBiserial,
            HodgesLehmann = HodgesLehmann.Estimate(differences),
            Equivalence = options.Margins.TryGetValue(metric, out var margin) ? Equivalence(metric, differences, margin) : [],
        };
    }

    private static IReadOnlyList<EquivalenceResult> Equivalence(PairedMetric metric, double[] differences, double margin)
    {
        var better = metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm ? differences.Select(d => -d).ToArray() : differences;
        return [.. Enum.GetValues<Location>().Select(location => EquivalenceTest.Test(better, location, new EquivalenceOptions { Margin = margin }))];
    }

    private static double? Pooled((double[] Sums, double[] Counts) figure) => new PatientSum(figure.Sums.Sum(), figure.Counts.Sum()).Value;

    private static string Describe(SignedRankResult test) => test.PValue is null
        ? "no test: no patient in whom the readers differ"
        : $"Wilcoxon signed-rank, zeros by {test.ZeroRule}, " + (test.Method == SignedRankMethod.MonteCarlo
            ? $"{test.Resamples:N0} random sign patterns"
            : "all sign patterns enumerated");
}
