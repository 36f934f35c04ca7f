namespace BrainMets.Evaluation;

/// <summary>What one curve is smoothed from: a volume, an outcome and a patient each, ascending by volume.</summary>
internal sealed record LesionPoints
{
    private LesionPoints(IEnumerable<(double VolumeMm3, double Outcome, int Patient)> points, int undefined)
    {
        // A total order, so that the order of the cases cannot reach the last digit of a sum.
        var sorted = points.OrderBy(p => p.VolumeMm3).ThenBy(p => p.Patient).ThenBy(p => p.Outcome).ToArray();
        LogVolumes = [.. sorted.Select(p => Math.Log10(p.VolumeMm3))];
        Outcomes = [.. sorted.Select(p => p.Outcome)];
        Patients = [.. sorted.Select(p => p.Patient)];
        Undefined = undefined;
    }

    public double[] LogVolumes { get; }

    public double[] Outcomes { get; }

    /// <summary>Places in the list of patients.</summary>
    public int[] Patients { get; }

    public int Undefined { get; }

    public int Count => LogVolumes.Length;

    /// <summary>All outcomes equal: every lesion found, or none.</summary>
    public bool AllAlike => Count > 0 && Outcomes.All(o => o == Outcomes[0]);

    /// <summary>Patients with a lesion of the rarer outcome, 0 or 1: those that tell where the curve bends away from the commoner one.</summary>
    public int RarerPatients()
    {
        var rarer = 2 * Outcomes.Sum() > Count ? 0 : 1;
        return Patients.Where((_, i) => Outcomes[i] == rarer).Distinct().Count();
    }

    /// <summary>One point a reference lesion with a defined outcome, at its reference volume.</summary>
    public static LesionPoints OfReferences(IReadOnlyList<CaseEvaluation[]> patients, Func<LesionEvaluation, double?> outcome)
    {
        var all = Each(patients, c => c.Lesions.Select(l => (l.ReferenceVolumeMm3, outcome(l)))).ToArray();
        return new LesionPoints(
            all.Where(p => p.Outcome is not null).Select(p => (p.VolumeMm3, p.Outcome!.Value, p.Patient)), // not null
            all.Count(p => p.Outcome is null));
    }

    /// <summary>One point a prediction that counts for precision, at its predicted volume: 1 when right, 0 when false.</summary>
    public static LesionPoints OfPredictions(IReadOnlyList<CaseEvaluation[]> patients) => new(
        Each(patients, c => c.Lesions.Where(l => l.PredictedVolumeMm3 is not null)
            .Select(l => (l.PredictedVolumeMm3!.Value, (double?)1)) // not null
            .Concat(c.FalsePositiveLesions.Select(f => (f.VolumeMm3, (double?)0))))
            .Select(p => (p.VolumeMm3, p.Outcome!.Value, p.Patient)), // 0 or 1
        0);

    /// <summary>One point a false positive of the patients that count, at its predicted volume; the outcome is always 1.</summary>
    public static LesionPoints OfFalsePositives(IReadOnlyList<CaseEvaluation[]> patients, Func<CaseEvaluation[], bool> counts) => new(
        Each(patients, c => c.FalsePositiveLesions.Select(f => (f.VolumeMm3, (double?)1)))
            .Where(p => counts(patients[p.Patient])).Select(p => (p.VolumeMm3, 1.0, p.Patient)),
        0);

    private static IEnumerable<(double VolumeMm3, double? Outcome, int Patient)> Each(
        IReadOnlyList<CaseEvaluation[]> patients, Func<CaseEvaluation, IEnumerable<(double VolumeMm3, double? Outcome)>> points) =>
        from patient in Enumerable.Range(0, patients.Count)
        from evaluation in patients[patient]
        from point in points(evaluation)
        select point.VolumeMm3 > 0
            ? (point.VolumeMm3, point.Outcome, patient)
            : throw new ArgumentException(
                $"Case {evaluation.Case} holds a lesion of {point.VolumeMm3} mm³; a volume above 0 is expected, since the axis is logarithmic.");
}
