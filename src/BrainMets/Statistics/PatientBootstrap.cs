namespace BrainMets.Evaluation;

/// <summary>
/// Percentile bootstrap that draws whole patients with replacement (Field and Welsh 2007), because lesions of one patient are not
/// independent. The figures are ratios of sums over patients, such as found lesions to lesions. The same draws serve all figures of one
/// instance, so that they can be compared.
/// </summary>
public sealed class PatientBootstrap
{
    private readonly int[][] _draws;

    /// <exception cref="ArgumentException">No patient, or fewer than 100 resamples.</exception>
    public PatientBootstrap(int patients, int resamples, Random random)
    {
        if (patients < 1 || resamples < 100)
        {
            throw new ArgumentException(
                $"A bootstrap of {patients} patients with {resamples} resamples: needs a patient and at least 100 resamples.");
        }

        _draws = new int[resamples][];
        for (var i = 0; i < resamples; i++)
        {
            _draws[i] = new int[patients];
            for (var j = 0; j < patients; j++)
            {
                _draws[i][j] = random.Next(patients);
            }
        }
    }

    /// <summary>How often each resample holds each patient, for figures that are no ratios of sums.</summary>
    public int[][] Counts() => [.. _draws.Select(draw =>
    {
        var counts = new int[draw.Length];
        foreach (var patient in draw)
        {
            counts[patient]++;
        }

        return counts;
    })];

    /// <summary>
    /// The ratio of the sums in each resample, ascending. Resamples whose denominator is zero have no ratio and are left out.
    /// </summary>
    /// <param name="numerators">One value a patient.</param>
    /// <param name="denominators">One value a patient, none negative.</param>
    public double[] Ratios(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators)
    {
        var ratios = _draws.Select(draw => Ratio(draw, numerators, denominators)).OfType<double>().ToArray();
        Array.Sort(ratios);
        return ratios;
    }

    /// <summary>
    /// The first ratio less the second in each resample, ascending; both come from the same patients. Resamples in which one of them has
    /// no value are left out.
    /// </summary>
    public double[] Differences(
        (IReadOnlyList<double> Numerators, IReadOnlyList<double> Denominators) first,
        (IReadOnlyList<double> Numerators, IReadOnlyList<double> Denominators) second)
    {
        var differences = _draws
            .Select(draw => Ratio(draw, first.Numerators, first.Denominators) - Ratio(draw, second.Numerators, second.Denominators))
            .OfType<double>().ToArray();
        Array.Sort(differences);
        return differences;
    }

    /// <summary>
    /// The interval between the outer percentiles of the resampled ratios. Null when fewer than two patients contribute to the
    /// denominator, and when every resample gives the same ratio: a bootstrap that sees no variation cannot tell how much there is.
    /// </summary>
    public Interval? Interval(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators, double confidence = 0.95)
    {
        if (denominators.Count(d => d > 0) < 2)
        {
            return null;
        }

        return Between(Ratios(numerators, denominators), confidence);
    }

    /// <summary>
    /// The interval between the outer percentiles of the difference of two ratios. Null when fewer than two patients contribute to one of
    /// the denominators, and when every resample gives the same difference.
    /// </summary>
    public Interval? DifferenceInterval(
        (IReadOnlyList<double> Numerators, IReadOnlyList<double> Denominators) first,
        (IReadOnlyList<double> Numerators, IReadOnlyList<double> Denominators) second,
        double confidence = 0.95) =>
        first.Denominators.Count(d => d > 0) < 2 || second.Denominators.Count(d => d > 0) < 2 ? null : Between(Differences(first, second), confidence);

    private static double? Ratio(int[] draw, IReadOnlyList<double> numerators, IReadOnlyList<double> denominators)
    {
        var (numerator, denominator) = (0.0, 0.0);
        foreach (var patient in draw)
        {
            numerator += numerators[patient];
            denominator += denominators[patient];
        }

        return denominator > 0 ? numerator / denominator : null;
    }

    private static Interval? Between(double[] sorted, double confidence)
    {
        if (sorted.Length == 0 || sorted[^1] - sorted[0] < 1e-12)
        {
            return null;
        }

        var tail = (1 - confidence) / 2;
        return Percentile.Linear(sorted, tail) is { } low && Percentile.Linear(sorted, 1 - tail) is { } high
            ? new Interval(low, high)
            : null;
    }
}
