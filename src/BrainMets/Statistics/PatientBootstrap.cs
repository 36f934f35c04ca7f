using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>
/// Percentile bootstrap that draws whole patients with replacement (Field and Welsh 2007), because lesions of one patient are not
/// independent. The statistics are ratios of sums over patients, such as found lesions to lesions. The same draws serve all statistics of
/// one instance, so that they can be compared.
/// </summary>
public sealed class PatientBootstrap
{
    private readonly int[][] _draws;

    /// <param name="patients">Number of patients, 1 or more.</param>
    /// <param name="resamples">Number of resamples, 100 or more.</param>
    /// <param name="random">Draws the patients; the same seed gives the same resamples.</param>
    /// <exception cref="ArgumentException">There is no patient, or there are fewer than 100 resamples.</exception>
    public PatientBootstrap(int patients, int resamples, Random random)
    {
        if (patients < 1 || resamples < 100)
        {
            throw new ArgumentException(
                $"A bootstrap of {patients} patients with {resamples} resamples: needs one or more patients and 100 or more resamples.");
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

    /// <summary>How often each resample holds each patient, for statistics that are not ratios of sums.</summary>
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
    /// The first ratio minus the second in each resample, ascending; both come from the same patients. Resamples in which one of them has
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
    /// The interval between the outer percentiles of the resampled ratios. Null when fewer than two patients contribute to the denominator,
    /// and when every resample gives the same ratio: a bootstrap without variation cannot estimate it.
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
        first.Denominators.Count(d => d > 0) < 2 || second.Denominators.Count(d => d > 0) < 2
            ? null
            : Between(Differences(first, second), confidence);

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

/// <summary>
/// Bias-corrected and accelerated bootstrap (Efron 1987) that draws whole patients. Better than plain percentiles for skewed statistics and
/// few patients; it costs one more evaluation a patient. Medians of few patients stay unreliable with either.
/// </summary>
internal static class BcaBootstrap
{
    /// <summary>
    /// The interval of a statistic. It is null when the statistic is undefined for all patients or with one of them left out (it then
    /// depends on a single patient), when leaving out any patient changes nothing, or when all resamples lie on one side of the statistic.
    /// </summary>
    /// <param name="patients">Their number.</param>
    /// <param name="figure">The statistic of some patients, given by index from 0, repeated as drawn; null where it is undefined.</param>
    /// <param name="options">Confidence, resamples and seed.</param>
    /// <exception cref="ArgumentException">No patient, or an option out of its range.</exception>
    public static BcaInterval Interval(int patients, Func<IReadOnlyList<int>, double?> figure, BcaOptions options)
    {
        options.Validate();
        if (patients < 1)
        {
            throw new ArgumentException($"A bootstrap of {patients} patients: needs one or more.");
        }

        var all = Enumerable.Range(0, patients).ToArray();
        var value = figure(all);
        var jackknife = patients < 2 ? [] : all.Select(left => figure([.. all.Where(i => i != left)])).OfType<double>().ToArray();
        var resampled = Resampled(patients, figure, options);
        var bias = value is { } v ? BiasCorrection(resampled, v) : null;
        var acceleration = jackknife.Length == patients ? Acceleration(jackknife) : null;
        var interval = bias is { } z0 && acceleration is { } a ? Ends(resampled, (z0, a), options.Confidence) : null;
        return new BcaInterval
        {
            Value = value,
            Low = interval?.Low,
            High = interval?.High,
            BiasCorrection = bias,
            Acceleration = acceleration,
            UndefinedResamples = options.Resamples - resampled.Length,
            Patients = patients,
        };
    }

    /// <summary>
    /// The acceleration from the statistics with one item left out, for one sample or several independent ones (Efron and Tibshirani 1993,
    /// section 14.3 and equation 15.36): with u = (n - 1)(mean - statistic without the item) in a sample of n, sum(u³/n³) over 6
    /// sum(u²/n²)^(3/2). Null when leaving out any item changes nothing.
    /// </summary>
    public static double? Acceleration(params IReadOnlyList<IReadOnlyList<double>> jackknives)
    {
        var (cubes, squares, scale) = (0.0, 0.0, 0.0);
        foreach (var jackknife in jackknives)
        {
            var mean = jackknife.Count == 0 ? 0 : jackknife.Average();
            foreach (var without in jackknife)
            {
                var influence = (mean - without) * (jackknife.Count - 1) / jackknife.Count;
                cubes += influence * influence * influence;
                squares += influence * influence;
                scale = Math.Max(scale, Math.Abs(without));
            }
        }

        // The mean of equal values may differ from them in the last bit.
        return Math.Sqrt(squares) <= 1e-12 * scale ? null : cubes / (6 * Math.Pow(squares, 1.5));
    }

    private static double[] Resampled(int patients, Func<IReadOnlyList<int>, double?> figure, BcaOptions options)
    {
        var random = new Random(options.Seed);
        var figures = new List<double>(options.Resamples);
        for (var i = 0; i < options.Resamples; i++)
        {
            var draw = new int[patients];
            for (var j = 0; j < patients; j++)
            {
                draw[j] = random.Next(patients);
            }

            if (figure(draw) is { } resampled)
            {
                figures.Add(resampled);
            }
        }

        figures.Sort();
        return [.. figures];
    }

    private static double? BiasCorrection(double[] resampled, double value)
    {
        var tolerance = 1e-12 * Math.Abs(value);
        var below = resampled.Count(r => r < value - tolerance) + (resampled.Count(r => Math.Abs(r - value) <= tolerance) / 2.0);
        return below == 0 || below == resampled.Length ? null : Normal.InvCDF(0, 1, below / resampled.Length);
    }

    private static Interval? Ends(double[] resampled, (double Bias, double Acceleration) correction, double confidence)
    {
        double? End(double tail)
        {
            var z = correction.Bias + Normal.InvCDF(0, 1, tail);
            var stretch = 1 - (correction.Acceleration * z);
            return stretch > 0 ? Percentile.Linear(resampled, Normal.CDF(0, 1, correction.Bias + (z / stretch))) : null;
        }

        return End((1 - confidence) / 2) is { } low && End((1 + confidence) / 2) is { } high ? new Interval(low, high) : null;
    }
}

/// <summary>How a BCa interval is made.</summary>
internal sealed record BcaOptions
{
    /// <summary>Between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Resamples of patients; 1,000 or more, since the interval may look far into a tail.</summary>
    public int Resamples { get; init; } = 2000;

    /// <summary>Seed of the resampling: the same seed gives the same interval.</summary>
    public int Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("BCa options");
        errors.AddIf(!(Confidence > 0 && Confidence < 1), $"confidence is {Confidence}; must lie between 0 and 1");
        errors.AddIf(Resamples < 1000, $"resamples is {Resamples}; must be 1000 or more");
        errors.ThrowIfAny();
    }
}

/// <summary>A bias-corrected and accelerated bootstrap interval, with what went into it.</summary>
internal sealed record BcaInterval
{
    /// <summary>The statistic of all patients; null when it is undefined.</summary>
    public required double? Value { get; init; }

    /// <summary>Null when the interval cannot be computed; see <see cref="BcaBootstrap.Interval"/>.</summary>
    public required double? Low { get; init; }

    /// <summary>Null where <see cref="Low"/> is.</summary>
    public required double? High { get; init; }

    /// <summary>
    /// z0: the normal quantile of the share of resampled values below the statistic, ties half. Null where there is none.
    /// </summary>
    public required double? BiasCorrection { get; init; }

    /// <summary>
    /// Rate of change of the standard error with the statistic, from leaving out one patient at a time. Null where there is none.
    /// </summary>
    public required double? Acceleration { get; init; }

    /// <summary>Resamples in which the statistic was undefined; they are left out.</summary>
    public required int UndefinedResamples { get; init; }

    public required int Patients { get; init; }
}
