using BrainMets.Prediction;

namespace BrainMets.Experiments;

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
