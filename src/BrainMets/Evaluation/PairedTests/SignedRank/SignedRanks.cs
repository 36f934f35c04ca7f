namespace BrainMets.Evaluation;

/// <summary>
/// The ranks of the sizes of differences, with mid-ranks for ties. They are kept doubled, so that they are whole numbers and sums of them
/// are equal when they are equal on paper.
/// </summary>
internal sealed class SignedRanks
{
    private SignedRanks(int pairs, int zeros, int ties, int[] signedDoubled)
    {
        Pairs = pairs;
        Zeros = zeros;
        Ties = ties;
        SignedDoubled = signedDoubled;
    }

    public int Pairs { get; }

    public int Zeros { get; }

    public int Ties { get; }

    /// <summary>Twice the ranks of the differences other than zero, with their signs, ordered by size and then by sign.</summary>
    public int[] SignedDoubled { get; }

    public long PositiveDoubled => SignedDoubled.Where(r => r > 0).Sum(r => (long)r);

    public long NegativeDoubled => SignedDoubled.Where(r => r < 0).Sum(r => -(long)r);

    /// <summary>The sum of the squared ranks, not doubled.</summary>
    public double SumOfSquares => SignedDoubled.Sum(r => (double)r * r) / 4;

    /// <param name="differences">Already rounded.</param>
    /// <param name="rankZeros">Whether zeros take the lowest ranks, or none.</param>
    public static SignedRanks Of(IReadOnlyCollection<double> differences, bool rankZeros)
    {
        var ordered = differences.Where(d => d != 0).OrderBy(Math.Abs).ThenBy(d => d).ToArray();
        var zeros = differences.Count - ordered.Length;
        var (below, ties) = (rankZeros ? zeros : 0, 0);
        var signed = new int[ordered.Length];
        for (int start = 0, stop; start < ordered.Length; start = stop)
        {
            stop = start + 1;
            while (stop < ordered.Length && Math.Abs(ordered[stop]) == Math.Abs(ordered[start]))
            {
                stop++;
            }

            // The mean of the ranks start + 1 … stop is (start + 1 + stop) / 2.
            var doubled = checked((2 * below) + start + 1 + stop);
            for (var i = start; i < stop; i++)
            {
                signed[i] = Math.Sign(ordered[i]) * doubled;
            }

            ties += stop - start > 1 ? stop - start : 0;
        }

        return new SignedRanks(differences.Count, zeros, ties, signed);
    }
}
