using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>Summarises compared cases: each reader alone, every pair of readers, and each source as the reference of all others.</summary>
internal static class ReaderComparison
{
    /// <param name="cases">One entry a case, all with the same sources.</param>
    /// <param name="names">The reference first, then the readers, in the order of the result.</param>
    /// <param name="preset">The rules by which the cases were compared.</param>
    /// <param name="options">Resamples, seed, margins.</param>
    /// <exception cref="ArgumentException">No case, a case twice, fewer than two readers, or an option out of range.</exception>
    public static ComparisonResult Summarize(
        IReadOnlyList<CaseComparison> cases, IReadOnlyList<string> names, MatchingPreset preset, ComparisonOptions options)
    {
        options.Validate();
        if (cases.Count == 0 || names.Count < 3)
        {
            throw new ArgumentException(
                $"A comparison of {cases.Count} cases and {names.Count - 1} readers; needs one or more cases and two or more readers.",
                    nameof(cases));
        }

        var (reference, readers) = (names[0], names.Skip(1).ToArray());
        var summaryOptions = new SummaryOptions { Resamples = options.Resamples, Seed = options.Seed };
        CaseEvaluation[] Judged(string by, string reader) => [.. cases.Select(c => c.Of(by, reader))];

        var judged = readers.ToDictionary(r => r, r => Evaluator.Summarize(Judged(reference, r), preset, summaryOptions));
        var pairs = Adjusted([.. from i in Enumerable.Range(0, readers.Length)
                                 from j in Enumerable.Range(i + 1, readers.Length - i - 1)
                                 select ReaderPair.Of((readers[i], judged[readers[i]].Cases), (readers[j], judged[readers[j]].Cases),
                                     options, preset.MinVolumeMm3)]);
        var findings = cases.SelectMany(c => c.Findings).ToArray();
        return new ComparisonResult
        {
            Matching = preset,
            Reference = reference,
            Consensus = null,
            Cases = cases.Count,
            Patients = cases.Select(c => c.Patient).Distinct(StringComparer.Ordinal).Count(),
            Options = options,
            Readers = [.. readers.Select(r => new ReaderSummary(r, judged[r].Summary, judged[r].ByVolume, judged[r].Curves))],
            LeaveOneOut = LeaveOneOut.Summarize(cases, readers, summaryOptions),
            Pairs = pairs,
            MatchedRates =
            [
                .. from model in readers
                   where cases.All(c => c.Sweeps.ContainsKey(model))
                   from reader in readers
                   where reader != model
                   select Matched(cases, reference, (model, reader), options),
            ],
            Family = $"{pairs.Sum(p => p.Metrics.Count(m => m.P is not null))} signed-rank tests: every metric of every two readers that "
                + "could be tested",
            Agreement =
            [
                .. from a in names
                   from b in names
                   where a != b
                   select new Agreement(a, b, a == reference ? judged[b].Summary : PatientCounts.Summarize(Judged(a, b), summaryOptions)),
            ],
            Disputed = [.. findings.Where(f => f.Marks.Count < names.Count)],
            Undisputed = findings.Count(f => f.Marks.Count == names.Count),
        };
    }

    private static MatchedRate Matched(
        IReadOnlyList<CaseComparison> cases, string reference, (string Model, string Reader) names, ComparisonOptions options)
    {
        var patients =
            from c in cases
            group c by c.Patient into scans
            orderby scans.Key
            let readings = scans.Select(s => s.Of(reference, names.Reader)).ToArray()
            select new PatientAtThresholds(
                Enumerable.Range(0, scans.First().Sweeps[names.Model].Count)
                    .Select(t => Sum(scans.Select(s => s.Sweeps[names.Model][t]))).ToArray(),
                new PatientSum(readings.Sum(r => r.TruePositives), readings.Sum(r => r.TruePositives + r.FalseNegatives)),
                readings.Sum(r => r.FalsePositives));
        return MatchedRate.Of(names, [.. patients], options);
    }

    private static ThresholdCounts Sum(IEnumerable<ThresholdCounts> counts) => counts.Aggregate((a, b) => new ThresholdCounts(
        a.Threshold, a.TruePositives + b.TruePositives, a.MatchedPredictions + b.MatchedPredictions, a.FalsePositives + b.FalsePositives,
            a.FalseNegatives + b.FalseNegatives));

    /// <summary>Adjusts the p-values over all metrics of all pairs together.</summary>
    private static ReaderPair[] Adjusted(ReaderPair[] pairs)
    {
        double?[] values = [.. pairs.SelectMany(p => p.Metrics).Select(m => m.P)];
        var (holm, rate) = (Multiplicity.Holm(values), Multiplicity.BenjaminiHochberg(values));
        var next = 0;
        return
        [
            .. pairs.Select(pair => pair with
            {
                Metrics = [.. pair.Metrics.Select(m => m with { AdjustedP = holm[next], FalseDiscoveryP = rate[next++] })],
            }),
        ];
    }
}

/// <summary>How readers are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Patient resamples behind each interval; 100 or more.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Random patterns of signs of tests that are too large to enumerate; 1,000 or more.</summary>
    public int SignFlips { get; init; } = 100_000;

    /// <summary>Of resamples and sign patterns: the same seed gives the same intervals and p-values.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// How far two readers may differ and still count as equal, by metric and in its unit; above 0. Declared beforehand: without a margin
    /// there is no test for equivalence, since a large p-value shows none.
    /// </summary>
    public IReadOnlyDictionary<PairedMetric, double> Margins { get; init; } = new Dictionary<PairedMetric, double>();

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Comparison options");
        errors.AddIf(Resamples < 100, $"resamples is {Resamples}; must be 100 or more");
        errors.AddIf(SignFlips < 1000, $"sign flips is {SignFlips}; must be 1000 or more");
        errors.AddRange(Margins.Where(m => !(m.Value > 0) || double.IsInfinity(m.Value))
            .Select(m => $"the margin of {m.Key} is {m.Value}; must be above 0"));
        errors.ThrowIfAny();
    }
}

/// <summary>
/// One case as segmented by the reference and every reader: each evaluated against each other one, and their lesions grouped by place.
/// </summary>
public sealed record CaseComparison
{
    private static readonly double[] Thresholds = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];

    public required string Case { get; init; }

    public required string Patient { get; init; }

    /// <summary>Every ordered pair of sources; the reference and the readers alike are evaluated against all others.</summary>
    public required IReadOnlyList<(string Reference, string Reader, CaseEvaluation Evaluation)> Evaluations { get; init; }

    public required IReadOnlyList<LesionGroup> Findings { get; init; }

    /// <summary>
    /// For each reader who gives probabilities the counts against the reference at the thresholds 0.01, 0.02 … 0.99; none under rules that
    /// join or enlarge lesions before matching.
    /// </summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ThresholdCounts>> Sweeps { get; init; }

    /// <summary>
    /// Each reader evaluated against the consensus of the others (<see cref="LeaveOneOut"/>); null when the reference was not made from the
    /// readers.
    /// </summary>
    public IReadOnlyDictionary<string, CaseEvaluation>? WithoutHimself { get; init; }

    /// <summary>The number of small components dropped, for each reader with a minimum volume.</summary>
    public IReadOnlyDictionary<string, DroppedPredictions> Dropped { get; init; } = new Dictionary<string, DroppedPredictions>();

    /// <param name="sources">
    /// The reference first, then the readers, each by a name of its own; every component of each, however small.
    /// </param>
    /// <param name="preset">The matching rules; the same for all.</param>
    /// <param name="maps">The probability maps of the readers who have them, by name.</param>
    /// <exception cref="InvalidInputException">They lie on different grids.</exception>
    /// <exception cref="ArgumentException">Fewer than two sources, a name twice, or lesions of different cases.</exception>
    public static CaseComparison Of(
        IReadOnlyList<(string Name, LesionSet Lesions)> sources, MatchingPreset preset,
            IReadOnlyDictionary<string, ProbabilityMap>? maps = null)
    {
        if (sources.Count < 2 || sources.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() < sources.Count)
        {
            throw new ArgumentException(
                $"A comparison of {string.Join(", ", sources.Select(s => s.Name))}: needs a reference and one or more readers, each with a "
                    + "name of its own.", nameof(sources));
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
            Sweeps = (maps is null || !preset.AllowsSweep() ? new Dictionary<string, ProbabilityMap>() : maps)
                .ToDictionary(m => m.Key, m => new ThresholdSweep(m.Value, sources[0].Lesions, preset).Count(Thresholds)),
        };
    }

    public CaseEvaluation Of(string reference, string reader) =>
        Evaluations.First(e => e.Reference == reference && e.Reader == reader).Evaluation;
}

/// <summary>Readers side by side; serialised as comparison.json (docs/metrics.md, "Comparing readers").</summary>
public sealed record ComparisonResult
{
    public int SchemaVersion { get; init; } = 1;

    public required MatchingPreset Matching { get; init; }

    /// <summary>Name of the reference of the readers.</summary>
    public required string Reference { get; init; }

    /// <summary>How the reference was made from the readers; null when it is independent of them.</summary>
    public required ConsensusMethod? Consensus { get; init; }

    public required int Cases { get; init; }

    public required int Patients { get; init; }

    public required ComparisonOptions Options { get; init; }

    public required IReadOnlyList<ReaderSummary> Readers { get; init; }

    /// <summary>
    /// Where the reference is a consensus of the readers: each evaluated against the others alone. Null with an independent reference, and
    /// in files of older versions.
    /// </summary>
    public IReadOnlyList<LeaveOneOutReader>? LeaveOneOut { get; init; }

    /// <summary>Every two readers, in the order they were given.</summary>
    public required IReadOnlyList<ReaderPair> Pairs { get; init; }

    /// <summary>
    /// Each reader who gives probabilities at the false-positive rate of each other reader; empty when no reader gives any.
    /// </summary>
    public required IReadOnlyList<MatchedRate> MatchedRates { get; init; }

    /// <summary>Which tests the adjusted p-values are adjusted for, in words.</summary>
    public required string Family { get; init; }

    /// <summary>Each source evaluated against each other one.</summary>
    public required IReadOnlyList<Agreement> Agreement { get; init; }

    /// <summary>Findings that not all readers marked, for adjudication.</summary>
    public required IReadOnlyList<LesionGroup> Disputed { get; init; }

    /// <summary>Findings that all readers marked.</summary>
    public required int Undisputed { get; init; }
}

/// <summary>One reader evaluated against the reference: the metrics that 'mets evaluate' gives for the reader alone.</summary>
public sealed record ReaderSummary(string Name, EvaluationSummary Summary, IReadOnlyList<VolumeBin> ByVolume, VolumeCurves? Curves)
{
    /// <summary>
    /// Small components of this reader's probability maps that were dropped before anything was compared; null when none were to be.
    /// </summary>
    public DroppedPredictions? DroppedPredictions { get; init; }
}

/// <summary>
/// One source evaluated against another as its reference: all ordered pairs of reference and readers show what swapping the reference
/// changes, and whether a reader agrees with another less than readers agree among themselves.
/// </summary>
public sealed record Agreement(string Reference, string Reader, EvaluationSummary Summary);
