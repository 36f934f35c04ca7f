using System.Globalization;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Which voxels of a label map are lesion: of a mask those that are not 0; of a map with several labels those that the user states, because
/// it may hold tissues (take some of them) or numbered lesions (take each as one).
/// </summary>
public sealed record LabelSelection
{
    private const int MaximumLabelsNamed = 10;
    private const string Any = "any";
    private const string Each = "each";

    private LabelSelection()
    {
    }

    /// <summary>As typed: "1,3", "any" or "each"; null for a mask with one value other than 0.</summary>
    public string? Text { get; private init; }

    /// <summary>The option that chooses the labels, for messages.</summary>
    private string Option { get; init; } = "";

    private HashSet<int>? Labels { get; init; }

    /// <param name="text">"1,3", "any" or "each"; null for a mask.</param>
    /// <param name="option">The option that the text was given with, for messages.</param>
    /// <exception cref="ArgumentException">Neither labels nor any nor each.</exception>
    public static LabelSelection Parse(string? text, string option)
    {
        if (text is null or Any or Each)
        {
            return new LabelSelection { Text = text, Option = option };
        }

        var labels = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label > 0 ? label : 0)
            .ToHashSet();
        return labels.Contains(0)
            ? throw new ArgumentException($"{option} takes labels from 1 separated by commas (1,3), 'any' or 'each'; got '{text}'.")
            : new LabelSelection { Text = text, Option = option, Labels = labels };
    }

    /// <summary>The lesions of a label map by this selection.</summary>
    /// <param name="file">The file that the labels were read from.</param>
    /// <param name="patient">The patient of the case.</param>
    /// <param name="labels">Its voxels, whole numbers from 0.</param>
    /// <param name="connectivity">Which neighbours join voxels to a lesion.</param>
    /// <exception cref="InvalidInputException">The map holds several labels and none was chosen.</exception>
    internal LesionSet Lesions(SegmentationFile file, string patient, Volume<int> labels, Connectivity connectivity)
    {
        if (Text == Each)
        {
            return LesionFinder.FromLabels(file.Case, patient, labels);
        }

        if (Text is null && Distinct(labels) is { Count: > 1 } several)
        {
            var named = string.Join(", ", several.Order().Take(MaximumLabelsNamed));
            throw new InvalidInputException(
                file.Path,
                $"holds the labels {named}{(several.Count > MaximumLabelsNamed ? ", …" : "")}; a mask has one value other than 0. "
                + $"State the lesion labels with {Option}: some labels ({Option} {several.Min()}), "
                + "'any' of them, or 'each' one a lesion of its own.");
        }

        var mask = labels.Map(label => (byte)(label > 0 && (Labels is null || Labels.Contains(label)) ? 1 : 0));
        return LesionFinder.Find(file.Case, patient, mask, new LesionOptions { Connectivity = connectivity });
    }

    /// <summary>All labels but 0, or the first few more than are named.</summary>
    private static HashSet<int> Distinct(Volume<int> labels)
    {
        var distinct = new HashSet<int>();
        var voxels = labels.Voxels.AsSpan();
        while (voxels.IndexOfAnyExcept(0) is >= 0 and var next && distinct.Count <= MaximumLabelsNamed)
        {
            distinct.Add(voxels[next]);
            voxels = voxels[next..];
            var run = voxels.IndexOfAnyExcept(voxels[0]);
            voxels = run < 0 ? [] : voxels[run..];
        }

        return distinct;
    }
}
