using BrainMets.Evaluation;

namespace BrainMets.Tests.Evaluation;

/// <summary>Rated cases made in one line, one a patient.</summary>
internal static class SomeRatings
{
    private const double VolumeMm3 = 200;

    /// <summary>
    /// Lesions with the confidence of their own candidate, null for a miss, and false candidates; no lesions make a lesion-free patient.
    /// </summary>
    public static CaseRatings Of(string patient, double?[] lesions, double[] falseCandidates) => new()
    {
        Case = $"case-of-{patient}",
        Patient = patient,
        LesionFree = lesions.Length == 0,
        Lesions = [.. lesions.Select((c, i) => new RatedLesion(i + 1, VolumeMm3, c))],
        Candidates =
        [
            .. lesions.OfType<double>().Select(c => new RatedCandidate(VolumeMm3, c, true)),
            .. falseCandidates.Select(c => new RatedCandidate(VolumeMm3, c, false)),
        ],
    };

    /// <summary>
    /// Patients of zero to four lesions of many sizes; confidences in tenths, so that many are equal. Now and then two lesions are merged:
    /// they share one candidate.
    /// </summary>
    public static CaseRatings[] Random(int seed, int patients)
    {
        var random = new Random(seed);
        double Confidence(double push) => Math.Round(Math.Clamp(random.NextDouble() + push, 0.1, 1), 1);
        return
        [
            .. Enumerable.Range(0, patients).Select(i =>
            {
                double?[] lesions =
                    [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(4) == 0 ? (double?)null : Confidence(0.2))];
                var made = Of($"patient-{i:00}", lesions, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Confidence(-0.2))]);
                made = made with { Lesions =
                    [.. made.Lesions.Select(l => l with { VolumeMm3 = Math.Pow(10, 1 + (3 * random.NextDouble())) })] };
                return lesions is [{ } first, { } second, ..] && first == second
                    ? made with { Candidates = [.. made.Candidates.Skip(1)] } : made;
            }),
        ];
    }

    /// <summary>The same patients, each as often as weighed.</summary>
    public static CaseRatings[] Drawn(IReadOnlyList<CaseRatings> cases, int[] weights) =>
    [
        .. from i in Enumerable.Range(0, cases.Count)
           from copy in Enumerable.Range(0, weights[i])
           select cases[i] with { Case = $"{cases[i].Case}-{copy}", Patient = $"{cases[i].Patient}-{copy}" },
    ];
}
