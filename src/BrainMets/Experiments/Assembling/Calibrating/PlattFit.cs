using BrainMets.Evaluation;

namespace BrainMets.Experiments;

/// <summary>
/// Logistic regression of what is true on log odds (Platt 1999), by weighted maximum likelihood. Null when only one of the two outcomes is there, or when truth
/// falls with probability: then the probability says nothing that scaling could mend.
/// </summary>
internal static class PlattFit
{
    /// <param name="rows">Log odds, whether it is true, and how much the row counts.</param>
    /// <param name="ridge">Strength of the penalty that keeps the fit finite where outcomes can be separated (<see cref="LogisticFit"/>).</param>
    public static (double Slope, double Intercept)? Of(IEnumerable<(double LogOdds, bool IsTrue, double Weight)> rows, double ridge)
    {
        var all = rows.ToList();
        if (!all.Exists(r => r.IsTrue) || !all.Exists(r => !r.IsTrue))
        {
            return null;
        }

        Span<double> coefficients = stackalloc double[2];
        LogisticFit.Solve(
            [.. all.SelectMany(r => new[] { 1, r.LogOdds })], [.. all.Select(r => r.IsTrue ? 1.0 : 0)], [.. all.Select(r => r.Weight)], coefficients, ridge);
        return coefficients[1] > 0 && double.IsFinite(coefficients[0]) && double.IsFinite(coefficients[1]) ? (coefficients[1], coefficients[0]) : null;
    }
}
