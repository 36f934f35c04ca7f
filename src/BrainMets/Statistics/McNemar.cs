namespace BrainMets.Evaluation;

/// <summary>
/// McNemar's test of two readers who say yes or no about the same patients. **Only for one answer a patient**, such as one lesion each or
/// "any false positive": lesions of one patient are not independent, and counted one by one they make p too small. For several lesions a
/// patient use <see cref="PatientSignFlip"/>.
/// </summary>
public static class McNemar
{
    /// <summary>The answers of both, one a patient, in the same order.</summary>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static McNemarResult Test(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"{first.Length} answers of the first and {second.Length} of the second; they must be pairs.");
        }

        var (both, onlyFirst, onlySecond, neither) = (0L, 0L, 0L, 0L);
        for (var i = 0; i < first.Length; i++)
        {
            both += first[i] && second[i] ? 1 : 0;
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += !first[i] && second[i] ? 1 : 0;
            neither += !first[i] && !second[i] ? 1 : 0;
        }

        return new McNemarResult { Both = both, OnlyFirst = onlyFirst, OnlySecond = onlySecond, Neither = neither };
    }
}
