using System.Globalization;
using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Cli;

/// <summary>
/// Which voxels of a file are lesion: of a mask those that are not 0; of a label map what the user says, because it may hold tissues
/// (take some of them) or numbered lesions (take each as one).
/// </summary>
internal sealed record LabelChoice
{
    private const int MostLabelsNamed = 10;

    private LabelChoice()
    {
    }

    /// <summary>As typed: "1,3", "any" or "each"; null for a mask.</summary>
    public string? Text { get; private init; }

    private HashSet<int>? Wanted { get; init; }

    /// <exception cref="UsageException">Neither labels nor any nor each.</exception>
    public static LabelChoice Parse(string? text, string option)
    {
        if (text is null or "any" or "each")
        {
            return new LabelChoice { Text = text };
        }

        var labels = text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label > 0 ? label : 0)
            .ToHashSet();
        return labels.Contains(0)
            ? throw new UsageException($"{option} takes labels from 1 separated by commas (1,3), 'any' or 'each'; got '{text}'.")
            : new LabelChoice { Text = text, Wanted = labels };
    }

    /// <summary>The lesions of a file's voxels by this choice.</summary>
    /// <param name="labels">The voxels, whole numbers from 0.</param>
    /// <param name="source">The file, and the option that chooses its labels, for messages.</param>
    /// <param name="find">Splits a mask into lesions.</param>
    /// <param name="number">Takes each label as a lesion.</param>
    /// <exception cref="InvalidInputException">It holds several labels and none was chosen.</exception>
    public LesionSet Lesions(
        Volume<int> labels, (string Path, string Option) source, Func<Volume<byte>, LesionSet> find, Func<Volume<int>, LesionSet> number)
    {
        if (Text == "each")
        {
            return number(labels);
        }

        if (Text is null && Distinct(labels) is { Count: > 1 } several)
        {
            var named = string.Join(", ", several.Order().Take(MostLabelsNamed));
            throw new InvalidInputException(
                source.Path,
                $"holds the labels {named}{(several.Count > MostLabelsNamed ? ", …" : "")}; a mask has one value besides 0. Say what is lesion with "
                + $"{source.Option}: some labels ({source.Option} {several.Min()}), 'any' of them, or 'each' one a lesion of its own.");
        }

        return find(labels.Map(label => (byte)(label > 0 && (Wanted is null || Wanted.Contains(label)) ? 1 : 0)));
    }

    /// <summary>All labels but 0, or the first few more than are named.</summary>
    private static HashSet<int> Distinct(Volume<int> labels)
    {
        var distinct = new HashSet<int>();
        var voxels = labels.Voxels.AsSpan();
        while (voxels.IndexOfAnyExcept(0) is >= 0 and var next && distinct.Count <= MostLabelsNamed)
        {
            distinct.Add(voxels[next]);
            voxels = voxels[next..];
            var run = voxels.IndexOfAnyExcept(voxels[0]);
            voxels = run < 0 ? [] : voxels[run..];
        }

        return distinct;
    }
}
