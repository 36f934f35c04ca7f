using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// What each patient gives when the gate and the single model were chosen without that patient; numerators and denominators of F1, summed
/// over repeats.
/// </summary>
internal sealed class HeldOutCounts
{
    private readonly PatientGateCounts _table;

    private HeldOutCounts(PatientGateCounts table)
    {
        _table = table;
        (Combination, Single, Times) = (new F1Sums(table.Patients), new F1Sums(table.Patients), new int[table.Patients]);
    }

    public F1Sums Combination { get; }

    /// <summary>The better of the two models alone, on the patients that were not left out.</summary>
    public F1Sums Single { get; }

    /// <summary>Number of times each patient was evaluated; once a repeat, unless nothing could be chosen.</summary>
    public int[] Times { get; }

    public int Folds { get; private init; }

    /// <summary>Folds in which nothing could be chosen.</summary>
    public int Undecided { get; private set; }

    /// <summary>Null for fewer than two patients: nothing is left to choose on.</summary>
    public static HeldOutCounts? Of(PatientGateCounts table, CombinationOptions options, Random random)
    {
        if (table.Patients < 2)
        {
            return null;
        }

        var folds = Math.Min(options.Folds, table.Patients);
        var counts = new HeldOutCounts(table) { Folds = folds };
        var order = Enumerable.Range(0, table.Patients).ToArray();
        for (var repeat = 0; repeat < options.Repeats; repeat++)
        {
            random.Shuffle(order);
            for (var fold = 0; fold < folds; fold++)
            {
                counts.Judge(order.Where((_, i) => i % folds != fold), order.Where((_, i) => i % folds == fold));
            }
        }

        return counts;
    }

    private void Judge(IEnumerable<int> chosenOn, IEnumerable<int> judgedOn)
    {
        var pooled = _table.Pooled(chosenOn);
        if (GateSelection.Best(pooled) is not { } gate)
        {
            Undecided++;
            return;
        }

        // Where a gate has an F1, each model alone may still have none; then neither is better, and the one for large lesions stands for
        // both.
        var single = GateSelection.BetterSingle(pooled) ?? 0;
        foreach (var patient in judgedOn)
        {
            Combination.Add(patient, _table.ByPatient[patient][gate]);
            Single.Add(patient, _table.ByPatient[patient][single]);
            Times[patient]++;
        }
    }
}

/// <summary>
/// Nested cross-validation by patient: on all folds but one the gate is chosen, and so is the better single model; the patients of the fold
/// left out evaluate both. Each patient's counts are averaged over the repeats, then pooled.
/// </summary>
internal sealed record CrossValidatedGate
{
    public required int Folds { get; init; }

    public required int Repeats { get; init; }

    /// <summary>
    /// Of all folds x repeats, those in which nothing could be chosen, because the other folds hold neither lesion nor prediction; their
    /// patients were left out.
    /// </summary>
    public required int UndecidedFolds { get; init; }

    public required Estimate F1 { get; init; }

    public required Estimate BestSingleF1 { get; init; }

    /// <summary>The optimism-corrected gain over the best single model; N is the number of patients.</summary>
    public required Estimate Gain { get; init; }

    /// <summary>Apparent minus corrected gain: the optimism of choosing on the same cases.</summary>
    public required double? Optimism { get; init; }
}

/// <summary>
/// The counts of all patients at all gates, patients in the order of their names, so that the order of cases cannot matter.
/// </summary>
internal sealed class PatientGateCounts
{
    private readonly CaseGateCounts[][] _cases;

    /// <exception cref="ArgumentException">No case, a case twice, or a case with another number of gates.</exception>
    public PatientGateCounts(IReadOnlyList<CaseGateCounts> cases, int gates)
    {
        if (cases.Count == 0)
        {
            throw new ArgumentException("No case to evaluate a gate on.", nameof(cases));
        }

        if (cases.GroupBy(c => c.Case).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new ArgumentException(
                $"Case {repeated.Key} occurs {repeated.Count()} times among the cases; expected once.", nameof(cases));
        }

        if (cases.FirstOrDefault(c => c.ByGate.Count != gates) is { } other)
        {
            throw new ArgumentException(
                $"Case {other.Case} was counted at {other.ByGate.Count} gates; {gates} are expected.", nameof(cases));
        }

        _cases = [.. cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
        ByPatient = [.. _cases.Select(
            p => Enumerable.Range(0, gates).Select(g => DetectionCounts.Sum(p.Select(c => c.ByGate[g]))).ToArray())];
    }

    public int Patients => ByPatient.Length;

    /// <summary>Patient by gate.</summary>
    public DetectionCounts[][] ByPatient { get; }

    /// <summary>
    /// One entry a patient; null when a case has no counts of the kind, since the sum over the others would be of other patients.
    /// </summary>
    public DetectionCounts[]? Column(Func<CaseGateCounts, DetectionCounts?> counts) => _cases.Any(p => p.Any(c => counts(c) is null))
        ? null
        : [.. _cases.Select(p => DetectionCounts.Sum(p.Select(counts).OfType<DetectionCounts>()))];

    public DetectionCounts[] Column(int gate) => [.. ByPatient.Select(p => p[gate])];

    /// <summary>The sums by gate over the given patients, which may repeat.</summary>
    public DetectionCounts[] Pooled(IEnumerable<int> patients)
    {
        var sums = new DetectionCounts[ByPatient[0].Length];
        foreach (var patient in patients)
        {
            for (var gate = 0; gate < sums.Length; gate++)
            {
                sums[gate] += ByPatient[patient][gate];
            }
        }

        return sums;
    }
}

/// <summary>Numerator and denominator of F1 for each patient.</summary>
internal sealed class F1Sums(int patients)
{
    private readonly double[] _hits = new double[patients];
    private readonly double[] _items = new double[patients];

    public double? F1 => _items.Sum() is > 0 and var items ? _hits.Sum() / items : null;

    public (IReadOnlyList<double> Numerators, IReadOnlyList<double> Denominators) Columns => (_hits, _items);

    public static F1Sums Of(IReadOnlyList<DetectionCounts> counts, IReadOnlyList<int>? times = null)
    {
        var fractions = new F1Sums(counts.Count);
        for (var patient = 0; patient < counts.Count; patient++)
        {
            fractions.Add(patient, counts[patient], times?[patient] ?? 1);
        }

        return fractions;
    }

    public void Add(int patient, DetectionCounts counts, int times = 1)
    {
        _hits[patient] += (double)times * counts.Hits;
        _items[patient] += (double)times * counts.Items;
    }
}
