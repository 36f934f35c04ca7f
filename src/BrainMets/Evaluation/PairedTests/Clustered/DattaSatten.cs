namespace BrainMets.Evaluation;

/// <summary>The signed-rank statistic of Datta and Satten (Biometrics 2008; 64: 501-507).</summary>
internal static class DattaSatten
{
    /// <summary>
    /// Z, not finite where it has no variance, and the scores of the patients. Drawing one lesion a patient, the lesion d of patient i is
    /// expected to have rank 1 + the sum over the other patients k of H_k(|d|), where H_k is the share of k's lesions that are smaller,
    /// ties half. The score of a patient is the mean of these signed ranks, the statistic their sum. Its variance is the sum of the squares
    /// of the means of sign(d) [1 + (m - 1) H(|d|)], with H over all lesions of all m patients. Zeros take part in the ranking.
    /// </summary>
    public static (double Z, double[] Scores) Score(double[][] patients)
    {
        var sizes = patients.Select(p => p.Select(Math.Abs).Order().ToArray()).ToArray();
        var pooled = sizes.SelectMany(s => s).Order().ToArray();
        var scores = new double[patients.Length];
        var variance = 0.0;
        for (var i = 0; i < patients.Length; i++)
        {
            var (score, spread) = (0.0, 0.0);
            foreach (var difference in patients[i].Where(d => d != 0))
            {
                var size = Math.Abs(difference);
                var others = sizes.Where((_, k) => k != i).Sum(other => ShareBelow(other, size));
                score += Math.Sign(difference) * (1 + others);
                spread += Math.Sign(difference) * (1 + ((patients.Length - 1) * ShareBelow(pooled, size)));
            }

            scores[i] = score / patients[i].Length;
            variance += Math.Pow(spread / patients[i].Length, 2);
        }

        return (scores.Sum() / Math.Sqrt(variance), scores);
    }

    /// <summary>The share of sorted values below one, those equal to it counted half.</summary>
    private static double ShareBelow(double[] sorted, double value)
    {
        var (below, atMost) = (FirstAbove(sorted, value, orEqual: true), FirstAbove(sorted, value, orEqual: false));
        return (below + atMost) / 2.0 / sorted.Length;
    }

    private static int FirstAbove(double[] sorted, double value, bool orEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] > value || (orEqual && sorted[middle] == value))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
