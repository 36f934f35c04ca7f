using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>Texts that are made of nothing but the vocabulary of sequences and structures.</summary>
internal static partial class KnownWords
{
    /// <summary>More numbers than these could be a date or a number of the hospital.</summary>
    private const int MostNumbers = 2;

    /// <summary>True when every word is listed or a small number. All or nothing: leaving a word out could turn "without contrast" into "contrast".</summary>
    public static bool MakeUp(string text, IReadOnlySet<string> words)
    {
        var tokens = Separators().Split(text.ToUpperInvariant()).Where(token => token.Length > 0).ToList();
        return tokens.Count(token => IsNumber(token) || Version().IsMatch(token)) <= MostNumbers && tokens.TrueForAll(token => IsNumber(token) || Version().IsMatch(token) || IsKnown(token, words));
    }

    private static bool IsKnown(string token, IReadOnlySet<string> words) =>
        words.Contains(token) || Joints().Split(token) is { Length: > 1 } parts && parts.All(part => part.Length == 0 || words.Contains(part));

    private static bool IsNumber(string token) => Number().IsMatch(token);

    [GeneratedRegex(@"[\s_\-,;:()\[\]\\=|&]+")]
    private static partial Regex Separators();

    [GeneratedRegex("^V[0-9]{1,2}$")]
    private static partial Regex Version();

    [GeneratedRegex("[+/]")]
    private static partial Regex Joints();

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,2})?(MM|CM|MS|S|MIN|X|T)?$")]
    private static partial Regex Number();
}
