using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>One condition of a rule on an attribute, or on something measured: slices, sliceSpacingMm.</summary>
internal sealed record RuleCondition
{
    /// <summary>Tag such as 0018,0023; looked for at the top and in functional groups.</summary>
    public string? Attribute { get; init; }

    public string? Measure { get; init; }

    /// <summary>A regular expression that must be found in the text.</summary>
    public string? Matches { get; init; }

    /// <summary>A regular expression that must not be found.</summary>
    public string? Unless { get; init; }

    public double? AtLeast { get; init; }

    public double? AtMost { get; init; }

    public bool? Present { get; init; }

    public bool Holds(SeriesFacts facts) => Measure is { } measure
        ? InRange(measure switch
        {
            "slices" => facts.Slices,
            "sliceSpacingMm" => facts.SliceSpacingMm,
            _ => throw new InvalidDataException($"series-rules.json asks for the measure '{measure}'; known are slices and sliceSpacingMm."),
        })
        : OfAttribute(facts.Find(DicomTag.Parse(Attribute ?? string.Empty)), DicomTag.Parse(Attribute ?? string.Empty));

    private bool OfAttribute(DicomDataset? holder, DicomTag tag)
    {
        if (holder is null)
        {
            return Present == false;
        }

        var text = holder.Text(tag) ?? string.Empty;
        return Present != false
            && (Matches is null || Found(text, Matches))
            && (Unless is null || !Found(text, Unless))
            && ((AtLeast is null && AtMost is null) || InRange(holder.Number(tag)));
    }

    private bool InRange(double? value) => value is { } v && !(v < AtLeast) && !(v > AtMost);

    private static bool Found(string text, string pattern) =>
        Regex.IsMatch(text.Replace('_', ' '), pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
