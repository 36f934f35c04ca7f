using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>The counts and sums of one patient over all of the patient's cases: the unit that the bootstrap draws.</summary>
internal sealed record PatientCounts
{
    public required int Detected { get; init; }

    public required int Missed { get; init; }

    public required int MatchedPredictions { get; init; }

    public required int FalsePositives { get; init; }

    /// <summary>Dice and HD95 (family B) of the detected lesions; null where undefined.</summary>
    public required IReadOnlyList<(double? Dice, double? Hd95Mm)> DetectedLesions { get; init; }

    public required bool LesionFree { get; init; }

    public static EvaluationSummary Summarize(IReadOnlyList<CaseEvaluation> cases, SummaryOptions options)
    {
        var patients = cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of([.. g])).ToArray();
        var free = patients.Where(p => p.LesionFree).ToArray();
        var bootstrap = new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed));
        return new EvaluationSummary
        {
            Sensitivity = Proportion(bootstrap, patients, p => p.Detected, p => p.Detected + p.Missed),
            Precision = Proportion(bootstrap, patients, p => p.MatchedPredictions, p => p.MatchedPredictions + p.FalsePositives),
            F1 = Ratio(
                bootstrap,
                patients,
                p => p.Detected + p.MatchedPredictions,
                p => p.Detected + p.Missed + p.MatchedPredictions + p.FalsePositives),
            FalsePositivesPerPatient = Ratio(bootstrap, patients, p => p.FalsePositives, _ => 1),
            Dice = Mean(bootstrap, patients, l => l.Dice),
            Hd95Mm = Mean(bootstrap, patients, l => l.Hd95Mm),
            Patients = patients.Length,
            LesionFreePatients = free.Length,
            LesionFreePatientsWithoutFalsePositive = free.Count(p => p.FalsePositives == 0),
            Specificity = LesionFreeSpecificity(free),
            FalsePositivesPerLesionFreePatient = Ratio(
                bootstrap, patients, p => p.LesionFree ? p.FalsePositives : 0, p => p.LesionFree ? 1 : 0),
        };
    }

    private static PatientCounts Of(IReadOnlyList<CaseEvaluation> cases) => new()
    {
        Detected = cases.Sum(c => c.TruePositives),
        Missed = cases.Sum(c => c.FalseNegatives),
        MatchedPredictions = cases.Sum(c => c.MatchedPredictions),
        FalsePositives = cases.Sum(c => c.FalsePositives),
        DetectedLesions = [.. cases.SelectMany(c => c.Lesions).Where(l => l.Detected).Select(l => (l.Dice, l.Hd95Mm.MaxDirected))],
        LesionFree = cases.All(c => c.ReferenceLesions + c.IgnoredReferenceLesions == 0),
    };

    private static Estimate Proportion(
        PatientBootstrap bootstrap,
        IReadOnlyList<PatientCounts> patients,
        Func<PatientCounts, double> successes,
        Func<PatientCounts, double> trials) =>
        PooledEstimate.Proportion(bootstrap, [.. patients.Select(successes)], [.. patients.Select(trials)]);

    private static Estimate Ratio(
        PatientBootstrap bootstrap,
        IReadOnlyList<PatientCounts> patients,
        Func<PatientCounts, double> numerator,
        Func<PatientCounts, double> denominator) =>
        PooledEstimate.Ratio(bootstrap, [.. patients.Select(numerator)], [.. patients.Select(denominator)]);

    private static Estimate Mean(
        PatientBootstrap bootstrap, IReadOnlyList<PatientCounts> patients, Func<(double? Dice, double? Hd95Mm), double?> figure)
    {
        var mean = Ratio(
            bootstrap,
            patients,
            p => p.DetectedLesions.Sum(l => figure(l) ?? 0),
            p => p.DetectedLesions.Count(l => figure(l) is not null));
        return mean with { Undefined = patients.Sum(p => p.DetectedLesions.Count(l => figure(l) is null)) };
    }

    private static Estimate LesionFreeSpecificity(PatientCounts[] free)
    {
        if (free.Length == 0)
        {
            return Estimate.Nothing;
        }

        var value = free.Count(p => p.FalsePositives == 0) / (double)free.Length;
        var interval = free.Length < 2 ? null : WilsonInterval.Of(value, free.Length);
        return new Estimate(value, interval?.Low, interval?.High, free.Length, 0);
    }
}

/// <summary>Options for the metrics over all cases.</summary>
public sealed record SummaryOptions
{
    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same intervals.</summary>
    public int Seed { get; init; }

    /// <summary>Edges between volume bins in mm³, ascending: 0.01, 0.05, 0.1, 0.4, 1 and 4 cc. The outer bins are open.</summary>
    public IReadOnlyList<double> VolumeEdgesMm3 { get; init; } = [10, 50, 100, 400, 1000, 4000];

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Summary options");
        errors.AddIf(Resamples < 100, $"resamples is {Resamples}; must be 100 or more");
        errors.AddIf(
            VolumeEdgesMm3.Any(e => !(e > 0) || double.IsInfinity(e))
                || VolumeEdgesMm3.Zip(VolumeEdgesMm3.Skip(1)).Any(e => e.First >= e.Second),
            $"volume edges are {string.Join(", ", VolumeEdgesMm3)} mm³; must be positive and ascending");
        errors.ThrowIfAny();
    }
}

/// <summary>
/// Detection metrics by volume: reference volume decides the bin of a reference lesion, predicted volume that of a prediction.
/// </summary>
internal static class VolumeBinning
{
    public static IReadOnlyList<VolumeBin> Of(IReadOnlyList<CaseEvaluation> cases, IReadOnlyList<double> edgesMm3)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => g.ToArray()).ToArray();
        return [.. Enumerable.Range(0, edgesMm3.Count + 1).Select(i =>
            Bin(patients, i == 0 ? null : edgesMm3[i - 1], i == edgesMm3.Count ? null : edgesMm3[i]))];
    }

    private static VolumeBin Bin(IReadOnlyList<CaseEvaluation[]> patients, double? lowMm3, double? highMm3)
    {
        StratumCounts[] counts = [.. patients.Select(p => StratumCounts.Of(p, lowMm3, highMm3))];
        var stratum = VolumeStratum.Of(counts, lowMm3, highMm3, PooledEstimate.ByDesignEffect);
        var predicted = (int)counts.Sum(c => c.Predictions);
        return new VolumeBin(
            lowMm3,
            highMm3,
            (int)counts.Sum(c => c.Lesions),
            (int)counts.Sum(c => c.Found),
            predicted,
            predicted - (int)counts.Sum(c => c.Matched),
            stratum.Sensitivity,
            stratum.Precision,
            stratum.F1.Value);
    }
}

/// <summary>
/// The lesions of one patient in a stratum of volumes [low, high); an open end is null. Reference volume decides about a reference lesion,
/// predicted volume about a prediction.
/// </summary>
/// <param name="Lesions">Reference lesions.</param>
/// <param name="Found">Those of them that were detected.</param>
/// <param name="Matched">Predictions that are matched.</param>
/// <param name="Predictions">Predictions that are matched or false.</param>
internal readonly record struct StratumCounts(double Lesions, double Found, double Matched, double Predictions)
{
    public static StratumCounts Of(IEnumerable<CaseEvaluation> scans, double? lowMm3, double? highMm3)
    {
        bool Inside(double volumeMm3) => !(volumeMm3 < lowMm3) && !(volumeMm3 >= highMm3);

        var (lesions, found, matched, wrong) = (0, 0, 0, 0);
        foreach (var scan in scans)
        {
            lesions += scan.Lesions.Count(l => Inside(l.ReferenceVolumeMm3));
            found += scan.Lesions.Count(l => l.Detected && Inside(l.ReferenceVolumeMm3));
            matched += scan.Lesions.Count(l => l.PredictedVolumeMm3 is { } v && Inside(v));
            wrong += scan.FalsePositiveLesions.Count(f => Inside(f.VolumeMm3));
        }

        return new StratumCounts(lesions, found, matched, matched + wrong);
    }
}

/// <summary>Detection metrics of the lesions of some volumes, over patients (docs/metrics.md, "Figures by size").</summary>
internal static class VolumeStratum
{
    /// <param name="patients">The counts of each patient.</param>
    /// <param name="lowMm3">Where the stratum begins; null for no lower end.</param>
    /// <param name="highMm3">It ends before; null for no upper end.</param>
    /// <param name="estimate">Makes value and interval of the numerators and denominators of all patients.</param>
    public static GateStratum Of(
        IReadOnlyList<StratumCounts> patients, double? lowMm3, double? highMm3, Func<double[], double[], Estimate> estimate)
    {
        double[] Each(Func<StratumCounts, double> count) => [.. patients.Select(count)];
        return new GateStratum(
            lowMm3,
            highMm3,
            estimate(Each(c => c.Found), Each(c => c.Lesions)),
            estimate(Each(c => c.Matched), Each(c => c.Predictions)),
            estimate(Each(c => c.Found + c.Matched), Each(c => c.Lesions + c.Predictions)));
    }

    /// <summary>With intervals that resample patients.</summary>
    public static GateStratum OfCases(IReadOnlyList<CaseEvaluation> cases, double? lowMm3, double? highMm3, SummaryOptions options)
    {
        StratumCounts[] patients =
        [.. cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => StratumCounts.Of(g, lowMm3, highMm3))];
        var bootstrap = new PatientBootstrap(patients.Length, options.Resamples, new Random(options.Seed));
        return Of(patients, lowMm3, highMm3, (numerators, denominators) => PooledEstimate.Ratio(bootstrap, numerators, denominators));
    }
}

/// <summary>
/// Detection below a volume or from it on. Reference lesions go by reference volume, predictions by predicted volume; the intervals are
/// patient-cluster bootstraps.
/// </summary>
/// <param name="LowMm3">Null below the gate.</param>
/// <param name="HighMm3">Null from the gate on.</param>
/// <param name="Sensitivity">Of the stratum's reference lesions.</param>
/// <param name="Precision">Of the stratum's predictions.</param>
/// <param name="F1">Of both together.</param>
internal sealed record GateStratum(double? LowMm3, double? HighMm3, Estimate Sensitivity, Estimate Precision, Estimate F1);

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
