using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>
/// The words by which one object names its patient, its staff and its hospital. A text that the profile keeps is emptied when it holds one
/// of them: people write names where none belong.
/// </summary>
internal sealed partial class PhiWords
{
    private const int FewestLetters = 3;

    /// <summary>Minimum length of a word that is matched inside a longer one.</summary>
    private const int LongWord = 4;

    private readonly HashSet<string> words = new(StringComparer.Ordinal);

    private PhiWords()
    {
    }

    public static PhiWords Of(DicomDataset dataset, DeidentificationProfile profile) => Of([dataset], profile);

    public static PhiWords Of(IEnumerable<DicomDataset> datasets, DeidentificationProfile profile)
    {
        var found = new PhiWords();
        datasets.ToList().ForEach(dataset => found.Gather(dataset, profile));
        found.words.ExceptWith(profile.WordSet);
        return found;
    }

    public bool StandIn(string text)
    {
        var capitals = text.ToUpperInvariant();
        var joined = NoLetter().Replace(capitals, string.Empty);
        var tokens = NoLetter().Split(capitals);
        return words.Any(word => word.Length >= LongWord ? joined.Contains(word, StringComparison.Ordinal) : tokens.Contains(word));
    }

    /// <summary>
    /// The text with an ellipsis in place of each of the words. Numbers inside longer ones, such as UIDs, stay: they are needed to name a
    /// series.
    /// </summary>
    public string TakenOutOf(string text)
    {
        foreach (var word in words.OrderByDescending(word => word.Length))
        {
            var isWhole = word.Length < LongWord || word.All(char.IsAsciiDigit);
            var pattern = isWhole ? $@"(?<![\p{{L}}\p{{N}}.]){Regex.Escape(word)}(?![\p{{L}}\p{{N}}])" : Regex.Escape(word);
            text = Regex.Replace(text, pattern, "…", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }

        return text;
    }

    private void Gather(DicomDataset dataset, DeidentificationProfile profile)
    {
        foreach (var element in dataset)
        {
            if (element.Items is { } items)
            {
                items.ToList().ForEach(item => Gather(item, profile));
            }
            else if ((element.Vr == "PN" || profile.IdentifierTags.Contains(element.Tag)) && dataset.Text(element.Tag) is { } text)
            {
                var capitals = text.ToUpperInvariant();
                words.UnionWith(NoLetter()
                    .Split(capitals).Append(NoLetter().Replace(capitals, string.Empty)).Where(word => word.Length >= FewestLetters));
            }
        }
    }

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NoLetter();
}

/// <summary>
/// Takes out of messages and warnings what names the patient of some objects: names of files and descriptions of series often do, and what
/// output and messages must not.
/// </summary>
internal sealed class PhiRedactor(IEnumerable<DicomDataset> headers)
{
    private readonly PhiWords words = PhiWords.Of(headers, DeidentificationProfile.Standard);

    /// <summary>True when the text contains a word of a name, a number of the patient or another identifier.</summary>
    public bool Names(string text) => words.StandIn(text);

    /// <summary>The text with an ellipsis in place of each word of a name, number of the patient or other identifier.</summary>
    public string Of(string text) => words.TakenOutOf(text);
}
