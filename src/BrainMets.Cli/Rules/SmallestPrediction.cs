using System.Globalization;
using BrainMets.Experiments;

namespace BrainMets.Cli;

/// <summary>
/// How small a component of a probability map may be and still be judged. 'mets predict' drops those below its model's minimum; a map has them all, so that the
/// same threshold gives more false positives there unless they are dropped again.
/// </summary>
internal static class SmallestPrediction
{
    public const string OptionName = "--min-predicted-volume";

    /// <exception cref="UsageException">Not above 0 and finite, or there are no maps to which it could apply.</exception>
    public static double Checked(double? mm3, bool areMaps) => mm3 switch
    {
        null => 0,
        _ when !areMaps => throw new UsageException($"{OptionName} is for probability maps: give --threshold too. Masks are judged as they are."),
        > 0 and < double.PositiveInfinity and { } valid => valid,
        _ => throw new UsageException($"{OptionName} takes a volume in mm³, above 0 and finite; got {mm3}."),
    };

    /// <summary>By reader: a bare number is for everybody who gives maps, NAME=MM3 for one of them and goes before it.</summary>
    /// <exception cref="UsageException">Not of that form, out of range, or for a reader who gives no maps.</exception>
    public static IReadOnlyDictionary<string, double> ByReader(IReadOnlyList<string> texts, IReadOnlyCollection<string> mapReaders)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in texts.OrderBy(t => t.Contains('=', StringComparison.Ordinal)))
        {
            var (name, value) = text.Contains('=', StringComparison.Ordinal) ? NamedPath.Parse(OptionName, text) : new NamedPath("", text);
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var mm3))
            {
                throw new UsageException($"{OptionName} {text}: expected MM3 or NAME=MM3, a volume in mm³ such as {OptionName} 10.");
            }

            if (name.Length > 0 && !mapReaders.Contains(name))
            {
                throw new UsageException(
                    $"{OptionName} {text}: there is no reader '{name}' with probability maps (--threshold NAME=T); there are {string.Join(", ", mapReaders.DefaultIfEmpty("none"))}.");
            }

            foreach (var reader in name.Length > 0 ? [name] : mapReaders)
            {
                limits[reader] = Checked(mm3, areMaps: true);
            }

            _ = Checked(mm3, mapReaders.Count > 0);
        }

        return limits;
    }

    /// <summary>The largest minimum by which 'mets predict' dropped components beside these maps, in mm³; null when there was none, or nothing tells.</summary>
    public static double? OfModel(IEnumerable<string> maps) => maps
        .Select(map => Path.Combine(Path.GetDirectoryName(map)!, PredictionFiles.Manifest)) // the full path of a file
        .Where(File.Exists)
        .Select(manifest => RunFolder.ReadJson<PredictionManifest>(manifest)?.MinVolumeMm3)
        .Max() is > 0 and { } mm3 ? mm3 : null;
}
