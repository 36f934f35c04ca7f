namespace BrainMets.Evaluation.Statistics;

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

    /// <summary>How often each patient was drawn, resample by resample: for figures that are no ratios of sums.</summary>
    public IEnumerable<int[]> Weights()
    {
        foreach (var draw in _draws)
        {
            var weights = new int[draw.Length];
            foreach (var patient in draw)
            {
                weights[patient]++;
            }

            yield return weights;
        }
    }

    /// <summary>
    /// The ratio of the sums in each resample, ascending. Resamples whose denominator is zero have no ratio and are left out.
    /// </summary>
    /// <param name="numerators">One value a patient.</param>
    /// <param name="denominators">One value a patient, none negative.</param>
    public double[] Ratios(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators)
    {
        var ratios = new List<double>(_draws.Length);
        foreach (var draw in _draws)
        {
            var (numerator, denominator) = (0.0, 0.0);
            foreach (var patient in draw)
            {
                numerator += numerators[patient];
                denominator += denominators[patient];
            }

            if (denominator > 0)
            {
                ratios.Add(numerator / denominator);
            }
        }

        ratios.Sort();
        return [.. ratios];
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

        var ratios = Ratios(numerators, denominators);
        if (ratios.Length == 0 || ratios[^1] - ratios[0] < 1e-12)
        {
            return null;
        }

        var tail = (1 - confidence) / 2;
        return Percentile.Linear(ratios, tail) is { } low && Percentile.Linear(ratios, 1 - tail) is { } high
            ? new Interval(low, high)
            : null;
    }
}
