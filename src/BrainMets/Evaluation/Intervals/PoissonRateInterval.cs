using MathNet.Numerics;

namespace BrainMets.Evaluation;

/// <summary>
/// Exact interval for a rate (Garwood 1936), such as false positives per patient. For events that are independent of each other: false
/// positives gather in some patients, and the bootstrap over patients is the better interval where it is defined. This one serves where
/// there are no events at all.
/// </summary>
public static class PoissonRateInterval
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
                $"{events} events in an exposure of {exposure} at confidence {confidence}: needs 0 or more of both, and a confidence between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        return exposure == 0
            ? null
            : new Interval(events == 0 ? 0 : Mean(events, tail) / exposure, Mean(events + 1, 1 - tail) / exposure);
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
