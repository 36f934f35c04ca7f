using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// A proportion as a smooth function of log volume: logistic regression on a natural cubic spline with 3 degrees of freedom.
/// </summary>
internal static class LogisticSpline
{
    /// <summary>
    /// The fitted proportion at each volume of a grid, knots and coefficients from the lesions of this resample alone. Where every outcome
    /// of all patients is alike, that outcome: the penalty would only hide that nothing else was seen.
    /// </summary>
    public static double[] Curve(LesionPoints points, int[] counts, double[] grid, double ridge = LogisticFit.Ridge)
    {
        if (points.AllAlike)
        {
            return [.. Enumerable.Repeat(points.Outcomes[0], grid.Length)];
        }

        var weights = new double[points.Count];
        var resampled = new List<double>(points.Count);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = counts[points.Patients[i]];
            for (var copy = 0; copy < counts[points.Patients[i]]; copy++)
            {
                resampled.Add(points.LogVolumes[i]);
            }
        }

        if (resampled.Count == 0)
        {
            return [.. Enumerable.Repeat(double.NaN, grid.Length)];
        }

        var knots = NaturalSpline.Knots([.. resampled]);
        var design = new double[points.Count * knots.Length];
        for (var i = 0; i < points.Count; i++)
        {
            NaturalSpline.Basis(points.LogVolumes[i], knots, design.AsSpan(i * knots.Length, knots.Length));
        }

        var coefficients = new double[knots.Length];
        LogisticFit.Solve(design, points.Outcomes, weights, coefficients, ridge);
        return [.. grid.Select(x => Proportion(x, knots, coefficients))];
    }

    /// <summary>
    /// By how much bootstrap standard errors are too small when few patients have the rarer outcome: sqrt(m / (m - 4)) for m of them and
    /// four coefficients, the usual correction for degrees of freedom; m counts as at least 5.
    /// </summary>
    public static double ErrorFactor(int rarerPatients)
    {
        const double coefficients = 4;
        var m = Math.Max(rarerPatients, coefficients + 1);
        return Math.Sqrt(m / (m - coefficients));
    }

    private static double Proportion(double x, double[] knots, double[] coefficients)
    {
        Span<double> columns = stackalloc double[knots.Length];
        NaturalSpline.Basis(x, knots, columns);
        var logOdds = 0.0;
        for (var i = 0; i < coefficients.Length; i++)
        {
            logOdds += columns[i] * coefficients[i];
        }

        return LogisticFit.Probability(logOdds);
    }
}

/// <summary>
/// Natural cubic spline: cubic between its knots, linear beyond the outer ones, with continuous second derivative. K knots give K columns,
/// the constant among them.
/// </summary>
internal static class NaturalSpline
{
    private const double LeastGap = 1e-6;

    /// <summary>
    /// Positions of four knots: the shares of the data below them (Harrell, Regression Modeling Strategies, 2015, table 2.3).
    /// </summary>
    private static readonly double[] _shares = [0.05, 0.35, 0.65, 0.95];

    /// <summary>
    /// Four knots at quantiles (linear between order statistics), so that the spline has 3 degrees of freedom in addition to the constant.
    /// Knots that coincide count once, and there are never more than distinct values.
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
    /// from the first knot in units of the distance to the last: 1, x, and for each knot k but the last two d_k - d_(K-1), where d_k = ((x
    /// - k)+³ - (x - last)+³) / (last - k).
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
