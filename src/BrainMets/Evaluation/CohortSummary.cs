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

    /// <summary>
    /// Where every lesion is found, or none, the bootstrap sees no variation and Wilson's interval over patients stands in.
    /// </summary>
    private static Estimate Proportion(
        PatientBootstrap bootstrap,
        IReadOnlyList<PatientCounts> patients,
        Func<PatientCounts, int> successes,
        Func<PatientCounts, int> trials)
    {
        var estimate = Ratio(bootstrap, patients, p => successes(p), p => trials(p));
        if (estimate.Low is not null)
        {
            return estimate;
        }

        var interval = ClusteredProportion.Of(patients.Select(p => ((long)successes(p), (long)trials(p)))).Interval();
        return estimate with { Low = interval?.Low, High = interval?.High };
    }

    private static Estimate Ratio(
        PatientBootstrap bootstrap,
        IReadOnlyList<PatientCounts> patients,
        Func<PatientCounts, double> numerator,
        Func<PatientCounts, double> denominator)
    {
        var (numerators, denominators) = (patients.Select(numerator).ToArray(), patients.Select(denominator).ToArray());
        var total = denominators.Sum();
        var interval = bootstrap.Interval(numerators, denominators);
        return new Estimate(total > 0 ? numerators.Sum() / total : null, interval?.Low, interval?.High, (int)total, 0);
    }

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

/// <summary>How the figures over all cases are made.</summary>
public sealed record SummaryOptions
{
    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same intervals.</summary>
    public int Seed { get; init; }

    /// <summary>Edges between volume bins in mm³, ascending: 0.01, 0.05, 0.1, 0.4, 1 and 4 cc. The outer bins are open.</summary>
    public IReadOnlyList<double> VolumeEdgesMm3 { get; init; } = [10, 50, 100, 400, 1000, 4000];

    /// <exception cref="ArgumentException">An option is out of its range; every fault is listed.</exception>
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
/// Detection figures by volume: reference volume decides the bin of a reference lesion, predicted volume that of a prediction.
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
        bool InBin(double volumeMm3) => !(volumeMm3 < lowMm3) && !(volumeMm3 >= highMm3);

        var references = patients.Select(p => p.SelectMany(c => c.Lesions).Where(l => InBin(l.ReferenceVolumeMm3)).ToArray()).ToArray();
        var found = ClusteredProportion.Of(references.Select(r => ((long)r.Count(l => l.Detected), r.LongLength)));
        var predictions = patients.Select(p => (
            Matched: p.SelectMany(c => c.Lesions).LongCount(l => l.PredictedVolumeMm3 is { } v && InBin(v)),
            False: p.SelectMany(c => c.FalsePositiveLesions).LongCount(f => InBin(f.VolumeMm3)))).ToArray();
        var matched = ClusteredProportion.Of(predictions.Select(p => (p.Matched, p.Matched + p.False)));
        var all = found.Trials + matched.Trials;
        return new VolumeBin(
            lowMm3,
            highMm3,
            (int)found.Trials,
            (int)found.Successes,
            (int)matched.Trials,
            (int)(matched.Trials - matched.Successes),
            Estimated(found),
            Estimated(matched),
            all == 0 ? null : (double)(found.Successes + matched.Successes) / all);
    }

    private static Estimate Estimated(ClusteredProportion proportion)
    {
        var interval = proportion.Interval();
        return new Estimate(proportion.Value, interval?.Low, interval?.High, (int)proportion.Trials, 0);
    }
}
