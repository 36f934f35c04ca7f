using BrainMets.Evaluation;
using BrainMets.Prediction;
using BrainMets.Statistics;

namespace BrainMets.Experiments;

/// <summary>Platt scaling of the mean map, fitted on every voxel of the brains by its volume.</summary>
internal static class VoxelCalibration
{
    private const double Mm3PerMl = 1000;
    private const double Mm3PerLitre = 1e6;

    /// <summary>Null when there is no lesion, or when lesions are not more frequent at higher probabilities.</summary>
    public static MapCalibration? Fit(IReadOnlyList<ScoredValidationCase> cases)
    {
        var all = LogOddsHistogram.Sum(cases.Select(c => c.Voxels));
        return Fit(all) is not { } fit ? null : new MapCalibration
        {
            Slope = Math.Round(fit.Slope, 6),
            Intercept = Math.Round(fit.Intercept, 6),
            Cases = cases.Count,
            BrainMl = Math.Round((all.LesionMm3 + all.OtherMm3) / Mm3PerMl, 1),
            LesionMl = Math.Round(all.LesionMm3 / Mm3PerMl, 3),
        };
    }

    /// <summary>
    /// Before, and after with each patient scaled by the fit on the others; a patient for whom there is no such fit stays unscaled.
    /// </summary>
    public static ReliabilityPair Judge(IReadOnlyList<ScoredValidationCase> cases)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => LogOddsHistogram.Sum(g.Select(c => c.Voxels))).ToArray();
        var before = new List<ReliabilityRow>();
        var after = new List<ReliabilityRow>();
        foreach (var (i, patient) in patients.Index())
        {
            var fit = patients.Length < 2 ? null : Fit(LogOddsHistogram.Sum(patients.Where((_, other) => other != i)));
            var (slope, intercept) = fit ?? (1, 0);
            foreach (var (logOdds, isLesion, mm3) in patient.Rows())
            {
                before.Add(new ReliabilityRow(LogisticFit.Probability(logOdds), isLesion, mm3 / Mm3PerLitre));
                after.Add(new ReliabilityRow(LogisticFit.Probability((slope * logOdds) + intercept), isLesion, mm3 / Mm3PerLitre));
            }
        }

        return new ReliabilityPair(ReliabilityTable.Of(before), ReliabilityTable.Of(after));
    }

    private static (double Slope, double Intercept)? Fit(LogOddsHistogram histogram) =>
        PlattFit.Of(histogram.Rows(), LogisticFit.WeakRidge);
}

/// <summary>
/// How probably a finding is a true lesion, fitted on the components of the mean map from a low threshold on. Fragments of a lesion that
/// was found, and findings on reference lesions too small to count, are neither true nor false and left out.
/// </summary>
internal static class FindingFit
{
    /// <summary>Null when all findings are true or all false, or when truth does not rise with probability.</summary>
    /// <param name="cases">The ratings, with the maximum probability of each component on the map before calibration.</param>
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

    /// <summary>The maximum probability unchanged, and mapped by the fit on the other patients.</summary>
    public static ReliabilityPair Judge(IReadOnlyList<CaseRatings> cases, MapCalibration? calibration)
    {
        var patients = cases.GroupBy(c => c.Patient).Select(g => g.SelectMany(c => Rows(c, calibration)).ToList()).ToArray();
        var before = patients.SelectMany(p => p).Select(r => new ReliabilityRow(LogisticFit.Probability(r.LogOdds), r.IsTrue, r.Weight));
        var after = patients.SelectMany((p, i) =>
        {
            var (slope, intercept) = (patients.Length < 2 ? null : Fit([.. patients.Where((_, other) => other != i).SelectMany(o => o)]))
                ?? (1, 0);
            return p.Select(r => new ReliabilityRow(LogisticFit.Probability((slope * r.LogOdds) + intercept), r.IsTrue, r.Weight));
        });
        return new ReliabilityPair(ReliabilityTable.Of(before), ReliabilityTable.Of(after));
    }

    private static IEnumerable<OutcomeRow> Rows(CaseRatings ratings, MapCalibration? calibration) =>
        ratings.Candidates.Select(c =>
        new OutcomeRow(MapCalibration.LogOdds(calibration?.Of((float)c.Confidence) ?? c.Confidence), c.IsMatched, 1.0));

    private static (double Slope, double Intercept)? Fit(List<OutcomeRow> rows) => PlattFit.Of(rows, LogisticFit.Ridge);
}

/// <summary>Log odds, whether what they are of is true, and how much the row counts.</summary>
internal readonly record struct OutcomeRow(double LogOdds, bool IsTrue, double Weight);

/// <summary>
/// Logistic regression of what is true on log odds (Platt 1999), by weighted maximum likelihood. Null when only one of the two outcomes is
/// there, or when truth falls with probability: then scaling cannot improve the probability.
/// </summary>
internal static class PlattFit
{
    /// <param name="rows">What is fitted.</param>
    /// <param name="ridge">
    /// Strength of the penalty that keeps the fit finite where outcomes can be separated (<see cref="LogisticFit"/>).
    /// </param>
    public static (double Slope, double Intercept)? Of(IEnumerable<OutcomeRow> rows, double ridge)
    {
        var all = rows.ToList();
        if (!all.Exists(r => r.IsTrue) || !all.Exists(r => !r.IsTrue))
        {
            return null;
        }

        Span<double> coefficients = stackalloc double[2];
        LogisticFit.Solve(
            [.. all.SelectMany(r => new[] { 1, r.LogOdds })], [.. all.Select(r => r.IsTrue ? 1.0 : 0)], [.. all.Select(r => r.Weight)],
                coefficients, ridge);
        return coefficients[1] > 0 && double.IsFinite(coefficients[0]) && double.IsFinite(coefficients[1])
            ? (coefficients[1], coefficients[0])
            : null;
    }
}

/// <summary>
/// Volume of brain and of lesion (mm³) by log odds of a map. Bins of a hundredth, each with its mean, replace the voxels: fits made from
/// them differ from fits of all voxels in the sixth digit, and no more than a bin is kept of a case.
/// </summary>
internal sealed class LogOddsHistogram
{
    private const double Low = -28; // below what MapCalibration.LogOdds gives
    private const double High = 18;
    private const double BinsPerUnit = 100;
    private const int Bins = (int)((High - Low) * BinsPerUnit);

    private readonly double[] weights = new double[2 * Bins];
    private readonly double[] sums = new double[2 * Bins];

    /// <summary>Lesion, and brain that is not, in mm³.</summary>
    public double LesionMm3 => weights.AsSpan(Bins).ToArray().Sum();

    public double OtherMm3 => weights.AsSpan(0, Bins).ToArray().Sum();

    /// <summary>Of all voxels inside the brain, which are those where a map is not 0.</summary>
    /// <param name="probability">A map that is 0 outside the brain.</param>
    /// <param name="reference">Not 0 inside lesions; on the same grid.</param>
    public static LogOddsHistogram Of(Volume<float> probability, Volume<byte> reference)
    {
        var histogram = new LogOddsHistogram();
        var mm3 = probability.Geometry.VoxelVolumeMm3;
        for (var i = 0; i < probability.Voxels.Length; i++)
        {
            if (probability.Voxels[i] > 0)
            {
                histogram.Add(MapCalibration.LogOdds(probability.Voxels[i]), reference.Voxels[i] != 0, mm3);
            }
        }

        return histogram;
    }

    public static LogOddsHistogram Sum(IEnumerable<LogOddsHistogram> all)
    {
        var sum = new LogOddsHistogram();
        foreach (var one in all)
        {
            for (var i = 0; i < sum.weights.Length; i++)
            {
                sum.weights[i] += one.weights[i];
                sum.sums[i] += one.sums[i];
            }
        }

        return sum;
    }

    public void Add(double logOdds, bool isLesion, double mm3)
    {
        var bin = Math.Clamp((int)((logOdds - Low) * BinsPerUnit), 0, Bins - 1) + (isLesion ? Bins : 0);
        weights[bin] += mm3;
        sums[bin] += mm3 * logOdds;
    }

    /// <summary>The bins that hold something, each with its mean.</summary>
    public IEnumerable<OutcomeRow> Rows() =>
        Enumerable.Range(0, 2 * Bins).Where(i => weights[i] > 0).Select(i => new OutcomeRow(sums[i] / weights[i], i >= Bins, weights[i]));
}

/// <summary>A probability, whether what it is of was true, and how much of it there was.</summary>
internal readonly record struct ReliabilityRow(double Probability, bool IsTrue, double Amount);

/// <summary>Ten bins of probability, each with the share that was true.</summary>
internal sealed record ReliabilityTable(IReadOnlyList<CalibrationBin> Bins)
{
    private const int Count = 10;

    public static ReliabilityTable Of(IEnumerable<ReliabilityRow> rows)
    {
        var (amounts, probabilities, trues) = (new double[Count], new double[Count], new double[Count]);
        foreach (var (probability, isTrue, amount) in rows)
        {
            var bin = Math.Min((int)(probability * Count), Count - 1);
            amounts[bin] += amount;
            probabilities[bin] += amount * probability;
            trues[bin] += isTrue ? amount : 0;
        }

        return new ReliabilityTable(
        [
            .. Enumerable.Range(0, Count).Select(b => new CalibrationBin(
                (double)b / Count, (b + 1.0) / Count, amounts[b], amounts[b] > 0
                    ? probabilities[b] / amounts[b]
                    : null, amounts[b] > 0 ? trues[b] / amounts[b] : null)),
        ]);
    }

    /// <summary>
    /// Expected calibration error (Naeini et al. 2015) over the bins from <paramref name="from"/> on; null when they are empty.
    /// </summary>
    public double? Error(double from = 0)
    {
        var bins = Bins.Where(b => b.Low >= from && b.Amount > 0).ToList();
        // filled bins have both
        return bins.Count == 0
            ? null
            : bins.Sum(b => b.Amount * Math.Abs(b.MeanProbability!.Value - b.TrueShare!.Value)) / bins.Sum(b => b.Amount);
    }
}

/// <summary>What got a probability in [Low, High), the last bin with its upper end.</summary>
/// <param name="Low">0..1.</param>
/// <param name="High">0..1.</param>
/// <param name="Amount">Litres of brain, or findings.</param>
/// <param name="MeanProbability">Null for an empty bin.</param>
/// <param name="TrueShare">How much of it was lesion; null for an empty bin.</param>
internal sealed record CalibrationBin(double Low, double High, double Amount, double? MeanProbability, double? TrueShare);

/// <summary>Reliability before and after calibration; after it each patient by the fit on the others.</summary>
internal sealed record ReliabilityPair(ReliabilityTable Before, ReliabilityTable After)
{
    private const double Tenth = 0.1;

    /// <summary>For the card.</summary>
    public ReliabilityMetrics Figures => new(Before.Error(), After.Error(), Before.Error(Tenth), After.Error(Tenth));
}
