namespace BrainMets.Evaluation;

/// <summary>Quantiles of weighted values.</summary>
public static class WeightedQuantile
{
    /// <summary>
    /// Each value stands at the middle of its weight within the total; between two values linear, beyond the outer ones constant. With equal
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
                return double.IsNaN(position)
                    ? sorted[i]
                    : value + ((target - position) / (middle - position) * (sorted[i] - value));
            }

            (position, value) = (middle, sorted[i]);
            below += weights[i];
        }

        return value;
    }
}
