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
