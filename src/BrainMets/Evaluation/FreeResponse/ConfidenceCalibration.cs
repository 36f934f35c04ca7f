using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// Whether the confidence of a candidate can be read as the probability that it is a lesion. It speaks of what the map shows; lesions that
/// it does not show at all are not in it.
/// </summary>
public sealed record ConfidenceCalibration
{
    private const int BinCount = 10;

    public required int Candidates { get; init; }

    public required int Matched { get; init; }

    /// <summary>Ten bins of equal width.</summary>
    public required IReadOnlyList<ReliabilityBin> Bins { get; init; }

    /// <summary>
    /// The mean distance between confidence and share of matches over the bins, weighted by candidates (Naeini et al. 2015). Never below 0:
    /// few candidates make it larger than it is, and its interval with it.
    /// </summary>
    public required Estimate ExpectedCalibrationError { get; init; }

    /// <summary>Mean squared difference between confidence and 1 for matched, 0 for false candidates (Brier 1950).</summary>
    public required Estimate BrierScore { get; init; }

    /// <summary>
    /// The Brier score of giving every candidate the overall share of matches; a score above it is worse than constant confidence.
    /// </summary>
    public required double? BrierScoreOfConstant { get; init; }

    /// <exception cref="ArgumentException">No case, or a confidence outside 0..1.</exception>
    public static ConfidenceCalibration Of(IReadOnlyList<CaseRatings> cases, int resamples = 2000, int seed = 0)
    {
        var patients = PatientRatings.Of(cases);
        return Of(patients, new PatientBootstrap(patients.Length, resamples, new Random(seed)));
    }

    internal static ConfidenceCalibration Of(IReadOnlyList<PatientRatings> patients, PatientBootstrap bootstrap)
    {
        if (patients.SelectMany(p => p.Candidates).FirstOrDefault(c => !(c.Confidence >= 0 && c.Confidence <= 1)) is { } odd)
        {
            throw new ArgumentException(
                $"A candidate has the confidence {odd.Confidence}; a calibration needs probabilities, 0 to 1.", nameof(patients));
        }

        var sums = patients.Select(BinSums).ToArray();
        var n = patients.Sum(p => p.Candidates.Count);
        var matched = patients.Sum(p => p.Candidates.Count(c => c.IsMatched));
        int[] once = [.. Enumerable.Repeat(1, patients.Count)];
        return new ConfidenceCalibration
        {
            Candidates = n,
            Matched = matched,
            Bins = [.. Enumerable.Range(0, BinCount).Select(b => Bin(b, sums))],
            ExpectedCalibrationError = PooledEstimate.Of(
                Error(sums, once), bootstrap.Counts().Select(w => Error(sums, w)), n, patients.Count(p => p.Candidates.Count > 0)),
            BrierScore = PooledEstimate.Ratio(
                bootstrap,
                [.. patients.Select(p => p.Candidates.Sum(c => Math.Pow(c.Confidence - (c.IsMatched ? 1 : 0), 2)))],
                [.. patients.Select(p => (double)p.Candidates.Count)]),
            BrierScoreOfConstant = n == 0 ? null : (double)matched / n * (1 - ((double)matched / n)),
        };
    }

    private static BinSum[] BinSums(PatientRatings patient)
    {
        var bins = new BinSum[BinCount];
        foreach (var candidate in patient.Candidates)
        {
            ref var bin = ref bins[Math.Min((int)(candidate.Confidence * BinCount), BinCount - 1)];
            bin = new BinSum(bin.Candidates + 1, bin.Matched + (candidate.IsMatched ? 1 : 0), bin.Confidence + candidate.Confidence);
        }

        return bins;
    }

    private static ReliabilityBin Bin(int bin, BinSum[][] patients)
    {
        var inBin = patients.Select(p => p[bin]).Where(b => b.Candidates > 0).ToArray();
        var share = ClusteredProportion.Of(inBin.Select(b => ((long)b.Matched, (long)b.Candidates)));
        var interval = share.Interval();
        return new ReliabilityBin(
            (double)bin / BinCount,
            (bin + 1.0) / BinCount,
            (int)share.Trials,
            (int)share.Successes,
            inBin.Length,
            share.Trials == 0 ? null : inBin.Sum(b => b.Confidence) / share.Trials,
            new Estimate(share.Value, interval?.Low, interval?.High, (int)share.Trials, 0));
    }

    private static double? Error(BinSum[][] patients, int[] weights)
    {
        var (distance, candidates) = (0.0, 0L);
        for (var bin = 0; bin < BinCount; bin++)
        {
            var difference = 0.0;
            for (var i = 0; i < patients.Length; i++)
            {
                var (inBin, matched, confidence) = patients[i][bin];
                difference += weights[i] * (matched - confidence);
                candidates += (long)weights[i] * inBin;
            }

            distance += Math.Abs(difference);
        }

        return candidates == 0 ? null : distance / candidates;
    }

    /// <summary>One patient's candidates of one bin, and the sum of their confidences.</summary>
    private readonly record struct BinSum(int Candidates, int Matched, double Confidence);
}

/// <summary>
/// Candidates with a confidence in [Low, High), the last bin with its upper end: how sure the map was on average, and how many were right,
/// with Wilson's interval over an effective number of candidates (candidates of one patient are alike).
/// </summary>
public sealed record ReliabilityBin(
    double Low, double High, int Candidates, int Matched, int Patients, double? MeanConfidence, Estimate MatchedShare);
