using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

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

    /// <summary>"PIPELINE/label-lesion_mask": what tells one kind of mask from another; what it shares with the image's name is left out.</summary>
    public string MaskKey => $"{Pipeline}/{string.Join('_', [.. Entities.Where(e => MaskEntities.Any(own => e.StartsWith(own, StringComparison.Ordinal))), Suffix])}";

    public bool HasContrast => Entities.Any(e => e.StartsWith("ce-", StringComparison.Ordinal));

    public bool IsMask => Suffix is "mask" or "dseg";

    public bool IsBrain => Suffix == "mask" && (Entities.Contains("desc-brain") || Entities.Contains("label-brain"));

    /// <summary>On the grid of a template rather than of the scan.</summary>
    public bool IsInOtherSpace => Entities.Any(e => e.StartsWith("space-", StringComparison.Ordinal) && e is not ("space-orig" or "space-T1w"));

    private static string[] MaskEntities => ["space-", "res-", "hemi-", "label-", "desc-", "atlas-", "seg-"];

    /// <summary>Null for a file that is no NIfTI image of an anat folder.</summary>
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

    [GeneratedRegex(@"^(?:derivatives/(?<pipeline>[^/]+)/)?sub-(?<sub>[A-Za-z0-9]+)/(?:ses-(?<ses>[A-Za-z0-9]+)/)?anat/sub-\k<sub>(?:_ses-\k<ses>)?(?:_(?<entity>[a-z]+-[A-Za-z0-9]+))*_(?<suffix>[A-Za-z0-9]+)\.nii(?:\.gz)?$")]
    private static partial Regex Pattern();
}
