namespace BrainMets.Build.Comparing;

/// <summary>One thing that is not the same in both outputs.</summary>
/// <param name="Place">Where in the file: a JSON path, a cell, a line; "*" for the file as a whole.</param>
/// <param name="Text">What was and what is.</param>
/// <param name="IsSoft">Words, layout or compression alone: counted and listed, but no failure.</param>
internal sealed record Difference(string Place, string Text, bool IsSoft = false)
{
    public const string WholeFile = "*";

    private const int LongestValue = 160;

    public static Difference Hard(string place, string old, string now) => new(place, $"{Short(old)} -> {Short(now)}");

    public static Difference Soft(string place, string old, string now) => new(place, $"{Short(old)} -> {Short(now)}", IsSoft: true);

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestValue ? line : line[..LongestValue] + " ...";
    }
}
