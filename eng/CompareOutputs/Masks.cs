using System.Text.RegularExpressions;

namespace BrainMets.Build.Comparing;

/// <summary>
/// All that may differ between two runs of the same program, with the reason. Nothing else is left out of the comparison. What is masked must still be there on both
/// sides and be of the same kind (a number for a number, the same keys).
/// </summary>
internal static partial class Masks
{
    /// <summary>Keys of JSON whose value is not compared, at any depth; of an object or list below such a key, the numbers in it.</summary>
    private static readonly (string Key, string Reason)[] Keys =
    [
        ("seconds", "wall time by stage (manifest.json, run.json, experiment.json), of a piece (piece.json) or of an epoch (log.jsonl, run.json)"),
        ("samplerWaitSeconds", "wall time that the network waited for segments (log.jsonl, run.json)"),
    ];

    /// <summary>Columns of tables whose cells are not compared: wall time, as in tables/training.csv.</summary>
    public static bool IsMaskedColumn(string header) => SecondsColumn().IsMatch(header);

    public static bool IsMaskedKey(string key) => Keys.Any(mask => mask.Key == key);

    /// <summary>The name of a TensorBoard file holds the second it was begun, the host and the process.</summary>
    public static string Name(string path) => EventFile().Replace(path, "events.out.tfevents.(when and where)");

    /// <summary>A text without what the side's place, version and clock put into it.</summary>
    public static string Text(string text, Side side)
    {
        foreach (var (value, token) in side.OwnWords)
        {
            text = text.Replace(value, token, StringComparison.Ordinal);
        }

        text = Version(side).Replace(text, "(version)");
        text = Seconds().Replace(text, "(times)");
        text = FreeSpace().Replace(text, "(size)");
        return Duration().Replace(text, "(time)");
    }

    /// <summary>Attributes of DICOM objects that follow from the version, and are masked only where the versions of the two programs differ.</summary>
    public static IReadOnlyDictionary<string, string> VersionAttributes { get; } = new Dictionary<string, string>
    {
        ["(0018,1020)"] = "SoftwareVersions: version of the program and of the weights",
        ["(0066,0031)"] = "AlgorithmVersion in the identification of the algorithm",
        ["(0002,0003)"] = "MediaStorageSOPInstanceUID, made of the content",
        ["(0008,0018)"] = "SOPInstanceUID, made of the content",
        ["(0020,000E)"] = "SeriesInstanceUID, made of the content",
    };

    private static Regex Version(Side side) => new($@"(?<![\w.]){Regex.Escape(side.Version)}(?![\w.]*\w)");

    [GeneratedRegex("seconds", RegexOptions.IgnoreCase)]
    private static partial Regex SecondsColumn();

    [GeneratedRegex(@"events\.out\.tfevents\.[^/]*")]
    private static partial Regex EventFile();

    // "Took 1 min 30 s; pieces made, in seconds: data 3, models 20." of mets experiment run.
    [GeneratedRegex(@"(?<=in seconds: )[\w-]+ \d+(?:, [\w-]+ \d+)*")]
    private static partial Regex Seconds();

    // "80.6 GB free here" of mets doctor.
    [GeneratedRegex(@"[\d.]+ [KMGT]i?B(?= free)")]
    private static partial Regex FreeSpace();

    // "0.3 s", "1 min 30 s", "12.5 min", "0.012 s a step": what Duration.Words and Quantity.Seconds write.
    [GeneratedRegex(@"(?<![\w.])\d+(?:\.\d+)? (?:min|ms|s|h)(?: \d+ (?:s|min))?(?![\w/²³])")]
    private static partial Regex Duration();
}
