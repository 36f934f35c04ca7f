using System.Globalization;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Nifti;

namespace BrainMets.Evaluation;

/// <summary>
/// The segmentation of one case on disk: a mask, a label map, or a probability map with the thresholds that make lesions of it.
/// </summary>
public sealed record SegmentationFile
{
    public required string Case { get; init; }

    /// <summary>Null where no data set names the patient.</summary>
    public string? Patient { get; init; }

    public required string Path { get; init; }

    /// <summary>The scan that was segmented; known only where a data set names it.</summary>
    public string? T1cPath { get; init; }

    public SegmentationRules Rules { get; init; } = SegmentationRules.Mask;

    /// <summary>Reads the voxels, on the file's own grid.</summary>
    /// <param name="patient">
    /// The patient of the case; null for the one of the file, and without one the case is a patient of its own.
    /// </param>
    /// <exception cref="InvalidInputException">The file cannot be read, or is of another kind than the rules state.</exception>
    public Segmentation Read(string? patient = null) => Segmentation.Read(this, patient ?? Patient ?? Case);

    /// <summary>Reads a mask that must lie on a grid, and puts it on exactly that one.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, is not a mask, or lies on another grid.</exception>
    public Segmentation ReadOn(VolumeGeometry grid) => Segmentation.ReadOn(this, Patient ?? Case, grid);
}

/// <summary>How the voxels of a file become lesions. Which neighbours join is decided by the matching preset, not here.</summary>
public sealed record SegmentationRules
{
    /// <summary>A binary mask: every voxel above 0 is lesion, whatever its value.</summary>
    public static SegmentationRules Mask { get; } = new();

    /// <summary>For label maps: which labels are lesion. Null takes every voxel above 0.</summary>
    public LabelSelection? Labels { get; init; }

    /// <summary>For probability maps: how their lesions are found. Null for masks and label maps.</summary>
    public LesionOptions? Probability { get; init; }

    /// <summary>
    /// Lesions of probability maps below this volume are dropped before the evaluation, and counted; in mm³, 0 drops none. The minimum
    /// volume in <see cref="Probability"/> belongs to a model that never reports such lesions; nothing is counted there.
    /// </summary>
    public double DroppedBelowMm3 { get; init; }
}

/// <summary>A segmentation in memory, from which lesions are taken with any connectivity.</summary>
public sealed class Segmentation
{
    private readonly SegmentationFile file;
    private readonly string patient;
    private Volume<byte>? mask;
    private Volume<int>? labels;

    private Segmentation(SegmentationFile file, string patient) => (this.file, this.patient) = (file, patient);

    /// <summary>Null for masks and label maps.</summary>
    public ProbabilityMap? Map { get; private init; }

    public VolumeGeometry Geometry => Map?.Probability.Geometry ?? labels?.Geometry ?? mask!.Geometry; // one of the three was read

    /// <summary>How the segmentation was brought onto another grid; null where it lies on its own.</summary>
    public GridAlignment? Alignment { get; private init; }

    internal static Segmentation Read(SegmentationFile file, string patient) => file.Rules switch
    {
        { Probability: not null } => new(file, patient) { Map = new ProbabilityMap(file.Case, patient, NiftiFile.Read(file.Path)) },
        {
            Labels: not null
        } => new(file,
            patient)
        {
            labels = NiftiFile.ReadLabels(file.Path),
        },
        _ => new(file, patient) { mask = NiftiFile.ReadMask(file.Path) },
    };

    internal static Segmentation ReadOn(SegmentationFile file, string patient, VolumeGeometry grid) =>
        new(file, patient) { mask = NiftiFile.ReadMaskOn(file.Path, grid) };

    /// <summary>Its lesions: every component, but for those of a probability map that are too small by its rules.</summary>
    /// <exception cref="InvalidInputException">
    /// A label map holds several labels and none was chosen, or a voxel of a map is not a probability.
    /// </exception>
    public LesionSet Lesions(Connectivity connectivity) => Lesions(connectivity, file.Rules.DroppedBelowMm3);

    /// <summary>How many lesions were dropped because they are too small; null where none were to be.</summary>
    internal DroppedPredictions? Dropped(LesionSet kept) => file.Rules.DroppedBelowMm3 is > 0 and var mm3
        ? new DroppedPredictions(mm3, Lesions(kept.Connectivity, 0).Lesions.Count - kept.Lesions.Count)
        : null;

    /// <summary>The binary mask of the voxels.</summary>
    internal Volume<byte> Mask() => mask ?? Lesions(Connectivity.Corners26).ToSegmentation();

    /// <summary>
    /// The same segmentation resampled onto a grid: a map by linear interpolation, a mask or label map by its nearest voxels. Itself where
    /// it lies there already.
    /// </summary>
    /// <param name="grid">That of the reference.</param>
    /// <param name="connectivity">Connectivity of the lesions whose volume is measured before resampling.</param>
    internal Segmentation AlignedTo(VolumeGeometry grid, Connectivity connectivity)
    {
        if (Geometry.SameGridAs(grid))
        {
            return this;
        }

        GridAlignment From(string method, double? volumeBeforeMm3) => new(method, Geometry.ToString(), grid.ToString(), volumeBeforeMm3);
        if (Map is { } map)
        {
            var resampled = Resampler.Linear(map.Probability, grid, outside: 0);
            return new Segmentation(file, patient) { Map = map with { Probability = resampled }, Alignment = From("linear", null) };
        }

        return new Segmentation(file, patient)
        {
            labels = labels is null ? null : Resampler.Nearest(labels, grid),
            mask = mask is null ? null : Resampler.Nearest(mask, grid),
            Alignment = From("nearest", Lesions(connectivity).Lesions.Sum(l => l.VolumeMm3)),
        };
    }

    private LesionSet Lesions(Connectivity connectivity, double droppedBelowMm3)
    {
        if (Map is { } map)
        {
            var options = file.Rules.Probability!; // a map was read because there are such options
            var least = Math.Max(options.MinVolumeMm3, droppedBelowMm3);
            return LesionFinder.Find(map, options with { Connectivity = connectivity, MinVolumeMm3 = least });
        }

        return labels is null
            ? LesionFinder.Find(file.Case, patient, mask!, new LesionOptions { Connectivity = connectivity }) // no map, no labels: a mask
            : file.Rules.Labels!.Lesions(file, patient, labels, connectivity); // labels were read because there is a selection
    }
}

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
