using BrainMets.Imaging;
using BrainMets.Inference;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>One case as the reference and every reader drew it: each judged by each other one, and their lesions put together by place.</summary>
public sealed record CaseComparison
{
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];

    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>Every ordered pair of sources; the reference and the readers alike are judged by all others.</summary>
    public required IReadOnlyList<(string Reference, string Reader, CaseEvaluation Evaluation)> Evaluations { get; init; }

    public required IReadOnlyList<LesionGroup> Findings { get; init; }

    /// <summary>
    /// For each reader who gives probabilities his counts against the reference at the thresholds 0.01, 0.02 … 0.99; none under rules that join or enlarge
    /// lesions before matching.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ThresholdCounts>> Sweeps { get; init; }

    /// <summary>Each reader judged by the consensus of the others (<see cref="LeaveOneOut"/>); null when the reference was not made of the readers.</summary>
    public IReadOnlyDictionary<string, CaseEvaluation>? WithoutHimself { get; init; }

    /// <param name="sources">The reference first, then the readers, each by a name of its own; every component of each, however small.</param>
    /// <param name="preset">The matching rules; the same for all.</param>
    /// <param name="maps">The probability maps of the readers who have them, by name.</param>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    /// <exception cref="ArgumentException">Fewer than two sources, a name twice, or lesions of different cases.</exception>
    public static CaseComparison Of(
        IReadOnlyList<(string Name, LesionSet Lesions)> sources, MatchingPreset preset, IReadOnlyDictionary<string, ProbabilityMap>? maps = null)
    {
        if (sources.Count < 2 || sources.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() < sources.Count)
        {
            throw new ArgumentException(
                $"A comparison of {string.Join(", ", sources.Select(s => s.Name))}: needs a reference and a reader at least, each with a name of its own.", nameof(sources));
        }

        return new CaseComparison
        {
            Case = sources[0].Lesions.CaseId,
            Patient = sources[0].Lesions.Patient,
            Evaluations =
            [
                .. from reference in sources
                   from reader in sources
                   where reader.Name != reference.Name
                   select (reference.Name, reader.Name, Evaluator.Evaluate(reference.Lesions, reader.Lesions, preset)),
            ],
            Findings = LesionCorrespondence.Of(sources, preset.MinVolumeMm3),
            Sweeps = (maps is null || preset.MergesLesions() || preset.ReachSteps > 0 ? new Dictionary<string, ProbabilityMap>() : maps)
                .ToDictionary(m => m.Key, m => new ThresholdSweep(m.Value, sources[0].Lesions, preset).Count(Thresholds)),
        };
    }

    public CaseEvaluation Of(string reference, string reader) => Evaluations.First(e => e.Reference == reference && e.Reader == reader).Evaluation;
}
