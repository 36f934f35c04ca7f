namespace BrainMets.Evaluation;

/// <summary>
/// Differences between two readings of the same patients, made equal where they are equal on paper: 0.3 - 0.1 and 0.2 differ in the last
/// bit, and a rank test would take them for two different numbers, or one of them for no zero.
/// </summary>
internal static class PairedDifferences
{
    /// <summary>Decimals that are kept: 1e-9 is far below what any figure of ours resolves, and far above rounding errors.</summary>
    public const int Decimals = 9;

    /// <exception cref="ArgumentException">A difference is no finite number.</exception>
    public static double[] Rounded(ReadOnlySpan<double> differences, int? decimals = Decimals)
    {
        var rounded = new double[differences.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            if (!double.IsFinite(differences[i]))
            {
                throw new ArgumentException(
                    $"Difference {i + 1} of {differences.Length} is {differences[i]}; must be finite. Leave undefined pairs out and report their number.");
            }

            rounded[i] = decimals is { } digits ? Math.Round(differences[i], digits) : differences[i];
        }

        return rounded;
    }
}
