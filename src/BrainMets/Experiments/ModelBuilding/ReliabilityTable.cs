namespace BrainMets.Experiments;

/// <summary>Ten bins of probability, each with the share that was true.</summary>
public sealed record ReliabilityTable(IReadOnlyList<CalibrationBin> Bins)
{
    private const int Count = 10;

    /// <param name="rows">A probability, whether it was true, and how much of it there was.</param>
    public static ReliabilityTable Of(IEnumerable<(double Probability, bool IsTrue, double Amount)> rows)
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
                (double)b / Count, (b + 1.0) / Count, amounts[b], amounts[b] > 0 ? probabilities[b] / amounts[b] : null, amounts[b] > 0 ? trues[b] / amounts[b] : null)),
        ]);
    }

    /// <summary>Expected calibration error (Naeini et al. 2015) over the bins from <paramref name="from"/> on; null when they are empty.</summary>
    public double? Error(double from = 0)
    {
        var bins = Bins.Where(b => b.Low >= from && b.Amount > 0).ToList();
        return bins.Count == 0 ? null : bins.Sum(b => b.Amount * Math.Abs(b.MeanProbability!.Value - b.TrueShare!.Value)) / bins.Sum(b => b.Amount); // filled bins have both
    }
}
