namespace BrainMets.Evaluation;

/// <summary>The counts of all patients at all gates, patients in the order of their names, so that the order of cases cannot matter.</summary>
internal sealed class PatientGateCounts
{
    private readonly CaseGateCounts[][] _cases;

    /// <exception cref="ArgumentException">No case, a case twice, or a case with another number of gates.</exception>
    public PatientGateCounts(IReadOnlyList<CaseGateCounts> cases, int gates)
    {
        if (cases.Count == 0)
        {
            throw new ArgumentException("No case to judge a gate on.", nameof(cases));
        }

        if (cases.GroupBy(c => c.Case).FirstOrDefault(g => g.Count() > 1) is { } repeated)
        {
            throw new ArgumentException($"Case {repeated.Key} stands {repeated.Count()} times among the cases; once is expected.", nameof(cases));
        }

        if (cases.FirstOrDefault(c => c.ByGate.Count != gates) is { } other)
        {
            throw new ArgumentException($"Case {other.Case} was counted at {other.ByGate.Count} gates; {gates} are expected.", nameof(cases));
        }

        _cases = [.. cases.GroupBy(c => c.Patient).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
        ByPatient = [.. _cases.Select(p => Enumerable.Range(0, gates).Select(g => DetectionCounts.Sum(p.Select(c => c.ByGate[g]))).ToArray())];
    }

    public int Patients => ByPatient.Length;

    /// <summary>Patient by gate.</summary>
    public DetectionCounts[][] ByPatient { get; }

    /// <summary>One entry a patient; null when a case has no counts of the kind, since the sum over the others would be of other patients.</summary>
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
