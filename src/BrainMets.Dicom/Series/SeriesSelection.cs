using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>
/// Chooses the T1 post-contrast series of an examination by series-rules.json. Where the rules leave a tie or no candidate, the choice is
/// not guessed: the message lists every series with what was found, and the user names one.
/// </summary>
internal static class SeriesSelection
{
    /// <summary>The series the rules, or a UID, point to.</summary>
    /// <param name="folder">What was found.</param>
    /// <param name="seriesUid">The user's choice; null to let the rules decide.</param>
    /// <exception cref="InvalidInputException">
    /// None, or several equally good ones, or no series of that UID; every series is listed.
    /// </exception>
    public static ChosenSeries Choose(ScannedFolder folder, string? seriesUid = null)
    {
        if (folder.Series.Count == 0)
        {
            throw new InvalidInputException(
                folder.Folder, $"holds no DICOM image ({folder.Others.Count} other DICOM objects, {folder.Foreign} other files)"
                + (folder.Damaged.Count > 0 ? $"; {folder.Damaged.Count} damaged, the first: {folder.Damaged[0].Reason}" : "."));
        }

        if (seriesUid is not null)
        {
            return folder.Series.FirstOrDefault(series => series.SeriesUid == seriesUid) is { } named
                ? new ChosenSeries(named, "named by its UID", []) { Faults = Judge(named).Faults }
                : throw new InvalidInputException(
                    folder.Folder, $"holds no series with UID {seriesUid}. It holds:{Lines(folder.Series.Select(series => series.Label))}");
        }

        return ByRules(folder, [.. folder.Series.Select(Judge)]);
    }

    private static ChosenSeries ByRules(ScannedFolder folder, List<ScoredSeries> judged)
    {
        var candidates = judged.Where(series => series.Faults.Count == 0).OrderByDescending(series => series.Points).ToList();
        if (candidates.Count == 0)
        {
            throw new InvalidInputException(
                folder.Folder,
                    $"holds no series that could be T1-weighted post-contrast. Select one with --series UID if this is wrong. It "
                        + $"holds:{Lines(judged.Select(series => series.Line))}");
        }

        var best = candidates[0];
        if (candidates.Count > 1 && (candidates[1].Points == best.Points || !best.SaysContrast))
        {
            throw new InvalidInputException(
                folder.Folder,
                    $"holds several series that could be the T1-weighted post-contrast "
                        + $"one{(best.SaysContrast ? ", equally well" : ", and none states that contrast was given")}. "
                + $"Name one with --series UID. Candidates:{Lines(candidates.Select(series => series.Line))}");
        }

        return new ChosenSeries(
            best.Series,
            string.Join(", ", best.Reasons),
            best.SaysContrast
                ? []
                : ["The DICOM series does not state that a contrast agent was given; it was selected because no other series is a "
                + "candidate. Without contrast agent metastases may not be visible."]);
    }

    private static ScoredSeries Judge(FoundSeries series)
    {
        var rules = SeriesRules.Standard;
        var facts = new SeriesFacts(series);
        var faults = rules.Requires.Where(rule => !rule.Holds(facts)).Select(rule => "not " + rule.What)
            .Concat(rules.Excludes.Where(rule => rule.Holds(facts)).Select(rule => rule.What)).ToList();
        var contrast = rules.Contrast.Holds(facts);
        var met = rules.Prefers.Where(rule => rule.Holds(facts)).ToList();
        var all = contrast ? met.Prepend(rules.Contrast).ToList() : met;
        return new ScoredSeries(series, faults, all.Sum(rule => rule.Points), [.. all.Select(rule => rule.What)], contrast);
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"\n  {line}"));
}

/// <summary>The selected series, with the reason and warnings.</summary>
internal sealed record ChosenSeries(FoundSeries Series, string Reason, IReadOnlyList<string> Warnings)
{
    /// <summary>Rules that it violates, as phrases; only a series that the user named can have any.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];
}

/// <summary>A series with its rating by the rules.</summary>
/// <param name="Series">The series.</param>
/// <param name="Faults">Reasons for exclusion; empty for a candidate.</param>
/// <param name="Points">What speaks for it, added up.</param>
/// <param name="Reasons">Reasons for selection, as phrases.</param>
/// <param name="SaysContrast">Whether there is evidence that a contrast agent was given.</param>
internal sealed record ScoredSeries(
    FoundSeries Series, IReadOnlyList<string> Faults, int Points, IReadOnlyList<string> Reasons, bool SaysContrast)
{
    public string Line => Faults.Count > 0
        ? $"{Series.Label}: excluded, {string.Join(", ", Faults)}"
        : $"{Series.Label}: {Points} points ({string.Join(", ", SaysContrast ? Reasons : [.. Reasons, "no evidence of contrast"])})";
}

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
            _ => throw new InvalidDataException($"series-rules.json names the measure '{measure}'; known are slices and sliceSpacingMm."),
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
