using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>The rules by which the T1 post-contrast series of an examination is found: series-rules.json.</summary>
internal sealed record SeriesRules
{
    public static SeriesRules Standard { get; } = JsonFile.ReadEmbedded<SeriesRules>("series-rules.json");

    public required IReadOnlyList<SeriesRule> Requires { get; init; }

    public required IReadOnlyList<SeriesRule> Excludes { get; init; }

    /// <summary>Evidence that a contrast agent was given. Without it a series is selected only when there is no other candidate.</summary>
    public required SeriesRule Contrast { get; init; }

    public required IReadOnlyList<SeriesRule> Prefers { get; init; }

}

/// <summary>A rule holds when every condition of any of its clauses does.</summary>
internal sealed record SeriesRule
{
    /// <summary>As phrased in messages.</summary>
    public required string What { get; init; }

    public int Points { get; init; }

    public required IReadOnlyList<IReadOnlyList<RuleCondition>> Any { get; init; }

    public bool Holds(SeriesFacts facts) => Any.Any(clause => clause.All(condition => condition.Holds(facts)));
}

/// <summary>One condition of a rule on an attribute, or on something measured: slices, sliceSpacingMm.</summary>
internal sealed record RuleCondition
{
    /// <summary>Tag such as 0018,0023; searched at the top level and in functional groups.</summary>
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
            _ => throw new InvalidDataException(
                $"series-rules.json names the measure '{measure}'; known are slices and sliceSpacingMm."),
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

/// <summary>The facts of a series that rules may use.</summary>
internal sealed class SeriesFacts(FoundSeries series)
{
    public double Slices => series.Frames.Count;

    /// <summary>The usual distance of neighbouring slices; null when there are fewer than two positions.</summary>
    public double? SliceSpacingMm { get; } = Spacing(series.Frames);

    /// <summary>
    /// The data set that holds an attribute with a value: the top, the shared functional groups or those of the first frame.
    /// </summary>
    public DicomDataset? Find(DicomTag tag) => Find(series.Header, tag, 0);

    private static DicomDataset? Find(DicomDataset dataset, DicomTag tag, int depth)
    {
        if (dataset.Find(tag) is { } element && (element.IsSequence ? element.Items is { Count: > 0 } : dataset.Text(tag) is not null))
        {
            return dataset;
        }

        var groups = depth > 1 ? [] : depth == 1
            ? dataset.Where(element => element.IsSequence).SelectMany(element => element.Items!.Take(1))
            : new[] { dataset.Item(Tags.SharedFunctionalGroupsSequence),
                dataset.Item(Tags.PerFrameFunctionalGroupsSequence) }.OfType<DicomDataset>();
        return groups.Select(group => Find(group, tag, depth + 1)).FirstOrDefault(found => found is not null);
    }

    private static double? Spacing(IReadOnlyList<ImageFrame> frames)
    {
        var depths = frames.Select(frame => frame.DepthMm).Order().ToList();
        var gaps = depths.Zip(depths.Skip(1), (a, b) => b - a).Where(gap => gap > 1e-3).Order().ToList();
        return gaps.Count > 0 ? gaps[gaps.Count / 2] : null;
    }
}
