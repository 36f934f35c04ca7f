namespace BrainMets.Cli;

/// <summary>Finds what a misspelt option or command probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// The candidate with the fewest edits from <paramref name="typed"/>; null when even that one is too far to be a misspelling
    /// (more than a third of its letters, or more than three). Of equals the first in the list wins.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Select(candidate => (Name: candidate, Edits: Edits(typed.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Edits <= Math.Clamp(nearest.Name.Length / 3, 1, 3) ? nearest.Name : null;
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string alignment);
    /// swaps count once because they are the commonest slip of a hand.
    /// </summary>
    public static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return edits[from.Length, to.Length];

        int Cheapest(int i, int j)
        {
            var replaced = edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
            var best = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
            var swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            return swapped ? Math.Min(best, edits[i - 2, j - 2] + 1) : best;
        }
    }
}
