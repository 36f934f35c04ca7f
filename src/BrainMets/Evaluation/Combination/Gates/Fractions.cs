namespace BrainMets.Evaluation;

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
