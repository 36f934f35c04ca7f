using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>Two readers compared, both evaluated against the same reference; every difference is first minus second.</summary>
public sealed record ReaderPair
{
    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>One entry a metric.</summary>
    public required IReadOnlyList<MetricDifference> Metrics { get; init; }

    public required LesionDetection Detection { get; init; }

    /// <summary>Dice and HD95 of the lesions that both found.</summary>
    public required IReadOnlyList<LesionDifference> Lesions { get; init; }

    /// <summary>The differences as functions of lesion volume; blank where too few patients contribute.</summary>
    public required VolumeCurveDifferences Curves { get; init; }

    internal static ReaderPair Of(
        (string Name, IReadOnlyList<CaseEvaluation> Cases) first, (string Name, IReadOnlyList<CaseEvaluation> Cases) second,
            ComparisonOptions options, double minVolumeMm3)
    {
        var patients = PatientPair.Of(first.Cases, second.Cases);
        return new ReaderPair
        {
            First = first.Name,
            Second = second.Name,
            Metrics = PairedComparison.Of(patients, options),
            Detection = LesionDetection.Of(patients, options),
            Lesions = LesionDifference.Of(patients, options),
            Curves = VolumeCurves.Difference(
                first.Cases, second.Cases, new CurveOptions
                {
                    Resamples = options.Resamples,
                    Seed = options.Seed,
                    MinVolumeMm3 = minVolumeMm3,
                }),
        };
    }
}

/// <summary>
/// One patient's scans as two readers segmented them, each evaluated against the same reference; the scans are in the same order on both
/// sides.
/// </summary>
internal sealed record PatientPair(string Patient, IReadOnlyList<CaseEvaluation> First, IReadOnlyList<CaseEvaluation> Second)
{
    /// <summary>The patients of two evaluations, by name.</summary>
    /// <exception cref="ArgumentException">The two are not of the same cases, or not of the same patients.</exception>
    public static IReadOnlyList<PatientPair> Of(IReadOnlyList<CaseEvaluation> first, IReadOnlyList<CaseEvaluation> second)
    {
        var ofSecond = second.ToDictionary(c => c.Case);
        if (first.FirstOrDefault(c => !ofSecond.TryGetValue(c.Case, out var other) || other.Patient != c.Patient) is { } alone)
        {
            throw new ArgumentException(
                $"Case {alone.Case} of patient {alone.Patient} is evaluated for one reader only; both must have read the same cases.");
        }

        if (first.Count != second.Count)
        {
            throw new ArgumentException(
                $"One reader has {first.Count} cases, the other {second.Count}; both must have read the same cases.");
        }

        if (first.FirstOrDefault(
            c => !c.Lesions.Select(l => l.Reference).SequenceEqual(ofSecond[c.Case].Lesions.Select(l => l.Reference))) is { } other)
        {
            throw new ArgumentException($"Case {other.Case}: the readers were evaluated against different reference lesions.");
        }

        return
        [
            .. first.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => g.OrderBy(c => c.Case, StringComparer.Ordinal).ToArray())
                .Select(cases => new PatientPair(cases[0].Patient, cases, [.. cases.Select(c => ofSecond[c.Case])])),
        ];
    }

    /// <summary>The metric of each reader in this patient; null where undefined.</summary>
    public (double? First, double? Second) Figures(PairedMetric metric)
    {
        var (first, second) = Sums(metric);
        return (first.Value, second.Value);
    }

    /// <summary>
    /// The metric of each reader as a sum and its divisor; over all patients, the quotient of the sums is the pooled metric. Whole-mask
    /// Dice uses the scans where both have one, lesion metrics the lesions that both readers found.
    /// </summary>
    public (PatientSum First, PatientSum Second) Sums(PairedMetric metric)
    {
        IEnumerable<(double First, double Second)>? both = metric switch
        {
            PairedMetric.LesionDice => FoundByBoth(l => l.Dice),
            PairedMetric.LesionHd95Mm => FoundByBoth(l => l.Hd95Mm.MaxDirected),
            PairedMetric.WholeMaskDice => First.Zip(Second).Where(s => s is { First.Dice: not null, Second.Dice: not null })
                .Select(s => (s.First.Dice!.Value, s.Second.Dice!.Value)), // checked above
            _ => null,
        };
        if (both is null)
        {
            return (SumOf(First, metric), SumOf(Second, metric));
        }

        var figures = both.ToArray();
        return (new PatientSum(figures.Sum(f => f.First), figures.Length), new PatientSum(figures.Sum(f => f.Second), figures.Length));
    }

    /// <summary>
    /// The metrics of the reference lesions that both readers found; merged lesions have none of their own. Only where both readers have
    /// it.
    /// </summary>
    public IEnumerable<(double First, double Second)> FoundByBoth(Func<LesionEvaluation, double?> figure) =>
        from scan in First.Zip(Second)
        from pair in scan.First.Lesions.Zip(scan.Second.Lesions)
        let figures = (First: figure(pair.First), Second: figure(pair.Second))
        where figures is { First: not null, Second: not null }
        select (figures.First!.Value, figures.Second!.Value); // checked above

    /// <summary>Whether each reference lesion was detected by either reader.</summary>
    public IEnumerable<(bool First, bool Second)> Detections() =>
        First.Zip(Second)
            .SelectMany(scan => scan.First.Lesions.Zip(scan.Second.Lesions)).Select(l => (l.First.Detected, l.Second.Detected));

    private static PatientSum SumOf(IReadOnlyList<CaseEvaluation> scans, PairedMetric metric)
    {
        var (found, missed) = (scans.Sum(s => s.TruePositives), scans.Sum(s => s.FalseNegatives));
        var (right, wrong) = (scans.Sum(s => s.MatchedPredictions), scans.Sum(s => s.FalsePositives));
        return metric switch
        {
            PairedMetric.Sensitivity => new PatientSum(found, found + missed),
            PairedMetric.Precision => new PatientSum(right, right + wrong),
            PairedMetric.F1 => new PatientSum(found + right, found + missed + right + wrong),
            PairedMetric.FalsePositives => new PatientSum(wrong, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "not a metric of one reader alone"),
        };
    }
}

/// <summary>A metric of one patient by which two readers are compared (docs/metrics.md, "Comparing readers").</summary>
public enum PairedMetric
{
    /// <summary>Detected reference lesions / reference lesions of the patient; undefined without reference lesions.</summary>
    Sensitivity,

    /// <summary>Matched predictions / predictions that count; undefined without such predictions.</summary>
    Precision,

    /// <summary>From the counts of the patient; undefined when neither side has a lesion.</summary>
    F1,

    /// <summary>Their number; always defined.</summary>
    FalsePositives,

    /// <summary>Dice of the whole masks, mean over the patient's scans where it is defined.</summary>
    WholeMaskDice,

    /// <summary>Mean Dice over the lesions that both readers found: the same lesions for both.</summary>
    LesionDice,

    /// <summary>Mean HD95 (family B) over the lesions that both readers found.</summary>
    LesionHd95Mm,
}

/// <summary>A metric of one patient, kept as a sum and its divisor, so that patients can be pooled.</summary>
internal readonly record struct PatientSum(double Sum, double Count)
{
    /// <summary>Null where there is nothing to divide by.</summary>
    public double? Value => Count > 0 ? Sum / Count : null;
}

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

    private static MetricDifference Of(
        PairedMetric metric, IReadOnlyList<PatientPair> patients, PatientBootstrap bootstrap, ComparisonOptions options)
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
        var better = metric is PairedMetric.FalsePositives or PairedMetric.LesionHd95Mm
            ? differences.Select(d => -d).ToArray()
            : differences;
        return [.. Enum.GetValues<Location>()
            .Select(location => EquivalenceTest.Test(better, location, new EquivalenceOptions { Margin = margin }))];
    }

    private static double? Pooled((double[] Sums, double[] Counts) figure) => new PatientSum(figure.Sums.Sum(), figure.Counts.Sum()).Value;

    private static string Describe(SignedRankResult test) => test.PValue is null
        ? "no test: no patient in whom the readers differ"
        : $"Wilcoxon signed-rank, zeros by {test.ZeroRule}, " + (test.Method == SignedRankMethod.MonteCarlo
            ? $"{test.Resamples:N0} random sign patterns"
            : "all sign patterns enumerated");
}

/// <summary>
/// One metric of two readers, first minus second (docs/metrics.md, "Comparing readers"). The difference and its interval are those of the
/// pooled metrics; the test is of symmetry about zero of the differences of single patients.
/// </summary>
public sealed record MetricDifference
{
    public required PairedMetric Metric { get; init; }

    /// <summary>The first reader's metric, pooled over patients; null when undefined.</summary>
    public required double? First { get; init; }

    public required double? Second { get; init; }

    /// <summary>First minus second; null when one is undefined.</summary>
    public required double? Difference { get; init; }

    /// <summary>
    /// Lower end of its 95 % interval over patients, both readers resampled together; null when the resamples do not vary.
    /// </summary>
    public required double? Low { get; init; }

    public required double? High { get; init; }

    /// <summary>Two-sided, of the signed-rank test on the differences of single patients; null when there is nothing to test.</summary>
    public required double? P { get; init; }

    /// <summary>P after Holm over the declared family (the family that the result names).</summary>
    public required double? AdjustedP { get; init; }

    /// <summary>P after Benjamini and Hochberg over the same tests: for exploring.</summary>
    public required double? FalseDiscoveryP { get; init; }

    /// <summary>Patients in whom both readers have the metric.</summary>
    public required int N { get; init; }

    /// <summary>Patients left out, in whom it is undefined for one reader or both.</summary>
    public required int Undefined { get; init; }

    /// <summary>Patients in whom the two are equal.</summary>
    public required int Zeros { get; init; }

    /// <summary>Differences of tied size.</summary>
    public required int Ties { get; init; }

    /// <summary>In words: how zeros were ranked and where the p-value comes from.</summary>
    public required string Method { get; init; }

    /// <summary>-1 to 1: how one-sided the ranks are; null when all are equal.</summary>
    public required double? RankBiserial { get; init; }

    /// <summary>The typical difference of a patient and its interval.</summary>
    public required HodgesLehmannEstimate HodgesLehmann { get; init; }

    /// <summary>
    /// Tests that the mean, and that the typical (Hodges-Lehmann) difference of a patient lie within the declared margin; empty without a
    /// margin. For metrics that are better when smaller the signs are reversed, so that "not worse" always refers to the first reader.
    /// </summary>
    public required IReadOnlyList<EquivalenceResult> Equivalence { get; init; }
}

/// <summary>
/// Which reference lesions two readers detected, lesion by lesion, and tests of the difference that account for lesions of one patient.
/// </summary>
public sealed record LesionDetection
{
    public required long Both { get; init; }

    public required long OnlyFirst { get; init; }

    public required long OnlySecond { get; init; }

    public required long Neither { get; init; }

    /// <summary>Two-sided, whole patients exchanged between the readers; null when no lesion was detected by one reader only.</summary>
    public required double? P { get; init; }

    /// <summary>McNemar's exact test, only where no patient has more than one reference lesion: it takes lesions for independent.</summary>
    public required double? McNemarExactP { get; init; }

    public required double? McNemarMidP { get; init; }

    internal static LesionDetection Of(IReadOnlyList<PatientPair> patients, ComparisonOptions options)
    {
        IReadOnlyList<IReadOnlyList<(bool First, bool Second)>> lesions = [.. patients.Select(p => p.Detections().ToArray())];
        var all = lesions.SelectMany(l => l).ToArray();
        var counts = McNemar.Test([.. all.Select(l => l.First)], [.. all.Select(l => l.Second)]);
        var independent = lesions.All(l => l.Count <= 1);
        return new LesionDetection
        {
            Both = counts.Both,
            OnlyFirst = counts.OnlyFirst,
            OnlySecond = counts.OnlySecond,
            Neither = counts.Neither,
            P = PatientSignFlip.Detections(lesions, new SignFlipOptions { Seed = options.Seed, Resamples = options.SignFlips }).PValue,
            McNemarExactP = independent ? counts.ExactPValue : null,
            McNemarMidP = independent ? counts.MidPValue : null,
        };
    }
}

/// <summary>
/// A metric of the lesions that both readers found, first minus second, tested lesion by lesion with patients as clusters.
/// </summary>
/// <param name="Metric">Dice or HD95 of lesions.</param>
/// <param name="Lesions">Lesions that both readers found.</param>
/// <param name="Mean">Mean difference over them; null without any.</param>
/// <param name="RosnerGlynnLee">Signed ranks weighted for clusters of unequal size.</param>
/// <param name="DattaSatten">Every patient counts alike, so that the number of lesions may depend on how hard they are.</param>
public sealed record LesionDifference(
    PairedMetric Metric, int Lesions, double? Mean, ClusteredSignedRankResult RosnerGlynnLee, ClusteredSignedRankResult DattaSatten)
{
    internal static IReadOnlyList<LesionDifference> Of(IReadOnlyList<PatientPair> patients, ComparisonOptions options) =>
    [
        Of(PairedMetric.LesionDice, patients, l => l.Dice, options),
        Of(PairedMetric.LesionHd95Mm, patients, l => l.Hd95Mm.MaxDirected, options),
    ];

    private static LesionDifference Of(
        PairedMetric metric, IReadOnlyList<PatientPair> patients, Func<LesionEvaluation, double?> figure, ComparisonOptions options)
    {
        double[][] differences = [.. patients.Select(p => p.FoundByBoth(figure).Select(f => f.First - f.Second).ToArray())];
        var all = differences.SelectMany(d => d).ToArray();
        var flips = new SignFlipOptions { Seed = options.Seed, Resamples = options.SignFlips };
        ClusteredSignedRankResult Test(ClusteredMethod method) =>
            ClusteredSignedRank.Test(differences, new ClusteredSignedRankOptions { Method = method, SignFlip = flips });

        return new LesionDifference(
            metric, all.Length, all.Length == 0
                ? null
                : all.Average(), Test(ClusteredMethod.RosnerGlynnLee), Test(ClusteredMethod.DattaSatten));
    }
}
