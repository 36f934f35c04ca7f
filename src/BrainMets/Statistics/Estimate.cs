namespace BrainMets.Statistics;

/// <summary>
/// An estimate with its 95 % interval. <see cref="N"/> is the number of items (lesions, patients) it is computed from; <see
/// cref="Undefined"/> the number without a defined value, which are left out. The value is null when nothing is defined; the interval also
/// when it cannot be computed (docs/metrics.md).
/// </summary>
public sealed record Estimate(double? Value, double? Low, double? High, int N, int Undefined)
{
    /// <summary>The undefined estimate, from no items.</summary>
    public static Estimate Nothing { get; } = new(null, null, null, 0, 0);
}

/// <summary>Estimates pooled over patients, with the intervals of docs/metrics.md ("Intervals").</summary>
internal static class PooledEstimate
{
    /// <summary>A ratio of sums over patients, with its percentile bootstrap interval.</summary>
    /// <param name="bootstrap">The resamples of patients.</param>
    /// <param name="numerators">One value a patient.</param>
    /// <param name="denominators">One value a patient, none negative.</param>
    public static Estimate Ratio(PatientBootstrap bootstrap, double[] numerators, double[] denominators)
    {
        var total = denominators.Sum();
        var interval = bootstrap.Interval(numerators, denominators);
        return new Estimate(total > 0 ? numerators.Sum() / total : null, interval?.Low, interval?.High, (int)total, 0);
    }

    /// <summary>
    /// A ratio that is a proportion. Where all succeed, or none, the resamples do not vary, and Wilson's interval over patients is used.
    /// </summary>
    public static Estimate Proportion(PatientBootstrap bootstrap, double[] successes, double[] trials)
    {
        var estimate = Ratio(bootstrap, successes, trials);
        if (estimate.Low is not null)
        {
            return estimate;
        }

        var interval = ClusteredProportion.Of(successes.Zip(trials, (s, t) => ((long)s, (long)t))).Interval();
        return estimate with { Low = interval?.Low, High = interval?.High };
    }

    /// <summary>A proportion with Wilson's interval over lesions, widened by the design effect of patients that have several.</summary>
    public static Estimate ByDesignEffect(double[] successes, double[] trials)
    {
        var proportion = ClusteredProportion.Of(successes.Zip(trials, (s, t) => ((long)s, (long)t)));
        var interval = proportion.Interval();
        return new Estimate(proportion.Value, interval?.Low, interval?.High, (int)proportion.Trials, 0);
    }

    /// <summary>
    /// The interval of values from resamples; those in which the value is undefined are left out. None when fewer than two patients
    /// contribute, or when all values are the same.
    /// </summary>
    public static Estimate Of(double? value, IEnumerable<double?> resampled, int n, int patients)
    {
        var values = resampled.OfType<double>().Order().ToArray();
        return value is null || patients < 2 || values.Length == 0 || values[^1] - values[0] < 1e-12
            ? new Estimate(value, null, null, n, 0)
            : new Estimate(value, Percentile.Linear(values, 0.025), Percentile.Linear(values, 0.975), n, 0);
    }

    /// <summary>Gives a proportion of exactly 0 or 1 that has no interval Wilson's over patients, when there are two or more.</summary>
    public static Estimate OrWilson(this Estimate estimate, int patients)
    {
        var interval = estimate is { Value: 0 or 1, Low: null } && patients > 1 ? WilsonInterval.Of(estimate.Value.Value, patients) : null;
        return interval is { } wilson ? estimate with { Low = wilson.Low, High = wilson.High } : estimate;
    }
}
