namespace BrainMets.Evaluation;

/// <summary>
/// Inverts a function that never falls, by halving an interval until it cannot be halved. Slow and sure; the inverse distributions of the
/// library at hand stop at an absolute error, which is too coarse for small proportions.
/// </summary>
internal static class RisingFunction
{
    /// <summary>Where the function reaches the target between low and high.</summary>
    public static double Solve(Func<double, double> function, double target, double low, double high)
    {
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (function(middle) < target)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }
}
