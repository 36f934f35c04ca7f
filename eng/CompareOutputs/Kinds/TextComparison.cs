using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>What a command printed, and texts such as README.md: the numbers count, words and layout are soft.</summary>
internal static partial class TextComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, string old, string now)
    {
        var (a, b) = sides.Masked(old, now);
        (a, b) = (Gap().Replace(a, " "), Gap().Replace(b, " "));
        if (a == b)
        {
            return [];
        }

        var found = Numbers.OfText(a, b);
        return found.Count > 0 ? found : [new Difference("text: layout", "spaces or line ends differ", IsSoft: true)];
    }

    // The columns and rules of a table are as wide as their longest cell, which may be a masked time.
    [GeneratedRegex("[ \u2500]{2,}")]
    private static partial Regex Gap();
}
