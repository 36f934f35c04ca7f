namespace BrainMets.Evaluation;

/// <summary>One patient's scans as two readers did, each judged against the same reference; the scans stand in the same order on both sides.</summary>
public sealed record PatientPair(string Patient, IReadOnlyList<CaseEvaluation> First, IReadOnlyList<CaseEvaluation> Second)
{
    /// <summary>The patients of two evaluations, by name.</summary>
    /// <exception cref="ArgumentException">The two are not of the same cases, or not of the same patients.</exception>
    public static IReadOnlyList<PatientPair> Of(IReadOnlyList<CaseEvaluation> first, IReadOnlyList<CaseEvaluation> second)
    {
        var ofSecond = second.ToDictionary(c => c.Case);
        if (first.FirstOrDefault(c => !ofSecond.TryGetValue(c.Case, out var other) || other.Patient != c.Patient) is { } alone)
        {
            throw new ArgumentException($"Case {alone.Case} of patient {alone.Patient} is judged for one reader only; both must have read the same cases.");
        }

        if (first.Count != second.Count)
        {
            throw new ArgumentException($"One reader has {first.Count} cases, the other {second.Count}; both must have read the same cases.");
        }

        if (first.FirstOrDefault(c => !c.Lesions.Select(l => l.Reference).SequenceEqual(ofSecond[c.Case].Lesions.Select(l => l.Reference))) is { } other)
        {
            throw new ArgumentException($"Case {other.Case}: the readers were judged against different reference lesions.");
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
    /// The metric of each reader as a sum and what it is divided by; over all patients, the sums divided give the pooled figure. Whole-mask Dice takes the
    /// scans where both have one, figures of lesions the lesions that both readers found.
    /// </summary>
    public (PatientSum First, PatientSum Second) Sums(PairedMetric metric)
    {
        IEnumerable<(double First, double Second)>? both = metric switch
        {
            PairedMetric.LesionDice => FoundByBoth(l => l.Dice),
            PairedMetric.LesionHd95Mm => FoundByBoth(l => l.Hd95Mm.MaxDirected),
            PairedMetric.WholeMaskDice => First.Zip(Second).Where(s => s is { First.Dice: not null, Second.Dice: not null })
                .Select(s => (s.First.Dice!.Value, s.Second.Dice!.Value)), // just asked
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
    /// The figures of the reference lesions that both readers found; merged lesions have none of their own. Only where both readers have it.
    /// </summary>
    public IEnumerable<(double First, double Second)> FoundByBoth(Func<LesionEvaluation, double?> figure) =>
        from scan in First.Zip(Second)
        from pair in scan.First.Lesions.Zip(scan.Second.Lesions)
        let figures = (First: figure(pair.First), Second: figure(pair.Second))
        where figures is { First: not null, Second: not null }
        select (figures.First!.Value, figures.Second!.Value); // just asked

    /// <summary>Whether each reference lesion was detected by either reader.</summary>
    public IEnumerable<(bool First, bool Second)> Detections() =>
        First.Zip(Second).SelectMany(scan => scan.First.Lesions.Zip(scan.Second.Lesions)).Select(l => (l.First.Detected, l.Second.Detected));

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
            _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "not a figure of one reader alone"),
        };
    }
}
