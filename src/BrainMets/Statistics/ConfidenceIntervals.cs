using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>Score interval for a proportion (Wilson 1927), without continuity correction.</summary>
public static class WilsonInterval
{
    /// <summary>
    /// The interval of a proportion estimated from n trials; n need not be whole (an effective number). Null when n is not positive.
    /// </summary>
    public static Interval? Of(double proportion, double n, double confidence = 0.95)
    {
        if (!(n > 0))
        {
            return null;
        }

        var z = Normal.InvCDF(0, 1, 0.5 + (confidence / 2));
        var z2 = z * z;
        var centre = (proportion + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z / (1 + (z2 / n)) * Math.Sqrt((proportion * (1 - proportion) / n) + (z2 / (4 * n * n)));
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

/// <summary>A confidence interval.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>
/// A proportion of lesions that cluster in patients. Lesions of one patient are correlated, so that they carry less information than as
/// many lesions of different patients; the interval is Wilson's with an effective number of lesions (ratio estimator and design effect
/// after Rao and Scott 1992).
/// </summary>
public sealed record ClusteredProportion
{
    private ClusteredProportion(long successes, long trials, int clusters, double? designEffect)
    {
        Successes = successes;
        Trials = trials;
        Clusters = clusters;
        DesignEffect = designEffect;
    }

    public long Successes { get; }

    public long Trials { get; }

    /// <summary>Patients with at least one trial.</summary>
    public int Clusters { get; }

    /// <summary>
    /// How much larger the variance is than that of independent lesions. Null when it cannot be estimated: fewer than two patients, or all
    /// lesions alike (all found or none).
    /// </summary>
    public double? DesignEffect { get; }

    public double? Value => Trials == 0 ? null : (double)Successes / Trials;

    /// <summary>
    /// Trials divided by the design effect, never more than the trials; where the design effect is unknown, the number of patients, as if
    /// all lesions of a patient were one. Null for fewer than two patients: one patient gives no estimate of the variation between
    /// patients.
    /// </summary>
    public double? EffectiveTrials =>
        Clusters < 2 ? null : DesignEffect is { } effect ? Math.Min(Trials, Trials / effect) : Clusters;

    /// <param name="patients">Successes and trials of each patient; patients without trials do not count.</param>
    public static ClusteredProportion Of(IEnumerable<(long Successes, long Trials)> patients)
    {
        var clusters = patients.Where(p => p.Trials > 0).ToArray();
        var (successes, trials) = (clusters.Sum(c => c.Successes), clusters.Sum(c => c.Trials));
        double? designEffect = null;
        if (clusters.Length > 1 && successes > 0 && successes < trials)
        {
            var p = (double)successes / trials;
            var squares = clusters.Sum(c => Math.Pow(c.Successes - (p * c.Trials), 2));
            var variance = clusters.Length / (clusters.Length - 1.0) * squares / ((double)trials * trials);
            designEffect = variance / (p * (1 - p) / trials);
        }

        return new ClusteredProportion(successes, trials, clusters.Length, designEffect);
    }

    public Interval? Interval(double confidence = 0.95) =>
        Value is { } value && EffectiveTrials is { } n ? WilsonInterval.Of(value, n, confidence) : null;
}

/// <summary>
/// Score interval for a proportion with continuity correction (Newcombe 1998, method 4): nearly as wide as the exact one. For independent
/// trials. Reports use <see cref="WilsonInterval"/>; this one reproduces R's prop.test.
/// </summary>
internal static class WilsonCorrectedInterval
{
    /// <summary>Null without a trial; an end is 0 without a success and 1 without a failure.</summary>
    /// <exception cref="ArgumentException">
    /// The counts are negative, more successes than trials, or the confidence not between 0 and 1.
    /// </exception>
    public static Interval? Of(long successes, long trials, double confidence = 0.95)
    {
        if (successes < 0 || trials < successes || !(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(
                $"{successes} successes of {trials} trials at confidence {confidence}: needs 0 or more successes, no fewer trials, and a "
                    + "confidence between 0 and 1.");
        }

        var z = Normal.InvCDF(0, 1, 0.5 + (confidence / 2));
        return trials == 0 ? null : new Interval(Lower(successes, trials, z), 1 - Lower(trials - successes, trials, z));
    }

    private static double Lower(long successes, long trials, double z)
    {
        if (successes == 0)
        {
            return 0;
        }

        var (n, p, z2) = ((double)trials, (double)successes / trials, z * z);
        var root = Math.Sqrt(z2 - 2 - (1 / n) + (4 * p * ((n * (1 - p)) + 1)));
        return Math.Max(0, ((2 * n * p) + z2 - 1 - (z * root)) / (2 * (n + z2)));
    }
}

/// <summary>
/// Exact interval for a proportion (Clopper and Pearson 1934): coverage is never below the nominal level, so it is usually too wide; the
/// interval that regulators ask for. For independent trials, such as patients; not for lesions of the same patients.
/// </summary>
internal static class ClopperPearsonInterval
{
    /// <summary>
    /// The proportions at which as many successes as seen or more, and as many or fewer, have the probability of one tail. Null without a
    /// trial.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The counts are negative, more successes than trials, or the confidence not between 0 and 1.
    /// </exception>
    public static Interval? Of(long successes, long trials, double confidence = 0.95)
    {
        if (successes < 0 || trials < successes || !(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(
                $"{successes} successes of {trials} trials at confidence {confidence}: needs 0 or more successes, no fewer trials, and a "
                    + "confidence between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        return trials == 0 ? null : new Interval(Lower(successes, trials, tail), 1 - Lower(trials - successes, trials, tail));
    }

    private static double Lower(long successes, long trials, double tail) => successes == 0
        ? 0
        : RisingFunction.Solve(p => SpecialFunctions.BetaRegularized(successes, trials - successes + 1, p), tail, 0, 1);
}

/// <summary>
/// Exact interval for a rate (Garwood 1936), such as false positives per patient. For events that are independent of each other: false
/// positives gather in some patients, and the bootstrap over patients is the better interval where it is defined. This one is used where
/// there are no events at all.
/// </summary>
internal static class PoissonRateInterval
{
    /// <summary>
    /// The rates at which as many events as seen or more, and as many or fewer, have the probability of one tail. Null without exposure.
    /// </summary>
    /// <param name="events">Events seen.</param>
    /// <param name="exposure">What they were seen in: patients, or litres of brain. The rate is per unit of this.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">A negative count or exposure, or a confidence not between 0 and 1.</exception>
    public static Interval? Of(long events, double exposure, double confidence = 0.95)
    {
        if (events < 0 || !(exposure >= 0 && double.IsFinite(exposure)) || !(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(
                $"{events} events in an exposure of {exposure} at confidence {confidence}: needs 0 or more of both, and a confidence "
                    + "between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        return exposure == 0 ? null : new Interval(events == 0 ? 0 : Mean(events, tail) / exposure, Mean(events + 1, 1 - tail) / exposure);
    }

    /// <summary>The mean at which that many events or more have the given probability.</summary>
    private static double Mean(long events, double probability)
    {
        var high = 2.0 * events;
        while (SpecialFunctions.GammaLowerRegularized(events, high) < probability)
        {
            high *= 2;
        }

        return RisingFunction.Solve(mean => SpecialFunctions.GammaLowerRegularized(events, mean), probability, 0, high);
    }
}

/// <summary>
/// Inverts a function that never falls, by halving an interval until it cannot be halved. Slow but reliable; the inverse distributions of
/// Math.NET stop at an absolute error, which is too coarse for small proportions.
/// </summary>
internal static class RisingFunction
{
    /// <summary>Where the function reaches the target between low and high.</summary>
    public static double Solve(Func<double, double> function, double target, double low, double high)
    {
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (function(middle) < target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }
}
