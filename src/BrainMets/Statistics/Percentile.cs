namespace BrainMets.Statistics;

/// <summary>Percentiles of sorted values. There are many definitions; each caller names the one it means.</summary>
internal static class Percentile
{
    /// <summary>
    /// Linear interpolation between order statistics (definition 7 of Hyndman and Fan 1996): rank share x (n - 1), counted from 0. Null
    /// for no values.
    /// </summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double? Linear(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return null;
        }

        var rank = share * (sorted.Length - 1);
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>Median and quartiles by linear interpolation; null without values.</summary>
internal sealed record Quartiles(double? Lower, double? Median, double? Upper)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Quartiles(Percentile.Linear(sorted, 0.25), Percentile.Linear(sorted, 0.5), Percentile.Linear(sorted, 0.75));
    }
}

/// <summary>Quantiles of weighted values.</summary>
internal static class WeightedQuantile
{
    /// <summary>
    /// Each value lies at the middle of its weight within the total; between two values linear, beyond the outer ones constant. With equal
    /// weights this is definition 5 of Hyndman and Fan (1996). Null when no weight is positive.
    /// </summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="weights">One a value, none negative.</param>
    /// <param name="share">0 to 1.</param>
    public static double? Of(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights, double share)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        if (!(total > 0))
        {
            return null;
        }

        var target = share * total;
        var (below, position, value) = (0.0, double.NaN, double.NaN);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (!(weights[i] > 0))
            {
                continue;
            }

            var middle = below + (weights[i] / 2);
            if (middle >= target)
            {
                return double.IsNaN(position) ? sorted[i] : value + ((target - position) / (middle - position) * (sorted[i] - value));
            }

            (position, value) = (middle, sorted[i]);
            below += weights[i];
        }

        return value;
    }
}
