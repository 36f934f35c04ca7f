using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace BrainMets.Datasets;

/// <summary>
/// nnU-Net raw data, versions 1 and 2 (documentation/dataset_format.md of nnU-Net): imagesTr/CASE_0000.nii.gz, one file a channel, and
/// labelsTr/CASE.nii.gz; dataset.json names channels and labels. It has cases only, so the user states which part of a name is the patient.
/// </summary>
internal static partial class NnUnet
{
    private const string CaseIsPatient = "case";

    private static readonly string[] Endings = [".nii.gz", ".nii"];

    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1); // The pattern is the user's.

    public static DatasetImporter Layout { get; } = new()
    {
        Name = "nnunet",
        Title = "nnU-Net raw data",
        Expected = "dataset.json with channel_names and labels, imagesTr/CASE_0000.nii.gz (a file a channel) and labelsTr/CASE.nii.gz",
        Takes = ["--channel", "--patient"],
        Recognise = tree => tree.Has(NnUnetDescription.FileName) ? tree.Files.Count(file => ImagePattern().IsMatch(file)) : 0,
        Find = Find,
        Labels = Labels,
    };

    private static IReadOnlyList<SourceScan> Find(ImportSource source)
    {
        var description = NnUnetDescription.Read(source.Tree.Full(NnUnetDescription.FileName));
        var channel = Channel(source, description);
        var patient = Patient(source);
        if (source.Options.Site is null)
        {
            source.Ask("--site", "must state where the scans were made");
        }

        if (channel is null || patient is null)
        {
            return [];
        }

        var images = Matches(source.Tree, ImagePattern()).ToLookup(NameOf);
        var names = images.Select(c => c.Key).Union(Matches(source.Tree, LabelPattern()).Select(NameOf)).Order();
        return [.. names.Select(name => Scan(source.Tree, channel, name, [.. images[name]]))
            .Select(scan => WithPatient(scan, patient(scan.Id)))];
    }

    private static IEnumerable<Match> Matches(SourceDirectory tree, Regex pattern) =>
        tree.Files.Select(file => pattern.Match(file)).Where(match => match.Success);

    /// <summary>"Tr" or "Ts", and the case.</summary>
    private static (string Part, string Case) NameOf(Match match) => (match.Groups["part"].Value, match.Groups["case"].Value);

    private static LabelRule Labels(ImportSource source)
    {
        var labels = NnUnetDescription.Read(source.Tree.Full(NnUnetDescription.FileName)).Labels;
        var rule = new LabelRule
        {
            Names = labels,
            Lesion = labels.Values.SelectMany(l => l).ToHashSet() is { Count: 1 } only ? only : null,
        }.With(source);
        if (rule is { Any: false, Lesion: null } && source.Options.Labels is null)
        {
            source.Ask("--labels",
                $"must state which labels are metastasis{rule.KnownNames("")}: numbers or names with commas between, or 'any'");
        }

        return rule;
    }

    private static string? Channel(ImportSource source, NnUnetDescription description)
    {
        var channels = description.Channels;
        var known = string.Join(", ", channels.Select(c => $"{c.Key} ({c.Value})"));
        if (source.Options.Channel is not { } chosen)
        {
            if (channels.Count == 1)
            {
                return channels.Keys.Single();
            }

            source.Ask("--channel", $"must state which channel is the T1 post-contrast image: {known}");
            return null;
        }

        var found = channels.Keys.Where(key => key == Number(chosen) || channels[key].Equals(chosen, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (found.Count == 1)
        {
            return found[0];
        }

        source.Ask("--channel", $"takes one of {known}, by number or name; got '{chosen}'");
        return null;
    }

    /// <summary>"0001" as "1".</summary>
    private static string Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : text;

    /// <summary>Null when not given; the function returns "" for a name that does not match.</summary>
    private static Func<string, string>? Patient(ImportSource source)
    {
        if (source.Options.Patient is not { } pattern)
        {
            source.Ask("--patient",
                "must state which part of a case's name is the patient, so that no split separates scans of one patient: 'case' when each "
                    + "case is another patient, or a regular expression with one group, such as '^(.+)_[0-9]+$'");
            return null;
        }

        if (pattern == CaseIsPatient)
        {
            return name => name;
        }

        try
        {
            var regex = new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
            if (regex.GetGroupNumbers().Length == 2)
            {
                return name => regex.Match(name) is { Success: true } match && match.Groups[1].Length > 0 ? match.Groups[1].Value : "";
            }
        }
        catch (ArgumentException)
        {
            // Reported below, as for a pattern without a group.
        }

        source.Ask("--patient", $"takes 'case' or a regular expression with exactly one group in parentheses; got '{pattern}'");
        return null;
    }

    private static SourceScan WithPatient(SourceScan scan, string patient) =>
        patient.Length > 0
            ? scan with { Patient = patient }
            : scan with { Faults = [.. scan.Faults, "its name does not match the pattern of --patient"] };

    private static SourceScan Scan(SourceDirectory tree, string channel, (string Part, string Case) name, IReadOnlyList<Match> files)
    {
        var images = files.Where(file => file.Groups["channel"].Value == channel.PadLeft(4, '0')).ToList();
        var masks = Endings.Select(ending => $"labels{name.Part}/{name.Case}{ending}").Where(tree.Has).ToList();
        return new SourceScan
        {
            Id = name.Case,
            Patient = "",
            Source = $"images{name.Part}/{name.Case}",
            T1cPath = images.Count == 0 ? null : tree.Full(images[0].Value),
            MaskPath = masks.Count == 0 ? null : tree.Full(masks[0]),
            Missing = $"expected channel {channel} and labels{name.Part}/{name.Case}.nii.gz; found "
                + string.Join(", ", files.Select(f => f.Groups["channel"].Value).Concat(masks).DefaultIfEmpty("nothing")),
            Faults = images.Count > 1 || masks.Count > 1 ? ["there are a .nii and a .nii.gz of the same name; one is expected"] : [],
        };
    }

    [GeneratedRegex(@"^images(?<part>Tr|Ts)/(?<case>.+)_(?<channel>\d{4})\.nii(?:\.gz)?$")]
    private static partial Regex ImagePattern();

    [GeneratedRegex(@"^labels(?<part>Tr|Ts)/(?<case>.+?)\.nii(?:\.gz)?$")]
    private static partial Regex LabelPattern();
}

/// <summary>The parts of nnU-Net's dataset.json that describe the files. Keys of training are ignored.</summary>
/// <param name="Channels">Number ("0") to name.</param>
/// <param name="Labels">Name to labels; without the background and without "ignore", whose voxels are not annotated.</param>
internal sealed record NnUnetDescription(
    IReadOnlyDictionary<string, string> Channels, IReadOnlyDictionary<string, IReadOnlyList<int>> Labels)
{
    public const string FileName = "dataset.json";

    private static readonly string[] NotTissue = ["background", "ignore"];

    /// <exception cref="InvalidInputException">The file is not such a description, or the images are not NIfTI.</exception>
    public static NnUnetDescription Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            if (root.TryGetProperty("file_ending", out var ending) && ending.GetString() is not (".nii.gz" or ".nii"))
            {
                throw new InvalidInputException(path, $"the images are {ending} (file_ending); .nii.gz or .nii is expected. Convert them.");
            }

            var channels = Key(root, "channel_names") ?? Key(root, "modality")
                ?? throw new InvalidInputException(
                    path, "has neither \"channel_names\" nor \"modality\", one of which nnU-Net's dataset.json has.");
            return new NnUnetDescription(
                channels.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.ToString()),
                Key(root, "labels") is { } labels ? LabelsOf(labels) : []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidInputException(path, $"is not as nnU-Net's dataset.json should be. {e.Message}", e);
        }
    }

    private static JsonElement? Key(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Version 2 has name to number or numbers, version 1 number to name.</summary>
    private static Dictionary<string, IReadOnlyList<int>> LabelsOf(JsonElement labels)
    {
        var byName = new Dictionary<string, IReadOnlyList<int>>();
        foreach (var label in labels.EnumerateObject())
        {
            var (name, numbers) = label.Value.ValueKind switch
            {
                // A string is not null.
                JsonValueKind.String => (label.Value.GetString()!, [int.Parse(label.Name, CultureInfo.InvariantCulture)]),
                JsonValueKind.Array => (label.Name, label.Value.EnumerateArray().Select(n => n.GetInt32()).ToArray()),
                _ => (label.Name, new[] { label.Value.GetInt32() }),
            };
            if (!NotTissue.Contains(name, StringComparer.OrdinalIgnoreCase) && !numbers.SequenceEqual([0]))
            {
                byName[name] = numbers;
            }
        }

        return byName;
    }
}
