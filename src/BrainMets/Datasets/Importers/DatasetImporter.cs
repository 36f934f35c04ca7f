using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>The layout of a data set on disk, as data as far as possible; one file a layout (docs/importing.md).</summary>
internal sealed record DatasetImporter
{
    /// <summary>As typed after <c>--layout</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the data set in prose.</summary>
    public required string Title { get; init; }

    /// <summary>The files as expected, in one line, for messages.</summary>
    public required string Expected { get; init; }

    /// <summary>The options of this layout, in addition to those of every layout.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>The site when all scans come from one; null when --site is required.</summary>
    public string? Site { get; init; }

    /// <summary>Number of files under a folder that match this layout; 0 when it is another.</summary>
    public required Func<SourceDirectory, int> Recognise { get; init; }

    /// <summary>Finds the scans; reports missing options to the source.</summary>
    public required Func<ImportSource, IReadOnlyList<SourceScan>> Find { get; init; }

    /// <summary>The meaning of the labels, which the data set may define.</summary>
    public Func<ImportSource, LabelRule> Labels { get; init; } = source => LabelRule.OneLabel.With(source);
}

/// <summary>The layouts by name. Those of DICOM are read outside the library.</summary>
internal static class DatasetImporters
{
    /// <summary>As typed after <c>--layout</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(layout => layout.Name)];

    internal static IReadOnlyList<DatasetImporter> All =>
        [UcsfBmsr.Layout, BratsMets.Layout, BrainMetShare.Layout, NyuMets.Layout, NnUnet.Layout, Bids.Layout, CsvManifest.Layout];

    /// <exception cref="ArgumentException">There is no such layout.</exception>
    internal static DatasetImporter Named(string name) =>
        All.FirstOrDefault(layout => layout.Name == name)
        ?? throw new ArgumentException(
            $"There is no layout '{name}'. Known are {string.Join(", ", Names)}, and for DICOM dicom and gk-hippo.", nameof(name));
}

/// <summary>A data set while its scans are searched: its files, the options given, and the options still required.</summary>
internal sealed class ImportSource(SourceDirectory tree, ImportOptions options)
{
    private readonly List<string> asked = [];

    public SourceDirectory Tree { get; } = tree;

    public ImportOptions Options { get; } = options;

    /// <summary>One sentence for each option that is missing or invalid.</summary>
    public IReadOnlyList<string> Asked => asked;

    /// <summary>Records that an option is required because the files do not state the choice.</summary>
    public void Ask(string option, string why) => asked.Add($"Option '{option}' {why}.");
}

/// <summary>
/// The files of a data set as paths relative to its folder, with '/' between the parts, in the order of their names. Hidden ones are left
/// out.
/// </summary>
/// <param name="Root">Absolute path of the folder; of the file's folder when the source is a file.</param>
/// <param name="Files">The files; only the one when the source is a file.</param>
/// <param name="IsFile">Whether the source is a file.</param>
internal sealed record SourceDirectory(string Root, IReadOnlyList<string> Files, bool IsFile)
{
    /// <summary>Deeper than any data set; ends the search where a link leads back up.</summary>
    private const int DeepestFolder = 16;

    private const int FilesNamed = 5;

    /// <exception cref="InvalidInputException">There is neither such a folder nor such a file.</exception>
    public static SourceDirectory Of(string source)
    {
        var full = Path.GetFullPath(source);
        if (File.Exists(full))
        {
            // A full path of a file has a folder.
            return new SourceDirectory(Path.GetDirectoryName(full)!, [Path.GetFileName(full)], IsFile: true);
        }

        if (!Directory.Exists(full))
        {
            throw new InvalidInputException(source, "there is no such folder or file. Give the folder the data set was unpacked to.");
        }

        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder,
            IgnoreInaccessible = false,
            AttributesToSkip = 0,
        };
        var files = Directory.EnumerateFiles(full, "*", walk)
            .Select(file => Path.GetRelativePath(full, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith('.') && !file.Contains("/.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return new SourceDirectory(full, [.. files], IsFile: false);
    }

    public string Full(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    public bool Has(string relative) => Files.Contains(relative, StringComparer.Ordinal);

    public string Relative(string full) => Path.GetRelativePath(Root, full).Replace('\\', '/');

    /// <summary>The files found, for messages.</summary>
    public string Description() =>
        Files.Count == 0
            ? "no file"
            : $"{Files.Count} file{(Files.Count == 1 ? "" : "s")}: "
            + $"{string.Join(", ", Files.Take(FilesNamed))}{(Files.Count > FilesNamed ? ", …" : "")}";
}

/// <summary>A layout of one folder a scan, recognised by the names of its files.</summary>
internal sealed record ScanPattern
{
    /// <summary>
    /// Fits the path of a file of a scan. Groups: folder (what the files of a scan share), id, patient, kind (which image it is) and, where
    /// the names give the order of a patient's scans, time.
    /// </summary>
    public required Regex File { get; init; }

    /// <summary>The kinds that are T1 post-contrast, each with a description. Of several the user chooses.</summary>
    public required IReadOnlyDictionary<string, string> Channels { get; init; }

    /// <summary>The kind that is the mask.</summary>
    public required string Mask { get; init; }

    /// <summary>From the groups of <see cref="File"/>.</summary>
    public Func<Match, string> Id { get; init; } = match => match.Groups["id"].Value;
}

/// <summary>Scans of layouts that are a <see cref="ScanPattern"/>.</summary>
internal static class GlobImporter
{
    public static int Count(SourceDirectory tree, ScanPattern pattern) =>
        tree.IsFile ? 0 : tree.Files.Count(file => pattern.File.IsMatch(file));

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

        if (source.Options.Channel is { } chosen
            && pattern.Channels.Keys.FirstOrDefault(k => k.Equals(chosen, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var got = source.Options.Channel is { } other ? $"; got '{other}'" : "";
        source.Ask("--channel",
            $"must state which T1 post-contrast image to use: "
                + $"{string.Join(" or ", pattern.Channels.Select(c => $"{c.Key} ({c.Value})"))}{got}");
        return null;
    }

    private static SourceScan Scan(
        SourceDirectory tree, ScanPattern pattern, string channel, IReadOnlyList<(string File, Match Match)> files)
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
            Missing = $"expected {channel} and {pattern.Mask}; found {string.Join(", ", kinds.Select(k => k.Key))}",
            Faults = [.. new[] { channel, pattern.Mask }.Where(kind => kinds[kind].Count() > 1)
                .Select(kind => $"there are {kinds[kind].Count()} files of {kind}: {string.Join(", ", kinds[kind])}; one is expected")],
        };
    }
}
