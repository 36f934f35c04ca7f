namespace BrainMets.Evaluation;

/// <summary>The signed-rank statistic of Rosner, Glynn and Lee (Biometrics 2006; 62: 185-192). Zeros are left out.</summary>
internal static class RosnerGlynnLee
{
    /// <summary>
    /// Z, not finite where it has no variance, and the sums of signed ranks of the patients. With equal numbers of lesions Z is the sum of
    /// these over the root of the sum of their squares. With unequal ones the mean signed rank S of a patient of g lesions is weighed by
    /// w = g / (1 + (g - 1) rho), and Z is sum(w S) over the root of sum((w S)^2), with rho the correlation within patients.
    /// </summary>
    public static (double Z, double[] Scores) Score(double[][] patients)
    {
        var clusters = SignedRanksOf(patients).Where(c => c.Length > 0).ToArray();
        var sums = clusters.Select(c => c.Sum()).ToArray();
        if (clusters.Length == 0 || clusters.All(c => c.Length == clusters[0].Length))
        {
            return (sums.Sum() / Root(sums), sums);
        }

        var correlation = Correlation(clusters);
        var weighted = clusters.Select((c, i) => sums[i] / (1 + ((c.Length - 1) * correlation))).ToArray();
        return (weighted.Sum() / Root(weighted), sums);
    }

    private static double Root(double[] terms) => Math.Sqrt(terms.Sum(t => t * t));

    private static double[][] SignedRanksOf(double[][] patients)
    {
        var all = patients.SelectMany((p, i) => p.Where(d => d != 0).Select(d => (Difference: d, Patient: i)))
            .OrderBy(d => Math.Abs(d.Difference)).ThenBy(d => d.Difference).ToArray();
        var ranks = SignedRanks.Of([.. all.Select(d => d.Difference)], rankZeros: false).SignedDoubled;
        return [.. Enumerable.Range(0, patients.Length)
            .Select(i => ranks.Where((_, k) => all[k].Patient == i).Select(r => r / 2.0).ToArray())];
    }

    /// <summary>
    /// Intraclass correlation of the signed ranks from a one-way analysis of variance, cut off at 0, corrected for few patients by the factor 1 +
    /// (1 - rho²) / (m - 5/2) and cut off at 1.
    /// </summary>
    private static double Correlation(double[][] clusters)
    {
        var (m, n) = (clusters.Length, clusters.Sum(c => c.Length));
        var mean = clusters.Sum(c => c.Sum()) / n;
        var between = clusters.Sum(c => c.Length * Math.Pow(c.Average() - mean, 2)) / (m - 1);
        var within = clusters.Sum(c => c.Sum(r => Math.Pow(r - c.Average(), 2))) / (n - m);
        var usualSize = (n - (clusters.Sum(c => (double)c.Length * c.Length) / n)) / (m - 1);
        var variance = (between - within) / usualSize;
        var correlation = variance > 0 ? variance / (variance + within) : 0;
        return Math.Min(1, correlation * (1 + ((1 - (correlation * correlation)) / (m - 2.5))));
    }
}
