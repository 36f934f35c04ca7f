using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing;

/// <summary>Both sides, and texts of the two made comparable.</summary>
internal sealed partial class SidePair(Side old, Side now)
{
    public Side Old => old;

    public Side Now => now;

    /// <summary>Both texts masked, and with one token for SHA-256 values of files that stand at the same path on both sides: those are compared by themselves.</summary>
    public (string Old, string Now) Masked(string oldText, string nowText)
    {
        if (oldText == nowText)
        {
            return (oldText, nowText);
        }

        var (a, b) = (Masks.Text(oldText, old), Masks.Text(nowText, now));
        var (first, second) = (Sha256().Matches(a), Sha256().Matches(b));
        if (a == b || first.Count != second.Count || first.Count == 0)
        {
            return (a, b);
        }

        var same = first.Zip(second).Select(pair => AreOfOnePath(pair.First.Value, pair.Second.Value)).ToArray();
        return (Marked(a, same), Marked(b, same));
    }

    private bool AreOfOnePath(string oldHash, string nowHash) => oldHash != nowHash && old.PathsOf(oldHash).Intersect(now.PathsOf(nowHash)).Any();

    private static string Marked(string text, bool[] same)
    {
        var number = 0;
        return Sha256().Replace(text, match => same[number++] ? "(SHA-256 of a file compared by itself)" : match.Value);
    }

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")]
    private static partial Regex Sha256();
}
