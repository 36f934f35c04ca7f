using MathNet.Numerics;

namespace BrainMets.Evaluation;

/// <summary>
/// Exact interval for a proportion (Clopper and Pearson 1934): never less confident than stated, so usually too wide; what regulators ask
/// for. For independent trials, such as patients; not for lesions of the same patients.
/// </summary>
public static class ClopperPearsonInterval
{
    /// <summary>
    /// The proportions at which as many successes as seen or more, and as many or fewer, have the probability of one tail. Null without a
    /// trial.
    /// </summary>
    /// <exception cref="ArgumentException">The counts are negative, more successes than trials, or the confidence not between 0 and 1.</exception>
    public static Interval? Of(long successes, long trials, double confidence = 0.95)
    {
        if (successes < 0 || trials < successes || !(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(
                $"{successes} successes of {trials} trials at confidence {confidence}: needs 0 or more successes, no fewer trials, and a confidence between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        return trials == 0 ? null : new Interval(Lower(successes, trials, tail), 1 - Lower(trials - successes, trials, tail));
    }

    private static double Lower(long successes, long trials, double tail) => successes == 0
        ? 0
        : RisingFunction.Solve(p => SpecialFunctions.BetaRegularized(successes, trials - successes + 1, p), tail, 0, 1);
}
