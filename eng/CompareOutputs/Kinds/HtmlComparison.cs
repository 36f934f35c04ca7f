using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing.Kinds;

/// <summary>A report: the numbers a reader sees, the figures drawn in it, and the pictures embedded in it. Words are soft; tags and styles are nobody's business.</summary>
internal static partial class HtmlComparison
{
    public static IReadOnlyList<Difference> Compare(SidePair sides, string old, string now) =>
        [.. Figures(sides, old, now), .. Pictures(old, now), .. Visible(sides, old, now)];

    private static IEnumerable<Difference> Visible(SidePair sides, string old, string now)
    {
        var (a, b) = sides.Masked(Text(old), Text(now));
        return Numbers.OfText(a, b);
    }

    private static IEnumerable<Difference> Figures(SidePair sides, string old, string now)
    {
        var (a, b) = (Svg().Matches(old), Svg().Matches(now));
        return a.Count != b.Count
            ? [Difference.Hard("figures", $"{a.Count}", $"{b.Count}")]
            : a.Zip(b).SelectMany((pair, i) => SvgComparison.Compare(sides, pair.First.Value, pair.Second.Value).Select(d => d with { Place = $"figure {i + 1}: {d.Place}" }));
    }

    private static IEnumerable<Difference> Pictures(string old, string now)
    {
        var (a, b) = (EmbeddedFile().Matches(old), EmbeddedFile().Matches(now));
        return a.Count != b.Count
            ? [Difference.Hard("pictures", $"{a.Count}", $"{b.Count}")]
            : a.Zip(b).Select((pair, i) => (Number: i + 1, Old: Hash(pair.First.Value), Now: Hash(pair.Second.Value))).Where(p => p.Old != p.Now)
                .Select(p => Difference.Hard($"picture {p.Number}", p.Old, p.Now));
    }

    /// <summary>Each element's text on a line of its own.</summary>
    private static string Text(string html) => WebUtility.HtmlDecode(Tag().Replace(Unseen().Replace(Svg().Replace(html, "\n"), "\n"), "\n"));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();

    [GeneratedRegex("<(style|script|head)\\b.*?</\\1>|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("data:[\\w/+.-]+;base64,[A-Za-z0-9+/=]+")]
    private static partial Regex EmbeddedFile();
}
