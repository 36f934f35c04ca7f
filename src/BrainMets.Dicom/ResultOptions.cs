using System.Globalization;
using System.Text.RegularExpressions;

namespace BrainMets.Dicom;

/// <summary>
/// The descriptive attributes of a structure set or segmentation. All texts are plain ASCII and short (64 characters at most).
/// </summary>
public sealed record ResultOptions
{
    /// <summary>Written to every object.</summary>
    public const string ResearchUse = "Research use; not a medical device";

    /// <summary>One for each label that occurs; none when nothing was found.</summary>
    public required IReadOnlyList<LesionLabel> Findings { get; init; }

    /// <summary>Name of the model that found them.</summary>
    public required string AlgorithmName { get; init; }

    /// <summary>Version of the program and of the weights, such as "0.1.0 / 3f2a9c10".</summary>
    public required string AlgorithmVersion { get; init; }

    /// <summary>Settings that decided, such as "threshold 0.5, smallest 5 mm3".</summary>
    public string Settings { get; init; } = string.Empty;

    /// <summary>Number of the new series; high, so that it sorts behind those of the scanner.</summary>
    public int SeriesNumber { get; init; } = 9001;

    /// <summary>The description of an object or one finding, ending in the research-use sentence.</summary>
    internal string Describe(string? first) =>
        string.Join(". ", new[] { first, Settings, ResearchUse }.OfType<string>()
            .Select(text => text.TrimEnd('.', ' ')).Where(text => text.Length > 0)) + ".";

    /// <summary>Checks names, and that findings, label map and series agree.</summary>
    /// <exception cref="ArgumentException">
    /// Label map and series are on different grids, two findings share a label or name, a label has no finding, or a finding no voxel; all
    /// errors are listed.
    /// </exception>
    /// <returns>The box around every label.</returns>
    internal IReadOnlyDictionary<ushort, Box3> Check(ImageSeries source, Volume<ushort> labels)
    {
        CheckTexts();
        CheckGrid(source, labels.Geometry);
        foreach (var finding in Findings)
        {
            finding.Check();
        }

        var present = LabelBoxes.Of(labels);
        List<string> faults =
        [
            .. Findings.GroupBy(f => f.Label).Where(g => g.Count() > 1).Select(g => $"label {g.Key} has {g.Count()} findings"),
            .. Findings.GroupBy(f => f.Name).Where(g => g.Count() > 1).Select(g => $"{g.Count()} findings are called {g.Key}"),
            .. Findings.Where(f => !present.ContainsKey(f.Label)).Select(f => $"finding {f.Name} has label {f.Label}, which no voxel has"),
            .. present.Keys.Order().Where(label => Findings.All(f => f.Label != label)).Select(label => $"label {label} has no finding"),
        ];
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Findings and label map do not agree: {string.Join("; ", faults)}.");
        }

        return present;
    }

    /// <exception cref="ArgumentException">They are on different grids, or the series does not name the source of every slice.</exception>
    internal static void CheckGrid(ImageSeries source, VolumeGeometry geometry)
    {
        if (!geometry.SameGridAs(source.Volume.Geometry) || source.Slices.Count != geometry.Size.Z)
        {
            throw new ArgumentException(
                $"The result ({geometry}) is not on the grid of the series ({source.Volume.Geometry}, {source.Slices.Count} slices); "
                    + "objects are written on the scan's own grid only.");
        }
    }

    internal void CheckTexts()
    {
        foreach (var text in new[] { AlgorithmName, AlgorithmVersion, Settings })
        {
            if (text.Length > 64 || !System.Text.Ascii.IsValid(text) || text.Contains('\\', StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"'{text}' must be plain ASCII of at most 64 characters without a backslash to be written to a DICOM object.");
            }
        }
    }
}

/// <summary>One lesion of a label map as it is called in DICOM objects.</summary>
public sealed partial record LesionLabel
{
    /// <summary>Planning systems cut longer names.</summary>
    public const int MostNameCharacters = 16;

    /// <summary>Its number in the label map; also its ROI number or segment number's order.</summary>
    public required ushort Label { get; init; }

    /// <summary>
    /// At most sixteen letters, digits, spaces, '-' and '_', with the word "AI", so that it is not mistaken for a contour drawn by a
    /// person.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>A short description, such as the mean probability; ASCII. No patient data.</summary>
    public string? Description { get; init; }

    /// <summary>Lesion 3 is called "AI-003".</summary>
    public static LesionLabel Of(ushort label, string? description = null) =>
        new() { Label = label, Name = "AI-" + label.ToString("000", CultureInfo.InvariantCulture), Description = description };

    /// <exception cref="ArgumentException">The name violates the rule above; the message states how.</exception>
    internal void Check()
    {
        if (Label == 0)
        {
            throw new ArgumentException("Label 0 is background and no finding.");
        }

        if (Name.Length > MostNameCharacters || !AllowedName().IsMatch(Name) || !AiWord().IsMatch(Name))
        {
            throw new ArgumentException(
                $"'{Name}' is not a valid name of a finding: it must have at most {MostNameCharacters} characters (letters, digits, "
                    + $"space, - and _) and the word AI in it, such as AI-{Label:000}.");
        }

        if (Description is { } description
            && (!System.Text.Ascii.IsValid(description) || description.Contains('\\', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"The description of finding '{Name}' must be plain ASCII without a backslash.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9 _-]+$")]
    private static partial Regex AllowedName();

    [GeneratedRegex("(?<![A-Za-z])AI(?![A-Za-z])")]
    private static partial Regex AiWord();
}

/// <summary>Where the labels of a label map are, in one pass over its voxels.</summary>
internal static class LabelBoxes
{
    /// <summary>The smallest box around every label that occurs; background (0) is none.</summary>
    public static Dictionary<ushort, Box3> Of(Volume<ushort> labels)
    {
        var boxes = new Dictionary<ushort, Box3>();
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            var label = labels.Voxels[i];
            if (label != 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var voxel = new Box3(x, y, z, new Size3(1, 1, 1));
                boxes[label] = boxes.TryGetValue(label, out var box) ? box.Union(voxel) : voxel;
            }
        }

        return boxes;
    }
}
