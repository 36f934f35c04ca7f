namespace BrainMets.Evaluation;

/// <summary>Percentiles of sorted values. There are many definitions; each caller names the one it means.</summary>
public static class Percentile
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
