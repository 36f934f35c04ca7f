namespace BrainMets.Statistics;

/// <summary>
/// Adjusts p-values of several tests. Results are in the order of the input. Tests without a p-value stay without, and do not count towards
/// the number of tests: they cannot reject anything.
/// </summary>
internal static class Multiplicity
{
    /// <summary>
    /// Holm (1979): the k-th smallest of m is multiplied by m - k + 1, never falling below the one before it. For a family of tests that
    /// was declared beforehand; the chance of any false rejection among them stays below the level, however they depend on each other.
    /// </summary>
    /// <exception cref="ArgumentException">A p-value is not between 0 and 1.</exception>
    public static IReadOnlyList<double?> Holm(IReadOnlyList<double?> pValues)
    {
        var (adjusted, order) = Prepared(pValues);
        var largest = 0.0;
        for (var k = 0; k < order.Length; k++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - k) * order[k].P));
            adjusted[order[k].Index] = largest;
        }

        return adjusted;
    }

    /// <summary>
    /// Benjamini and Hochberg (1995): the k-th smallest of m is multiplied by m / k, never rising above the one after it. For exploring
    /// only; it bounds the expected share of false rejections among the rejections, for tests that are independent or depend positively.
    /// </summary>
    /// <exception cref="ArgumentException">A p-value is not between 0 and 1.</exception>
    public static IReadOnlyList<double?> BenjaminiHochberg(IReadOnlyList<double?> pValues)
    {
        var (adjusted, order) = Prepared(pValues);
        var smallest = 1.0;
        for (var k = order.Length; k > 0; k--)
        {
            smallest = Math.Min(smallest, order[k - 1].P * order.Length / k);
            adjusted[order[k - 1].Index] = smallest;
        }

        return adjusted;
    }

    private static (double?[] Adjusted, (double P, int Index)[] Order) Prepared(IReadOnlyList<double?> pValues)
    {
        for (var i = 0; i < pValues.Count; i++)
        {
            if (pValues[i] is { } p && !(p >= 0 && p <= 1))
            {
                throw new ArgumentException($"p-value {i + 1} of {pValues.Count} is {p}; must lie between 0 and 1.");
            }
        }

        var order = pValues.Select((p, i) => (P: p, Index: i)).Where(t => t.P is not null).Select(t => (P: t.P ?? 0, t.Index));
        return (new double?[pValues.Count], [.. order.OrderBy(t => t.P)]);
    }
}
