using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>
/// Signed-rank tests of lesion-level differences, several a patient. The null hypothesis is that differences lie symmetrically about zero;
/// lesions of one patient may depend on each other in any way.
/// </summary>
internal static class ClusteredSignedRank
{
    private const int FewestPatients = 3;

    /// <param name="patients">The differences of each patient's lesions, first minus second; patients without any do not count.</param>
    /// <param name="options">Options of the test.</param>
    /// <exception cref="ArgumentException">A difference is not finite, or an option out of its range.</exception>
    public static ClusteredSignedRankResult Test(IReadOnlyList<IReadOnlyList<double>> patients, ClusteredSignedRankOptions options)
    {
        var clusters = patients.Where(p => p.Count > 0).Select(p => PairedDifferences.Rounded([.. p])).ToArray();
        var (z, scores) = options.Method == ClusteredMethod.RosnerGlynnLee ? RosnerGlynnLee.Score(clusters) : DattaSatten.Score(clusters);
        var enough = clusters.Count(c => c.Any(d => d != 0)) >= FewestPatients;
        var known = enough && double.IsFinite(z);
        return new ClusteredSignedRankResult
        {
            Method = options.Method,
            Z = known ? z : null,
            PValue = known ? PValue(z, options.SignFlip.Alternative) : null,
            Permutation = PatientSignFlip.Test(scores, options.SignFlip),
            Patients = clusters.Length,
            Differences = clusters.Sum(c => c.Length),
            Zeros = clusters.Sum(c => c.Count(d => d == 0)),
        };
    }

    private static double PValue(double z, Alternative alternative) => alternative switch
    {
        Alternative.Less => Normal.CDF(0, 1, z),
        Alternative.Greater => Normal.CDF(0, 1, -z),
        _ => 2 * Normal.CDF(0, 1, -Math.Abs(z)),
    };
}

/// <summary>Options of the signed-rank test of clustered lesions.</summary>
internal sealed record ClusteredSignedRankOptions
{
    public ClusteredMethod Method { get; init; } = ClusteredMethod.DattaSatten;

    /// <summary>The alternative, and the random patterns of the permutation test.</summary>
    public SignFlipOptions SignFlip { get; init; } = new();
}

/// <summary>How the signed-rank test of clustered lesions ranks and weights them.</summary>
public enum ClusteredMethod
{
    /// <summary>
    /// Datta and Satten (2008): the signed-rank statistic expected when one lesion is drawn from each patient. Every patient has the same
    /// weight, so that the test stays valid when patients with many lesions differ from those with few, as brain metastases do. Our
    /// default.
    /// </summary>
    DattaSatten,

    /// <summary>
    /// Rosner, Glynn and Lee (2006): all lesions are ranked together. Assumes that the number of lesions is independent of the difference.
    /// </summary>
    RosnerGlynnLee,
}

/// <summary>A signed-rank test of lesions that cluster in patients.</summary>
public sealed record ClusteredSignedRankResult
{
    public required ClusteredMethod Method { get; init; }

    /// <summary>
    /// The statistic over its standard error. Null when fewer than three patients have a difference, or all differences are zero.
    /// </summary>
    public required double? Z { get; init; }

    /// <summary>From the normal distribution of <see cref="Z"/>, which needs many patients (20 or more); null where Z is.</summary>
    public required double? PValue { get; init; }

    /// <summary>
    /// The test to rely on: the patients' signs flipped. For <see cref="ClusteredMethod.RosnerGlynnLee"/> it tests the sum of all signed
    /// ranks, unweighted, since weights that were estimated from the signs would not stay fixed when these are flipped.
    /// </summary>
    public required SignFlipResult Permutation { get; init; }

    /// <summary>Patients with at least one difference.</summary>
    public required int Patients { get; init; }

    /// <summary>All differences, zeros included.</summary>
    public required int Differences { get; init; }

    public required int Zeros { get; init; }
}

/// <summary>The signed-rank statistic of Rosner, Glynn and Lee (Biometrics 2006; 62: 185-192). Zeros are left out.</summary>
internal static class RosnerGlynnLee
{
    /// <summary>
    /// Z, not finite where it has no variance, and the sums of signed ranks of the patients. With equal numbers of lesions Z is the sum of
    /// these over the root of the sum of their squares. With unequal ones the mean signed rank S of a patient of g lesions is weighted by w
    /// = g / (1 + (g - 1) rho), and Z is sum(w S) over the root of sum((w S)^2), with rho the correlation within patients.
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
    /// Intraclass correlation of the signed ranks from a one-way analysis of variance, cut off at 0, corrected for few patients by the
    /// factor 1 + (1 - rho²) / (m - 5/2) and cut off at 1.
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

/// <summary>
/// Permutation test that exchanges the two readings of whole patients, for any number of lesions a patient and any correlation between
/// them. Valid when, under the null hypothesis, the two could be exchanged in each patient. All patterns are enumerated up to 20 patients
/// with a score other than zero; above, random ones are drawn and p is (b + 1) / (B + 1).
/// </summary>
internal static class PatientSignFlip
{
    /// <summary>Tests the sum of scores, one a patient, such as found by the first minus found by the second.</summary>
    /// <exception cref="ArgumentException">A score is not finite, or an option out of its range.</exception>
    public static SignFlipResult Test(ReadOnlySpan<double> patientScores, SignFlipOptions options)
    {
        options.Validate();

        // Scores that cancel on paper may leave a last bit; flipping nothing changes nothing. The order makes the random patterns fall
        // alike
        // however the patients are listed.
        var scores = PairedDifferences.Rounded(patientScores, decimals: null);
        var negligible = 1e-12 * scores.Select(Math.Abs).DefaultIfEmpty().Max();
        var terms = scores.Where(s => Math.Abs(s) > negligible).OrderBy(Math.Abs).ThenBy(s => s).ToArray();
        var enumerated = terms.Length <= SignFlips.MostEnumerated;
        return new SignFlipResult
        {
            Sum = terms.Sum(),
            PValue = terms.Length == 0 ? null
                : enumerated ? SignFlips.Exact(terms, options.Alternative)
                : SignFlips.MonteCarlo(terms, options.Alternative, options.Resamples, new Random(options.Seed)),
            Patients = patientScores.Length,
            NonZero = terms.Length,
            Alternative = options.Alternative,
            Resamples = enumerated ? null : options.Resamples,
            Seed = enumerated ? null : options.Seed,
        };
    }

    /// <summary>
    /// Tests a difference in pooled sensitivity: the score of a patient is the number of lesions that only the first found minus the number
    /// that only the second found. The sum over the number of lesions is the difference of the two sensitivities.
    /// </summary>
    /// <param name="patients">For each patient the lesions, and for each lesion who found it; a patient may have none.</param>
    /// <param name="options">Options of the test.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static SignFlipResult Detections(IReadOnlyList<IReadOnlyList<(bool First, bool Second)>> patients, SignFlipOptions options) =>
        Test([.. patients.Select(p => (double)p.Sum(lesion => (lesion.First ? 1 : 0) - (lesion.Second ? 1 : 0)))], options);
}

/// <summary>Options of the sign-flip test.</summary>
internal sealed record SignFlipOptions
{
    public Alternative Alternative { get; init; } = Alternative.TwoSided;

    /// <summary>Random patterns of signs where more than 20 patients have a score other than zero; 1,000 or more.</summary>
    public int Resamples { get; init; } = 100_000;

    /// <summary>Seed of the random patterns: the same seed gives the same p, whatever the order of the patients.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public void Validate()
    {
        if (Resamples < 1000)
        {
            throw new ArgumentException($"Sign-flip options: resamples is {Resamples}; must be 1000 or more.");
        }
    }
}

/// <summary>A permutation test that flips whole patients.</summary>
public sealed record SignFlipResult
{
    /// <summary>The sum of the patients' scores.</summary>
    public required double Sum { get; init; }

    /// <summary>Null when every score is zero: there is nothing to test.</summary>
    public required double? PValue { get; init; }

    public required int Patients { get; init; }

    /// <summary>
    /// Patients with a score other than zero; only these enter the test. With n of them no two-sided p lies below 2 / 2^n.
    /// </summary>
    public required int NonZero { get; init; }

    public required Alternative Alternative { get; init; }

    /// <summary>Random patterns of signs; null where all patterns were enumerated.</summary>
    public required int? Resamples { get; init; }

    /// <summary>Their seed; null where all patterns were enumerated.</summary>
    public required int? Seed { get; init; }
}

/// <summary>
/// How extreme a sum is among the sums that arise when each term may have either sign, all patterns being equally likely: the
/// permutation distribution of paired data, where the null hypothesis is that the two of a pair could be exchanged (Fisher 1935).
/// </summary>
internal static class SignFlips
{
    /// <summary>Most terms whose patterns are enumerated: 2^20 are a million.</summary>
    public const int MostEnumerated = 20;

    /// <summary>Share of all 2^n sign patterns whose sum is at least as extreme as the observed one, that one included.</summary>
    public static double Exact(ReadOnlySpan<double> terms, Alternative alternative)
    {
        var tail = Tail.Of(terms, alternative);
        return Extreme(terms, 0, tail) / Math.Pow(2, terms.Length);
    }

    /// <summary>
    /// (b + 1) / (B + 1) with b of B random patterns at least as extreme as the observed one (Phipson and Smyth 2010): the observed pattern
    /// is one of those possible, and p is never 0.
    /// </summary>
    public static double MonteCarlo(ReadOnlySpan<double> terms, Alternative alternative, int resamples, Random random)
    {
        var tail = Tail.Of(terms, alternative);
        var extreme = 0L;
        for (var i = 0; i < resamples; i++)
        {
            extreme += tail.Reaches(RandomSum(terms, random)) ? 1 : 0;
        }

        return (extreme + 1.0) / (resamples + 1.0);
    }

    private static long Extreme(ReadOnlySpan<double> terms, double sum, Tail tail)
    {
        if (terms.IsEmpty)
        {
            return tail.Reaches(sum) ? 1 : 0;
        }

        return Extreme(terms[1..], sum + terms[0], tail) + Extreme(terms[1..], sum - terms[0], tail);
    }

    private static double RandomSum(ReadOnlySpan<double> terms, Random random)
    {
        const int bitsOfADraw = 62;
        var (sum, bits) = (0.0, 0L);
        for (var i = 0; i < terms.Length; i++)
        {
            bits = i % bitsOfADraw == 0 ? random.NextInt64(1L << bitsOfADraw) : bits >> 1;
            sum += (bits & 1) == 0 ? terms[i] : -terms[i];
        }

        return sum;
    }

    /// <summary>Sums that are equal on paper may differ in their last bits, depending on the order of addition.</summary>
    private readonly record struct Tail(Alternative Alternative, double Observed, double Tolerance)
    {
        public static Tail Of(ReadOnlySpan<double> terms, Alternative alternative)
        {
            var (sum, size) = (0.0, 0.0);
            foreach (var term in terms)
            {
                sum += term;
                size += Math.Abs(term);
            }

            return new Tail(alternative, sum, 1e-12 * size);
        }

        public bool Reaches(double sum) => Alternative switch
        {
            Alternative.Less => sum <= Observed + Tolerance,
            Alternative.Greater => sum >= Observed - Tolerance,
            _ => Math.Abs(sum) >= Math.Abs(Observed) - Tolerance,
        };
    }
}
