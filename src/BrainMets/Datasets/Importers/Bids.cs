using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// BIDS (specification 1.9, imaging derivatives): sub-01/ses-02/anat/sub-01_ses-02_ce-gadolinium_T1w.nii.gz, and masks as _mask or _dseg
/// under derivatives/PIPELINE. An image with the entity ce is T1 post-contrast; a derivative desc-brain_mask is the brain mask.
/// </summary>
internal static class Bids
{
    public static DatasetImporter Layout { get; } = new()
    {
        Name = "bids",
        Title = "BIDS",
        Expected = "sub-01/[ses-01/]anat/sub-01[_ses-01]_ce-NAME_T1w.nii.gz and derivatives/PIPELINE/sub-01/[ses-01/]anat/…_mask.nii.gz "
            + "or …_dseg.nii.gz",
        Takes = ["--channel", "--mask"],
        Recognise = tree => tree.IsFile ? 0 : tree.Files.Select(BidsName.Parse).Count(name => name is { Suffix: "T1w", Pipeline: null }),
        Find = Find,
    };

    private static IReadOnlyList<SourceScan> Find(ImportSource source)
    {
        var names = source.Tree.Files.Select(BidsName.Parse).OfType<BidsName>().ToList();
        var images = names.Where(name => name is { Suffix: "T1w", Pipeline: null }).ToList();
        var masks = names.Where(name => name is { Pipeline: not null, IsMask: true, IsBrain: false }).ToList();
        var brains = names.Where(name => name is { Pipeline: not null, IsMask: true, IsBrain: true, IsInOtherSpace: false })
            .ToLookup(name => name.Scan);
        var channel = Channel(source, images);
        var mask = MaskKind(source, masks);
        if (source.Options.Site is null)
        {
            source.Ask("--site", "must state where the scans were made");
        }

        return
        [
            .. images.Concat(masks).GroupBy(name => name.Scan).Select(scan =>
            {
                var t1w = scan.Where(name => !name.IsMask).ToList();
                var t1c = t1w.Where(channel).ToList();
                var drawn = masks.Where(name => name.Scan == scan.Key).ToList();
                var reference = drawn.Where(mask).ToList();
                string? Only(List<BidsName> files) => files.Count == 0 ? null : source.Tree.Full(files[0].File);
                return new SourceScan
                {
                    Id = scan.Key,
                    Patient = scan.First().Subject,
                    Source = scan.Key,
                    T1cPath = Only(t1c),
                    MaskPath = Only(reference),
                    // Of several none: BrainMets makes its own.
                    BrainMaskPath = brains[scan.Key].ToList() is [var brain] ? source.Tree.Full(brain.File) : null,
                    Missing = $"there are the images {Listed(t1w.Select(name => name.Key))} and the masks "
                        + $"{Listed(drawn.Select(name => name.MaskKey))}",
                    Faults =
                    [
                        .. t1c.Count > 1
                            ? [$"there are {t1c.Count} images {t1c[0].Key}: {Listed(t1c.Select(n => n.File))}"]
                            : Array.Empty<string>(),
                        .. reference.Count > 1
                            ? [$"there are {reference.Count} masks of the requested kind: {Listed(reference.Select(n => n.File))}; give "
                            + "more with --mask"]
                            : Array.Empty<string>(),
                    ],
                };
            }),
        ];
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Distinct().DefaultIfEmpty("(none)"));

    /// <summary>The images that are T1c: those named, or those with contrast where no scan has two of them.</summary>
    private static Func<BidsName, bool> Channel(ImportSource source, IReadOnlyList<BidsName> images)
    {
        var keys = Listed(images.Select(name => name.Key));
        if (source.Options.Channel is { } chosen)
        {
            if (!images.Any(name => name.Key == chosen))
            {
                source.Ask("--channel", $"takes the end of an image's name, one of {keys}; got '{chosen}'");
            }

            return name => name.Key == chosen;
        }

        var contrast = images.Where(name => name.HasContrast).ToList();
        if (contrast.Count == 0 || contrast.GroupBy(name => name.Scan).Any(scan => scan.Count() > 1))
        {
            source.Ask("--channel", $"must state which images are T1 post-contrast, by the end of their name: {keys}");
        }

        return name => name.HasContrast;
    }

    /// <summary>The masks that are the reference: those named, or all when there is one kind.</summary>
    private static Func<BidsName, bool> MaskKind(ImportSource source, IReadOnlyList<BidsName> masks)
    {
        var kinds = Listed(masks.Select(name => name.MaskKey));
        if (source.Options.Mask is { } chosen)
        {
            bool IsChosen(BidsName name) => name.MaskKey == chosen || name.MaskKey.EndsWith($"/{chosen}", StringComparison.Ordinal);
            if (!masks.Any(IsChosen))
            {
                source.Ask("--mask", $"takes PIPELINE/KIND or KIND, of {kinds}; got '{chosen}'");
            }

            return IsChosen;
        }

        if (masks.Select(name => name.MaskKey).Distinct().Count() > 1)
        {
            source.Ask("--mask", $"must state which masks are the reference: {kinds}");
        }

        return _ => true;
    }
}

/// <summary>The parts of a BIDS file name in an anat folder.</summary>
internal sealed partial record BidsName
{
    /// <summary>The path, relative to the data set.</summary>
    public required string File { get; init; }

    /// <summary>The folder under derivatives; null for raw data.</summary>
    public string? Pipeline { get; init; }

    /// <summary>"sub-01".</summary>
    public required string Subject { get; init; }

    /// <summary>"sub-01" or "sub-01_ses-02": what the files of one scan share.</summary>
    public required string Scan { get; init; }

    /// <summary>The other entities, in their order: "ce-gadolinium", "run-1".</summary>
    public required IReadOnlyList<string> Entities { get; init; }

    /// <summary>"T1w", "mask", "dseg", …</summary>
    public required string Suffix { get; init; }

    /// <summary>The name from behind the session: "ce-gadolinium_T1w".</summary>
    public string Key => string.Join('_', [.. Entities, Suffix]);

    /// <summary>
    /// "PIPELINE/label-lesion_mask": what distinguishes one kind of mask from another; the part shared with the image's name is omitted.
    /// </summary>
    public string MaskKey =>
        $"{Pipeline}/{string.Join('_', [.. Entities.Where(e => MaskEntities.Any(own => e.StartsWith(own, StringComparison.Ordinal))), Suffix])}";

    public bool HasContrast => Entities.Any(e => e.StartsWith("ce-", StringComparison.Ordinal));

    public bool IsMask => Suffix is "mask" or "dseg";

    public bool IsBrain => Suffix == "mask" && (Entities.Contains("desc-brain") || Entities.Contains("label-brain"));

    /// <summary>On the grid of a template rather than of the scan.</summary>
    public bool IsInOtherSpace =>
        Entities.Any(e => e.StartsWith("space-", StringComparison.Ordinal) && e is not ("space-orig" or "space-T1w"));

    private static string[] MaskEntities => ["space-", "res-", "hemi-", "label-", "desc-", "atlas-", "seg-"];

    /// <summary>Null for a file that is not a NIfTI image in an anat folder.</summary>
    public static BidsName? Parse(string file)
    {
        var match = Pattern().Match(file);
        if (!match.Success)
        {
            return null;
        }

        var subject = $"sub-{match.Groups["sub"].Value}";
        return new BidsName
        {
            File = file,
            Pipeline = match.Groups["pipeline"] is { Success: true } pipeline ? pipeline.Value : null,
            Subject = subject,
            Scan = match.Groups["ses"] is { Success: true } session ? $"{subject}_ses-{session.Value}" : subject,
            Entities = [.. match.Groups["entity"].Captures.Select(capture => capture.Value)],
            Suffix = match.Groups["suffix"].Value,
        };
    }

    [GeneratedRegex(
        @"^(?:derivatives/(?<pipeline>[^/]+)/)?sub-(?<sub>[A-Za-z0-9]+)/(?:ses-(?<ses>[A-Za-z0-9]+)/)?anat/sub-\k<sub>(?:_ses-\k<ses>)?(?:_(?<entity>[a-z]+-[A-Za-z0-9]+))*_(?<suffix>[A-Za-z0-9]+)\.nii(?:\.gz)?$")]
    private static partial Regex Pattern();
}
