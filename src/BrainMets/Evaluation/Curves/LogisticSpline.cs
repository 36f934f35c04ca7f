namespace BrainMets.Evaluation;

/// <summary>A proportion as a smooth function of log volume: logistic regression on a natural cubic spline with 3 degrees of freedom.</summary>
internal static class LogisticSpline
{
    /// <summary>
    /// The fitted proportion at each volume of a grid, knots and coefficients from the lesions of this resample alone. Where every outcome of
    /// all patients is alike, that outcome: the penalty would only hide that nothing else was seen.
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
    /// By how much bootstrap standard errors are too small when few patients have the rarer outcome: sqrt(m / (m - 4)) for m of them and four
    /// coefficients, the usual correction for degrees of freedom; m counts as 5 at least.
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
