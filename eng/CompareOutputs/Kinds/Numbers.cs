using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>The numbers of a text in their order, and its words. Differing numbers are a difference that counts; where only words differ, it is a soft one.</summary>
internal static partial class Numbers
{
    private const int Around = 40;

    /// <summary>What a reader sees. A figure inside a word (F1, T1c) is part of the word; a SHA-256 is a number.</summary>
    public static IReadOnlyList<Difference> OfText(string old, string now) => Compare("text", old, now, NumberOfText());

    /// <summary>Coordinates as well, which stand close to the letters of a path (M1,2L3,4).</summary>
    public static IReadOnlyList<Difference> OfDrawing(string old, string now) => Compare("drawing", old, now, NumberOfDrawing());

    private static IReadOnlyList<Difference> Compare(string place, string old, string now, Regex number)
    {
        var (a, b) = (number.Matches(old), number.Matches(now));
        var at = a.Zip(b).TakeWhile(pair => pair.First.Value == pair.Second.Value).Count();
        if (at < a.Count || at < b.Count)
        {
            return [Difference.Hard($"{place}: number {at + 1} of {a.Count}", Context(old, a, at), Context(now, b, at))];
        }

        var (oldWords, nowWords) = (Words(old), Words(now));
        var same = oldWords.Zip(nowWords).TakeWhile(pair => pair.First == pair.Second).Count();
        return same == oldWords.Length && same == nowWords.Length ? [] : [Difference.Soft($"{place}: words", Context(oldWords, same), Context(nowWords, same))];
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Context(string text, MatchCollection numbers, int at)
    {
        if (at >= numbers.Count)
        {
            return "(no more numbers)";
        }

        var (start, end) = (Math.Max(0, numbers[at].Index - Around), Math.Min(text.Length, numbers[at].Index + numbers[at].Length + Around));
        return text[start..end];
    }

    private static string Context(string[] words, int at) => at >= words.Length ? "(no more words)" : string.Join(' ', words.Skip(Math.Max(0, at - 3)).Take(12));

    // A minus sign belongs to a number only where it does not join two things (a-1, 2-3); the typographic minus is one as well.
    [GeneratedRegex(@"\b[0-9a-f]{64}\b|(?:(?<![\w.)])[-\u2212])?(?<![\w.])\d+(?:\.\d+)*(?:[eE][-+]?\d+)?")]
    private static partial Regex NumberOfText();

    [GeneratedRegex(@"[-\u2212]?\d+(?:\.\d+)*(?:[eE][-+]?\d+)?")]
    private static partial Regex NumberOfDrawing();
}
