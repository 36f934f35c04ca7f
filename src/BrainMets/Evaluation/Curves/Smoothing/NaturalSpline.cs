namespace BrainMets.Evaluation;

/// <summary>
/// Natural cubic spline: cubic between its knots, linear beyond the outer ones, with continuous second derivative. K knots give K columns,
/// the constant among them.
/// </summary>
public static class NaturalSpline
{
    private const double LeastGap = 1e-6;

    /// <summary>Where four knots stand: the shares of the data below them (Harrell, Regression Modeling Strategies, 2015, table 2.3).</summary>
    private static readonly double[] _shares = [0.05, 0.35, 0.65, 0.95];

    /// <summary>
    /// Four knots at quantiles (linear between order statistics), so that the spline has 3 degrees of freedom beside the constant. Knots that
    /// coincide count once, and there are never more than distinct values.
    /// </summary>
    /// <param name="sorted">Ascending, at least one value.</param>
    public static double[] Knots(ReadOnlySpan<double> sorted)
    {
        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            distinct += sorted[i] - sorted[i - 1] > LeastGap ? 1 : 0;
        }

        if (distinct < _shares.Length)
        {
            // Too few values for a curve: a straight line, or a constant.
            return distinct == 1 ? [sorted[0]] : [sorted[0], sorted[^1]];
        }

        var knots = new List<double>(_shares.Length);
        foreach (var share in _shares)
        {
            var knot = Percentile.Linear(sorted, share)!.Value; // sorted is not empty
            if (knots.Count == 0 || knot - knots[^1] > LeastGap)
            {
                knots.Add(knot);
            }
        }

        return [.. knots];
    }

    /// <summary>
    /// The columns at x (Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, equations 5.4 and 5.5) with x counted
    /// from the first knot in units of the distance to the last: 1, x, and for each knot k but the last two d_k - d_(K-1), where d_k = ((x -
    /// k)+³ - (x - last)+³) / (last - k).
    /// </summary>
    /// <param name="x">Where.</param>
    /// <param name="knots">Ascending and distinct.</param>
    /// <param name="columns">As long as the knots.</param>
    public static void Basis(double x, ReadOnlySpan<double> knots, Span<double> columns)
    {
        columns[0] = 1;
        if (knots.Length == 1)
        {
            return;
        }

        var width = knots[^1] - knots[0];
        var u = (x - knots[0]) / width;
        columns[1] = u;
        if (knots.Length == 2)
        {
            return;
        }

        var beyond = Cube(u - 1);
        var before = (knots[^2] - knots[0]) / width;
        var next = (Cube(u - before) - beyond) / (1 - before);
        for (var k = 0; k < knots.Length - 2; k++)
        {
            var knot = (knots[k] - knots[0]) / width;
            columns[k + 2] = ((Cube(u - knot) - beyond) / (1 - knot)) - next;
        }
    }

    private static double Cube(double x) => x > 0 ? x * x * x : 0;
}
