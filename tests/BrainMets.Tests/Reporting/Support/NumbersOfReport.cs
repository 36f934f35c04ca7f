using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BrainMets.Tests.Reporting;

/// <summary>A number in the visible text of a page, with what stands around it.</summary>
/// <param name="Text">As printed.</param>
/// <param name="Value">What it says.</param>
/// <param name="IsRounded">False for a whole number that has no unit: a count, which must stand in a file as it is.</param>
/// <param name="Decimals">How many digits stand behind the point: the rounding that is shown.</param>
/// <param name="Context">Some words before and after it.</param>
internal sealed record ReportNumber(string Text, double Value, bool IsRounded, int Decimals, string Context);

/// <summary>The numbers of a report and those of the JSON files it is made of.</summary>
internal static partial class NumbersOfReport
{
    private const int ContextCharacters = 60;

    // A shown length of time is in seconds, minutes or hours, a shown volume in mm³ or cc; JSON has seconds and mm³.
    private static readonly double[] Units = [1, 1000, 60, 3600];

    /// <summary>
    /// The numbers of the visible text: no figures, no styles, no configuration or hash as they stand in a file, and nothing that is part
    /// of a name.
    /// </summary>
    /// <param name="html">The page.</param>
    /// <param name="except">Patterns of text whose numbers are no results.</param>
    public static IReadOnlyList<ReportNumber> Visible(string html, IEnumerable<string> except)
    {
        var text = WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(html, " "), " ")).Replace('−', '-');
        text = except.Aggregate(Spaces().Replace(text, " "), (rest, pattern) => Regex.Replace(rest, pattern, " "));
        return
        [
            .. from m in Number().Matches(text)
               let digits = m.Value.TrimStart('+', '±')
               let point = digits.IndexOf('.', StringComparison.Ordinal)
               select new ReportNumber(
                   m.Value,
                   double.Parse(digits, CultureInfo.InvariantCulture),
                   point >= 0 || Unit().IsMatch(text, m.Index + m.Length) || text[..m.Index].EndsWith(", ml ", StringComparison.Ordinal),
                   point < 0 ? 0 : digits.Length - point - 1,
                   text[Math.Max(0, m.Index - ContextCharacters)..Math.Min(text.Length, m.Index + m.Length + ContextCharacters)]),
        ];
    }

    /// <summary>
    /// Every number of the JSON files below a folder, how many entries their lists have, and the numbers within their texts; ascending.
    /// </summary>
    public static double[] OfJson(string folder)
    {
        var numbers = new HashSet<double>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            Add(json.RootElement, numbers);
        }

        return [.. numbers.Order()];
    }

    /// <summary>
    /// Whether one of the numbers reads so when it is rounded as shown. The difference of two readers may be shown from the other side, so
    /// the sign is free.
    /// </summary>
    public static bool Contains(double[] sorted, ReportNumber number)
    {
        var half = number.IsRounded ? (0.5 * Math.Pow(10, -number.Decimals)) + 1e-9 : 1e-9;
        return Units.Any(unit => Within(sorted, unit * (number.Value - half), unit * (number.Value + half))
            || Within(sorted, unit * (-number.Value - half), unit * (-number.Value + half)));
    }

    private static bool Within(double[] sorted, double low, double high)
    {
        var place = Array.BinarySearch(sorted, low);
        place = place < 0 ? ~place : place;
        return place < sorted.Length && sorted[place] <= high;
    }

    private static void Add(JsonElement element, HashSet<double> numbers)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                numbers.Add(element.GetDouble());
                break;
            case JsonValueKind.String:
                // Also within a word: "corners26" stands for 26 neighbours.
                foreach (var m in Digits().Matches(element.GetString()!).Select(m => m.Value)) // a string has a text
                {
                    numbers.Add(double.Parse(m, CultureInfo.InvariantCulture));
                }

                break;
            case JsonValueKind.Array:
                numbers.Add(element.GetArrayLength());
                foreach (var item in element.EnumerateArray())
                {
                    Add(item, numbers);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Add(property.Value, numbers);
                }

                break;
        }
    }

    [GeneratedRegex(@"<(style|script|svg|pre|code|head)\b.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\G (s|min|h|mm|ml|mL|cc|mm³|cm²)\b")]
    private static partial Regex Unit();

    [GeneratedRegex(@"(?<![\w.\-])(?:[+±-]|(?<=[\s(\[])-)?\d+(?:\.\d+)?(?![\w])(?!\.\d)(?!-\w)")]
    private static partial Regex Number();
}
