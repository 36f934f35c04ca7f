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
