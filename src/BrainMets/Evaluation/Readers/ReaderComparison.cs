namespace BrainMets.Evaluation;

/// <summary>Puts compared cases together: each reader by himself, every two against each other, everybody as everybody's reference.</summary>
public static class ReaderComparison
{
    /// <param name="cases">One entry a case, all with the same sources.</param>
    /// <param name="names">The reference first, then the readers, as they shall stand in the result.</param>
    /// <param name="preset">The rules by which the cases were compared.</param>
    /// <param name="options">Resamples, seed, margins.</param>
    /// <exception cref="ArgumentException">No case, a case twice, fewer than two readers, or an option out of range.</exception>
    public static ComparisonResult Summarize(IReadOnlyList<CaseComparison> cases, IReadOnlyList<string> names, MatchingPreset preset, ComparisonOptions options)
    {
        options.Validate();
        if (cases.Count == 0 || names.Count < 3)
        {
            throw new ArgumentException($"A comparison of {cases.Count} cases and {names.Count - 1} readers; needs a case and two readers at least.", nameof(cases));
        }

        var (reference, readers) = (names[0], names.Skip(1).ToArray());
        var summaryOptions = new SummaryOptions { Resamples = options.Resamples, Seed = options.Seed };
        CaseEvaluation[] Judged(string by, string reader) => [.. cases.Select(c => c.Of(by, reader))];

        var judged = readers.ToDictionary(r => r, r => Evaluator.Summarize(Judged(reference, r), preset, summaryOptions));
        var pairs = Adjusted([.. from i in Enumerable.Range(0, readers.Length)
                                 from j in Enumerable.Range(i + 1, readers.Length - i - 1)
                                 select ReaderPair.Of((readers[i], judged[readers[i]].Cases), (readers[j], judged[readers[j]].Cases), options, preset.MinVolumeMm3)]);
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
            Family = $"{pairs.Sum(p => p.Metrics.Count(m => m.P is not null))} signed-rank tests: every metric of every two readers that could be tested",
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

    private static MatchedRate Matched(IReadOnlyList<CaseComparison> cases, string reference, (string Model, string Reader) names, ComparisonOptions options)
    {
        var patients =
            from c in cases
            group c by c.Patient into scans
            orderby scans.Key
            let readings = scans.Select(s => s.Of(reference, names.Reader)).ToArray()
            select (
                Enumerable.Range(0, scans.First().Sweeps[names.Model].Count).Select(t => Sum(scans.Select(s => s.Sweeps[names.Model][t]))).ToArray(),
                new PatientSum(readings.Sum(r => r.TruePositives), readings.Sum(r => r.TruePositives + r.FalseNegatives)),
                readings.Sum(r => r.FalsePositives));
        return MatchedRate.Of(names, [.. patients], options);
    }

    private static ThresholdCounts Sum(IEnumerable<ThresholdCounts> counts) => counts.Aggregate((a, b) => new ThresholdCounts(
        a.Threshold, a.TruePositives + b.TruePositives, a.MatchedPredictions + b.MatchedPredictions, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives));

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
