namespace BrainMets.Evaluation;

/// <summary>What each patient gives when the gate and the single model were chosen without that patient; numerators and denominators of F1, summed over repeats.</summary>
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

    /// <summary>How often each patient was judged; once a repeat, unless nothing could be chosen.</summary>
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
                counts.Judge(
                    order.Where((_, i) => i % folds != fold),
                    order.Where((_, i) => i % folds == fold));
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

        // Where a gate has an F1, each model alone may still have none; then neither is better, and the one for large lesions stands for both.
        var single = GateSelection.BetterSingle(pooled) ?? 0;
        foreach (var patient in judgedOn)
        {
            Combination.Add(patient, _table.ByPatient[patient][gate]);
            Single.Add(patient, _table.ByPatient[patient][single]);
            Times[patient]++;
        }
    }
}
