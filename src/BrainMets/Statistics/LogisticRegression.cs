namespace BrainMets.Statistics;

/// <summary>
/// Logistic regression with a weak ridge penalty. Where lesions can be separated (all found from some volume on) the likelihood has no
/// maximum; a penalty keeps it finite. It is ridge / 2 times the mean square of the fitted log odds over the lesions, so that it does not
/// depend on how the columns are scaled or chosen.
/// </summary>
internal static class LogisticFit
{
    /// <summary>
    /// About as strong as two thirds of a missed lesion where all are found: 20 of 20 gives 0.966, 100 of 100 gives 0.991. Half of it left
    /// the bands too narrow in simulations, more shifted the curve.
    /// </summary>
    public const double Ridge = 0.2;

    /// <summary>A hundredth of it: the change of the curve then measures the effect of the penalty.</summary>
    public const double WeakRidge = Ridge / 100;

    private const int MostSteps = 60;
    private const double Tolerance = 1e-9;

    /// <summary>
    /// The coefficients that maximise the penalised log likelihood, by Newton's method with halved steps.
    /// </summary>
    /// <param name="design">Row after row; as many columns as <paramref name="coefficients"/>.</param>
    /// <param name="outcomes">One a row, 0 to 1.</param>
    /// <param name="weights">Weight of each row; at least one is positive.</param>
    /// <param name="coefficients">Receives the result; its previous values are ignored.</param>
    /// <param name="ridge">Strength of the penalty, above 0.</param>
    public static void Solve(
        ReadOnlySpan<double> design, ReadOnlySpan<double> outcomes, ReadOnlySpan<double> weights, Span<double> coefficients,
            double ridge = Ridge)
    {
        var n = coefficients.Length;
        Span<double> penalty = stackalloc double[n * n];
        Penalty(design, weights, ridge, n, penalty);
        var problem = new Problem(design, outcomes, weights, penalty);
        Span<double> gradient = stackalloc double[n];
        Span<double> hessian = stackalloc double[n * n];
        Span<double> trial = stackalloc double[n];
        coefficients.Clear();
        var objective = Objective(problem, coefficients);
        for (var step = 0; step < MostSteps; step++)
        {
            Derivatives(problem, coefficients, gradient, hessian);
            SolveSymmetric(hessian, gradient);
            var size = 1.0;
            var next = double.NegativeInfinity;
            for (var halving = 0; halving < 30 && !(next >= objective); halving++, size /= 2)
            {
                for (var i = 0; i < n; i++)
                {
                    trial[i] = coefficients[i] + (size * gradient[i]);
                }

                next = Objective(problem, trial);
            }

            if (!(next >= objective))
            {
                return; // no step improves: the maximum, to rounding
            }

            trial.CopyTo(coefficients);
            var gain = next - objective;
            objective = next;
            if (gain <= Tolerance)
            {
                return;
            }
        }
    }

    /// <summary>1 / (1 + exp(-logOdds)).</summary>
    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));

    private static void Penalty(ReadOnlySpan<double> design, ReadOnlySpan<double> weights, double ridge, int n, Span<double> penalty)
    {
        var total = 0.0;
        for (var row = 0; row < weights.Length; row++)
        {
            var x = design.Slice(row * n, n);
            total += weights[row];
            for (var i = 0; weights[row] > 0 && i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    penalty[(i * n) + j] += weights[row] * x[i] * x[j];
                }
            }
        }

        for (var i = 0; i < penalty.Length; i++)
        {
            penalty[i] *= ridge / total;
        }

        for (var i = 0; i < n; i++)
        {
            penalty[(i * n) + i] += 1e-9; // a direction in which the rows do not differ stays at 0
        }
    }

    private static double Objective(Problem problem, ReadOnlySpan<double> coefficients)
    {
        var n = coefficients.Length;
        var sum = 0.0;
        for (var row = 0; row < problem.Weights.Length; row++)
        {
            if (problem.Weights[row] > 0)
            {
                var eta = Dot(problem.Design.Slice(row * n, n), coefficients);
                // log(1 + exp(eta)) without overflow
                sum += problem.Weights[row] * ((problem.Outcomes[row] * eta) - Math.Max(eta, 0) - Math.Log(1 + Math.Exp(-Math.Abs(eta))));
            }
        }

        for (var i = 0; i < n; i++)
        {
            sum -= 0.5 * coefficients[i] * Dot(problem.Penalty.Slice(i * n, n), coefficients);
        }

        return sum;
    }

    private static void Derivatives(Problem problem, ReadOnlySpan<double> coefficients, Span<double> gradient, Span<double> hessian)
    {
        var n = coefficients.Length;
        problem.Penalty.CopyTo(hessian);
        for (var i = 0; i < n; i++)
        {
            gradient[i] = -Dot(problem.Penalty.Slice(i * n, n), coefficients);
        }

        for (var row = 0; row < problem.Weights.Length; row++)
        {
            if (!(problem.Weights[row] > 0))
            {
                continue;
            }

            var x = problem.Design.Slice(row * n, n);
            var p = Probability(Dot(x, coefficients));
            var (residual, curvature) = (problem.Weights[row] * (problem.Outcomes[row] - p), problem.Weights[row] * p * (1 - p));
            for (var i = 0; i < n; i++)
            {
                gradient[i] += residual * x[i];
                for (var j = 0; j < n; j++)
                {
                    hessian[(i * n) + j] += curvature * x[i] * x[j];
                }
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < b.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Solves in place by Cholesky's method; the matrix is positive definite thanks to the problem.Penalty.</summary>
    private static void SolveSymmetric(Span<double> matrix, Span<double> vector)
    {
        var n = vector.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[(i * n) + j] - Dot(matrix.Slice(i * n, j), matrix.Slice(j * n, j));
                matrix[(i * n) + j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-300)) : sum / matrix[(j * n) + j];
            }
        }

        for (var i = 0; i < n; i++)
        {
            vector[i] = (vector[i] - Dot(matrix.Slice(i * n, i), vector[..i])) / matrix[(i * n) + i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < n; j++)
            {
                vector[i] -= matrix[(j * n) + i] * vector[j];
            }

            vector[i] /= matrix[(i * n) + i];
        }
    }

    private readonly ref struct Problem(
        ReadOnlySpan<double> design, ReadOnlySpan<double> outcomes, ReadOnlySpan<double> weights, ReadOnlySpan<double> penalty)
    {
        public ReadOnlySpan<double> Design { get; } = design;

        public ReadOnlySpan<double> Outcomes { get; } = outcomes;

        public ReadOnlySpan<double> Weights { get; } = weights;

        public ReadOnlySpan<double> Penalty { get; } = penalty;
    }
}
