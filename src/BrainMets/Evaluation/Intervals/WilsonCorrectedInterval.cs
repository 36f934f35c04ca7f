using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>
/// Score interval for a proportion with continuity correction (Newcombe 1998, method 4): nearly as wide as the exact one. For independent
/// trials. Reports use <see cref="WilsonInterval"/>; this one is what R's prop.test prints.
/// </summary>
public static class WilsonCorrectedInterval
{
    /// <summary>Null without a trial; an end is 0 without a success and 1 without a failure.</summary>
    /// <exception cref="ArgumentException">The counts are negative, more successes than trials, or the confidence not between 0 and 1.</exception>
    public static Interval? Of(long successes, long trials, double confidence = 0.95)
    {
        if (successes < 0 || trials < successes || !(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(
                $"{successes} successes of {trials} trials at confidence {confidence}: needs 0 or more successes, no fewer trials, and a confidence between 0 and 1.");
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
