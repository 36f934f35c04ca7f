using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>A layout of one folder a scan, told by the names of its files.</summary>
internal sealed record ScanPattern
{
    /// <summary>
    /// Fits the path of a file of a scan. Groups: folder (what the files of a scan share), id, patient, kind (which image it is) and, where
    /// the names tell the order of a patient's scans, time.
    /// </summary>
    public required Regex File { get; init; }

    /// <summary>The kinds that are T1 post-contrast, each with a word on what it is. Of several the user chooses.</summary>
    public required IReadOnlyDictionary<string, string> Channels { get; init; }

    /// <summary>The kind that is the mask.</summary>
    public required string Mask { get; init; }

    /// <summary>From the groups of <see cref="File"/>.</summary>
    public Func<Match, string> Id { get; init; } = match => match.Groups["id"].Value;
}
