using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>
/// Bias-corrected and accelerated bootstrap (Efron 1987) that draws whole patients. Better than plain percentiles for skewed figures and
/// few patients; it costs one more evaluation a patient. Medians of few patients stay unreliable with either.
/// </summary>
public static class BcaBootstrap
{
    /// <summary>
    /// The interval of a figure. It is null when the figure is undefined for all patients, or with one of them left out (then it hangs on
    /// one patient), when leaving out any patient changes nothing, or when all resamples lie on one side of the figure.
    /// </summary>
    /// <param name="patients">Their number.</param>
    /// <param name="figure">The figure of some patients, given by number from 0, repeated as drawn; null where it is undefined.</param>
    /// <param name="options">How it is made.</param>
    /// <exception cref="ArgumentException">No patient, or an option out of its range.</exception>
    public static BcaInterval Interval(int patients, Func<IReadOnlyList<int>, double?> figure, BcaOptions options)
    {
        options.Validate();
        if (patients < 1)
        {
            throw new ArgumentException($"A bootstrap of {patients} patients: needs at least one.");
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
    /// The acceleration from the figures with one item left out, for one sample or several independent ones (Efron and Tibshirani 1993,
    /// section 14.3 and equation 15.36): with u = (n - 1)(mean - figure without the item) in a sample of n, sum(u³/n³) over 6 sum(u²/n²)^(3/2).
    /// Null when leaving out any item changes nothing.
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

        // The mean of equal figures may differ from them in the last bit.
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
