using MathNet.Numerics.Distributions;

namespace BrainMets.Evaluation;

/// <summary>Score interval for a proportion (Wilson 1927), without continuity correction.</summary>
public static class WilsonInterval
{
    /// <summary>
    /// The interval of a proportion that rests on n trials; n need not be whole (an effective number). Null when n is not positive.
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
