using System.CommandLine;
using System.Globalization;
using BrainMets.Evaluation;
using BrainMets.Imaging;

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

    private readonly Option<string> name = new("--matching")
    {
        Description = $"Rules of matching: {string.Join(", ", MatchingPresets.All.Select(p => p.Name))}",
        HelpName = "PRESET",
        DefaultValueFactory = _ => MatchingPreset.Default.Name,
    };

    private readonly Option<double?> minIou = new("--min-iou") { Description = "Instead of the preset's: least intersection over union of a pair", HelpName = "X" };

    private readonly Option<double?> minVolume = new("--min-volume")
    {
        Description = "Instead of the preset's limits of size: smallest lesion that counts, on both sides",
        HelpName = "MM3",
    };

    private readonly Option<int?> connectivity = new("--connectivity") { Description = "Instead of the preset's: neighbours that join, 6, 18 or 26", HelpName = "N" };

    private readonly Option<string?> assignment = new("--assignment")
    {
        Description = $"Instead of the preset's: {string.Join(", ", Pairings.Keys)}",
        HelpName = "RULE",
    };

    public MatchingOptions(Command command)
    {
        command.Add(name);
        command.Add(minIou);
        command.Add(minVolume);
        command.Add(connectivity);
        command.Add(assignment);
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
