using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>
/// How probably a finding is a true lesion, fitted on the components of the mean map from a low threshold on. Fragments of a lesion that was found, and findings on
/// reference lesions too small to count, are neither true nor false and left out.
/// </summary>
internal static class FindingFit
{
    /// <summary>Null when all findings are true or all false, or when truth does not rise with probability.</summary>
    /// <param name="cases">The ratings, with the highest probability of each component on the map before calibration.</param>
    /// <param name="calibration">Null for none.</param>
    /// <param name="threshold">From which the components were made, on the map before calibration.</param>
    public static FindingCalibration? Of(IReadOnlyList<CaseRatings> cases, MapCalibration? calibration, double threshold)
    {
        var rows = cases.SelectMany(c => Rows(c, calibration)).ToList();
        return Fit(rows) is not { } fit ? null : new FindingCalibration
        {
            Slope = Math.Round(fit.Slope, 6),
            Intercept = Math.Round(fit.Intercept, 6),
            From = calibration?.OfThreshold(threshold) ?? threshold,
            Findings = rows.Count,
            TrueLesions = rows.Count(r => r.IsTrue),
        };
    }

    /// <summary>The highest probability taken as it is, and what the fit on the other patients makes of it.</summary>
    public static ReliabilityPair Judge(IReadOnlyList<CaseRatings> cases, MapCalibration? calibration)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => g.SelectMany(c => Rows(c, calibration)).ToList()).ToArray();
        var before = patients.SelectMany(p => p).Select(r => (LogisticFit.Probability(r.LogOdds), r.IsTrue, r.Weight));
        var after = patients.SelectMany((p, i) =>
        {
            var (slope, intercept) = (patients.Length < 2 ? null : Fit([.. patients.Where((_, other) => other != i).SelectMany(o => o)])) ?? (1, 0);
            return p.Select(r => (LogisticFit.Probability((slope * r.LogOdds) + intercept), r.IsTrue, r.Weight));
        });
        return new ReliabilityPair(ReliabilityTable.Of(before), ReliabilityTable.Of(after));
    }

    private static IEnumerable<(double LogOdds, bool IsTrue, double Weight)> Rows(CaseRatings ratings, MapCalibration? calibration) => ratings.Candidates.Select(c =>
        (MapCalibration.LogOdds(calibration?.Of((float)c.Confidence) ?? c.Confidence), c.IsMatched, 1.0));

    private static (double Slope, double Intercept)? Fit(List<(double, bool, double)> rows) => PlattFit.Of(rows, LogisticFit.Ridge);
}
