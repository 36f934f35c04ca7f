using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>Scans of layouts that are a <see cref="ScanPattern"/>.</summary>
internal static class GlobImporter
{
    public static int Count(SourceDirectory tree, ScanPattern pattern) => tree.IsFile ? 0 : tree.Files.Count(file => pattern.File.IsMatch(file));

    public static IReadOnlyList<SourceScan> Find(ImportSource source, ScanPattern pattern)
    {
        if (Channel(source, pattern) is not { } channel)
        {
            return [];
        }

        return
        [
            .. source.Tree.Files
                .Select(file => (File: file, Match: pattern.File.Match(file)))
                .Where(file => file.Match.Success)
                .GroupBy(file => file.Match.Groups["folder"].Value, StringComparer.Ordinal)
                .Select(folder => Scan(source.Tree, pattern, channel, [.. folder])),
        ];
    }

    private static string? Channel(ImportSource source, ScanPattern pattern)
    {
        if (pattern.Channels.Count == 1)
        {
            return pattern.Channels.Keys.Single();
        }

        if (source.Options.Channel is { } chosen && pattern.Channels.Keys.FirstOrDefault(k => k.Equals(chosen, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var got = source.Options.Channel is { } other ? $"; got '{other}'" : "";
        source.Ask("--channel", $"says which T1 post-contrast image to take: {string.Join(" or ", pattern.Channels.Select(c => $"{c.Key} ({c.Value})"))}{got}");
        return null;
    }

    private static SourceScan Scan(SourceDirectory tree, ScanPattern pattern, string channel, IReadOnlyList<(string File, Match Match)> files)
    {
        var first = files[0].Match;
        var kinds = files.ToLookup(file => file.Match.Groups["kind"].Value, file => file.File, StringComparer.OrdinalIgnoreCase);
        string? Only(string kind) => kinds[kind].FirstOrDefault() is { } file ? tree.Full(file) : null;
        return new SourceScan
        {
            Id = pattern.Id(first),
            Patient = first.Groups["patient"].Value,
            Time = first.Groups["time"] is { Success: true } time ? time.Value : null,
            Source = first.Groups["folder"].Value,
            T1cPath = Only(channel),
            MaskPath = Only(pattern.Mask),
            Missing = $"looked for {channel} and {pattern.Mask}; there is {string.Join(", ", kinds.Select(k => k.Key))}",
            Faults = [.. new[] { channel, pattern.Mask }.Where(kind => kinds[kind].Count() > 1).Select(kind => $"there are {kinds[kind].Count()} files of {kind}: {string.Join(", ", kinds[kind])}; one is expected")],
        };
    }
}
