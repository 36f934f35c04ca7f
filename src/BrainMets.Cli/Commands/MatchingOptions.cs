using System.CommandLine;
using System.Globalization;
using BrainMets.Evaluation;

namespace BrainMets.Cli;

/// <summary>The options that choose the rules of matching, and those that change one value of them.</summary>
internal sealed class MatchingOptions
{
    private static readonly IReadOnlyDictionary<string, PairingRule> Pairings = new Dictionary<string, PairingRule>
    {
        ["most-pairs"] = PairingRule.MostPairs,
        ["greatest-dice"] = PairingRule.GreatestDice,
        ["many-to-many"] = PairingRule.ManyToMany,
        ["merge-predictions"] = PairingRule.MergePredictions,
    };

    private readonly Option<string> name;
    private readonly Option<double?> minIou;
    private readonly Option<double?> minVolume;
    private readonly Option<int?> connectivity;
    private readonly Option<string?> assignment;

    public MatchingOptions(Command command)
    {
        name = command.WithDefault(
            "--matching", "PRESET",
            $"Rules of matching: {string.Join(", ", MatchingPresets.All.Select(p => p.Name))}", MatchingPreset.Default.Name);
        minIou = command.Optional<double?>("--min-iou", "X", "Instead of the preset's: least intersection over union of a pair");
        minVolume = command.Optional<double?>(
            "--min-volume", "MM3", "Instead of the preset's limits of size: smallest lesion that counts, on both sides");
        connectivity = command.Optional<int?>("--connectivity", "N", "Instead of the preset's: neighbours that join, 6, 18 or 26");
        assignment = command.Optional<string?>("--assignment", "RULE", $"Instead of the preset's: {string.Join(", ", Pairings.Keys)}");
    }

    /// <summary>The preset as changed; a change shows in its name.</summary>
    /// <exception cref="UsageException">No such preset or rule, or a value out of range.</exception>
    public MatchingPreset Preset(ParseResult parsed)
    {
        var chosen = parsed.GetRequiredValue(name);
        var preset = MatchingPresets.Find(chosen) ?? throw new UsageException(
            $"There is no matching preset '{chosen}'; there are {string.Join(", ", MatchingPresets.All.Select(p => p.Name))}.");
        var changed = preset with
        {
            MinIou = parsed.GetValue(minIou) ?? preset.MinIou,
            Connectivity = (Connectivity?)parsed.GetValue(connectivity) ?? preset.Connectivity,
            Pairing = parsed.GetValue(assignment) is { } rule ? Pairing(rule) : preset.Pairing,
        };
        if (parsed.GetValue(minVolume) is { } mm3)
        {
            changed = changed with { MinVolumeMm3 = mm3, IgnoreReferenceUpToMm3 = null, IgnorePredictionUpToVoxels = null };
        }

        try
        {
            changed.Validate();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }

        return changed == preset ? preset : changed with { Name = $"{preset.Name}, changed" };
    }

    /// <summary>Tolerances separated by commas.</summary>
    /// <exception cref="UsageException">One is no number from 0.</exception>
    public static IReadOnlyList<double> Tolerances(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new List<double>();
        foreach (var part in parts)
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var mm) || !(mm >= 0) || double.IsInfinity(mm))
            {
                throw new UsageException($"--tolerance takes millimetres from 0 separated by commas (1,2); got '{text}'.");
            }

            numbers.Add(mm);
        }

        return [.. numbers.Distinct().Order()];
    }

    private static PairingRule Pairing(string rule) => Pairings.TryGetValue(rule, out var pairing)
        ? pairing
        : throw new UsageException($"There is no assignment '{rule}'; there are {string.Join(", ", Pairings.Keys)}.");
}

/// <summary>
/// How small a component of a probability map may be and still be judged. 'mets predict' drops those below its model's minimum; a map has
/// them all, so that the same threshold gives more false positives there unless they are dropped again.
/// </summary>
internal static class SmallestPrediction
{
    public const string OptionName = "--min-predicted-volume";

    /// <exception cref="UsageException">Not above 0 and finite, or there are no maps to which it could apply.</exception>
    public static double Checked(double? mm3, bool areMaps) => mm3 switch
    {
        null => 0,
        _ when !areMaps =>
            throw new UsageException($"{OptionName} is for probability maps: give --threshold too. Masks are judged as they are."),
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
                    $"{OptionName} {text}: there is no reader '{name}' with probability maps (--threshold NAME=T); there are "
                        + $"{string.Join(", ", mapReaders.DefaultIfEmpty("none"))}.");
            }

            foreach (var reader in name.Length > 0 ? [name] : mapReaders)
            {
                limits[reader] = Checked(mm3, areMaps: true);
            }

            _ = Checked(mm3, mapReaders.Count > 0);
        }

        return limits;
    }
}

/// <summary>
/// A reader or a model as typed: NAME=PATH. The name stands in tables, files and reports; the path is a folder that 'mets predict' wrote,
/// or masks.
/// </summary>
internal sealed record NamedPath(string Name, string Path)
{
    /// <exception cref="UsageException">A part is missing, or the name has signs that a table or a file name could trip over.</exception>
    public static NamedPath Parse(string option, string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (name, path) = at < 0 ? ("", "") : (text[..at].Trim(), text[(at + 1)..].Trim());
        return name.Length > 0 && path.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' ')
            ? new NamedPath(name, path)
            : throw new UsageException(
                $"{option} {text}: expected NAME=PATH, the name of letters, digits, spaces, '-', '_' and '.', such as {option} "
                    + "\"model=predicted\".");
    }
}
