using System.Globalization;
using System.Text.Json;
using BrainMets.Imaging;

namespace BrainMets.Datasets;

/// <summary>The parts of nnU-Net's dataset.json that tell what the files are. Keys of training are not looked at.</summary>
/// <param name="Channels">Number ("0") to name.</param>
/// <param name="Labels">Name to labels; without the background and without "ignore", whose voxels nobody annotated.</param>
internal sealed record NnUnetDescription(IReadOnlyDictionary<string, string> Channels, IReadOnlyDictionary<string, IReadOnlyList<int>> Labels)
{
    public const string FileName = "dataset.json";

    private static readonly string[] NotTissue = ["background", "ignore"];

    /// <exception cref="InvalidInputException">The file is no such description, or the images are no NIfTI.</exception>
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
                ?? throw new InvalidInputException(path, "has neither \"channel_names\" nor \"modality\", one of which nnU-Net's dataset.json has.");
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
                JsonValueKind.String => (label.Value.GetString()!, [int.Parse(label.Name, CultureInfo.InvariantCulture)]), // A string is not null.
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
