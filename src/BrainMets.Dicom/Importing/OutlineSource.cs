using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>One structure or segment of an examination, and the text by which a reader's outlines are told from another's.</summary>
/// <param name="Text">"file / series description / label of the set / name".</param>
/// <param name="Name">Name of the structure or segment.</param>
/// <param name="Structure">Null when it is a segment.</param>
/// <param name="Segment">Null when it is a structure.</param>
internal sealed record ReaderSegmentation(string Text, string Name, Structure? Structure, Segment? Segment)
{
    public bool Matches(string pattern) =>
        Regex.IsMatch(Text, pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
