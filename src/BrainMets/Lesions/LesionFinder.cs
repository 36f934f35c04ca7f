using System.Numerics;
using BrainMets.Inference;

namespace BrainMets.Lesions;

/// <summary>
/// Splits a probability map or a mask into lesions and measures each. Lesions are numbered from 1, the largest first; of equal volumes the
/// one whose first voxel comes earlier (x fastest, then y, then z).
/// </summary>
internal static class LesionFinder
{
    /// <summary>How far outside 0..1 a probability may lie through rounding.</summary>
    private const float ProbabilityTolerance = 1e-4f;

    /// <summary>
    /// Lesions of the voxels whose probability is at least the threshold, with their mean and maximum probability; with a segmentation
    /// threshold, the components at that threshold which reach the detection threshold somewhere (hysteresis, Canny 1986).
    /// </summary>
    /// <exception cref="InvalidInputException">A voxel of the map is not a probability.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static LesionSet Find(ProbabilityMap map, LesionOptions options)
    {
        options.Validate();
        var mask = AtLeast(map, options.VoxelThreshold);
        var (labels, lesions) = Measure(mask, map.Probability.Voxels, options);
        return new LesionSet(map.CaseId, map.Patient, labels, lesions) { Connectivity = options.Connectivity };
    }

    /// <summary>Lesions of the non-zero voxels of a mask; probabilities stay undefined.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static LesionSet Find(string caseId, string patient, Volume<byte> mask, LesionOptions options)
    {
        options.Validate();
        var (labels, lesions) = Measure(mask, null, options);
        return new LesionSet(caseId, patient, labels, lesions) { Connectivity = options.Connectivity };
    }

    /// <summary>
    /// The lesions of a label map: each label from 1 is a lesion, connected or not, touching another or not. They are renumbered, the
    /// largest first.
    /// </summary>
    /// <exception cref="ArgumentException">A label is negative.</exception>
    public static LesionSet FromLabels(string caseId, string patient, Volume<int> labels)
    {
        var (numbered, count) = Compact(labels);
        var lesions = Rank(numbered, Box3.Whole(numbered.Size), count, null, new LesionOptions());
        return new LesionSet(caseId, patient, numbered, lesions) { LabelsGiven = true };
    }

    /// <summary>1 where the probability is at least the threshold.</summary>
    /// <exception cref="InvalidInputException">A voxel of the map is not a probability.</exception>
    internal static Volume<byte> AtLeast(ProbabilityMap map, float threshold)
    {
        var probabilities = map.Probability.Voxels;
        var mask = new Volume<byte>(map.Probability.Geometry);
        var area = mask.Size.X * mask.Size.Y;
        var isRight = true;
        Parallel.For(0, mask.Size.Z, z =>
        {
            if (!AtLeast(probabilities.AsSpan(z * area, area), threshold, mask.Voxels.AsSpan(z * area, area)))
            {
                isRight = false;
            }
        });
        if (!isRight)
        {
            var first = Array.FindIndex(probabilities, p => !(p >= -ProbabilityTolerance && p <= 1 + ProbabilityTolerance));
            var (x, y, z) = mask.Size.Position(first);
            throw new InvalidInputException(
                map.CaseId,
                $"voxel ({x}, {y}, {z}) of the probability map is {probabilities[first]}; a probability lies in 0..1. Was an image given "
                    + "in its place?");
        }

        return mask;
    }

    /// <summary>
    /// Sets the voxels of a mask of zeros; false when a value is not a probability. Nearly all of a map is below any threshold, so whole
    /// vectors are passed over.
    /// </summary>
    private static bool AtLeast(ReadOnlySpan<float> probabilities, float threshold, Span<byte> mask)
    {
        var (lowest, highest, limit) =
            (new Vector<float>(-ProbabilityTolerance), new Vector<float>(1 + ProbabilityTolerance), new Vector<float>(threshold));
        var (width, isRight) = (Vector<float>.Count, true);
        for (var first = 0; first < probabilities.Length; first += width)
        {
            if (first <= probabilities.Length - width && new Vector<float>(probabilities[first..]) is var values
                && Vector.GreaterThanOrEqualAll(values, lowest)
                && Vector.LessThanOrEqualAll(values, highest) && !Vector.GreaterThanOrEqualAny(values, limit))
            {
                continue;
            }

            for (var i = first; i < Math.Min(first + width, probabilities.Length); i++)
            {
                var p = probabilities[i];
                isRight &= p >= -ProbabilityTolerance && p <= 1 + ProbabilityTolerance;
                mask[i] = (byte)(p >= threshold ? 1 : 0);
            }
        }

        return isRight;
    }

    private static (Volume<int> Labels, IReadOnlyList<Lesion> Lesions) Measure(
        Volume<byte> mask, float[]? probabilities, LesionOptions options)
    {
        var (labels, count) = ConnectedComponents.Label(mask, options.Connectivity);
        return (labels, Rank(labels, Box3.Around(mask), count, probabilities, options));
    }

    /// <summary>
    /// Measures components labelled in the order of their first voxels, all in one box, and numbers the kept ones by size.
    /// </summary>
    private static Lesion[] Rank(Volume<int> labels, Box3? around, int count, float[]? probabilities, LesionOptions options)
    {
        if (around is not { } box)
        {
            return [];
        }

        var tallies = ComponentAccumulator.Of(labels, box, count, probabilities);
        var voxelVolumeMm3 = labels.Geometry.VoxelVolumeMm3;

        // OrderBy is stable, so ties need no further key.
        var kept = Enumerable.Range(0, count)
            .Where(i => Lesion.ReachesVolume(tallies[i].Voxels * voxelVolumeMm3, options.MinVolumeMm3) && tallies[i].Reaches(options))
            .OrderByDescending(i => tallies[i].Voxels)
            .ToArray();
        Renumber(labels, box, kept, count, 0);
        return [.. kept.Select((component, i) => tallies[component].ToLesion(i + 1, labels))];
    }

    /// <summary>The same regions with labels 1, 2, … in the order of their first voxels.</summary>
    private static (Volume<int> Labels, int Count) Compact(Volume<int> labels)
    {
        var numbers = new Dictionary<int, int>();
        var compact = new Volume<int>(labels.Geometry);
        for (var i = 0; i < compact.Voxels.Length; i++)
        {
            var label = labels.Voxels[i];
            if (label < 0)
            {
                throw new ArgumentException(
                    $"Voxel {labels.Size.Position(i)} has the label {label}; labels are numbers from 0.", nameof(labels));
            }

            if (label > 0)
            {
                compact.Voxels[i] = numbers.TryGetValue(label, out var number) ? number : numbers[label] = numbers.Count + 1;
            }
        }

        return (compact, numbers.Count);
    }

    /// <summary>Numbers the kept ones of so many components from the label after <paramref name="last"/> on; the others vanish.</summary>
    internal static void Renumber(Volume<int> labels, Box3 box, int[] kept, int count, int last)
    {
        var final = new int[count + 1];
        for (var i = 0; i < kept.Length; i++)
        {
            final[kept[i] + 1] = last + i + 1;
        }

        for (var z = box.Z; z < box.EndZ; z++)
        {
            for (var y = box.Y; y < box.EndY; y++)
            {
                var row = labels.Voxels.AsSpan(labels.Size.Index(box.X, y, z), box.Size.X);
                for (var x = Math.Max(0, row.IndexOfAnyExcept(0)); x < row.Length; x++)
                {
                    row[x] = final[row[x]];
                }
            }
        }
    }
}

/// <summary>Definition of a lesion. The defaults keep every component: right for references and for evaluation.</summary>
public sealed record LesionOptions
{
    /// <summary>
    /// For result lists: components below 3 mm³ (two voxels of 1 x 1 x 1.5 mm) are left out. An evaluation should include them all, because
    /// its matching preset ignores small lesions on both sides alike.
    /// </summary>
    public static LesionOptions ForReading { get; } = new() { MinVolumeMm3 = 3 };

    /// <summary>
    /// A component is a lesion when its maximum probability is at least this, compared in single precision; above 0, at most 1.
    /// </summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>
    /// Components are made of the voxels with at least this probability, so that a lesion detected with certainty is segmented up to its
    /// probable border; above 0, at most <see cref="Threshold"/>. Null: one threshold for both.
    /// </summary>
    public double? OutlineThreshold { get; init; }

    /// <summary>From which probability on a voxel belongs to a component.</summary>
    internal float VoxelThreshold => (float)(OutlineThreshold ?? Threshold);

    /// <summary>Which neighbours join. Default 26, as in most published evaluations of metastases.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Corners26;

    /// <summary>Smallest lesion kept, in mm³; 0 keeps all.</summary>
    public double MinVolumeMm3 { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range; every error is listed.</exception>
    public void Validate()
    {
        var errors = new OptionErrors("Lesion options");
        errors.AddIf(!(Threshold > 0 && Threshold <= 1), $"threshold is {Threshold}; must be above 0 and at most 1");
        errors.AddIf(
            OutlineThreshold is { } outline && !(outline > 0 && outline <= Threshold),
            $"segmentation threshold is {OutlineThreshold}; must be above 0 and at most the threshold, {Threshold}");
        errors.AddIf(!Enum.IsDefined(Connectivity), $"connectivity is {(int)Connectivity}; must be 6, 18 or 26");
        errors.AddIf(!(MinVolumeMm3 >= 0) || double.IsInfinity(MinVolumeMm3), $"minimum volume is {MinVolumeMm3} mm³; must be 0 or more");
        errors.ThrowIfAny();
    }
}

/// <summary>
/// A map whose components at any threshold are those that <see cref="LesionFinder"/> finds with it and one fixed segmentation threshold:
/// every voxel of a component has the component's maximum probability. An evaluation at all thresholds can thus use a fixed segmentation
/// threshold.
/// </summary>
internal static class PeakMap
{
    /// <summary>0 below the segmentation threshold.</summary>
    /// <exception cref="InvalidInputException">A voxel of the map is not a probability.</exception>
    public static ProbabilityMap Of(ProbabilityMap map, double outlineThreshold, Connectivity connectivity)
    {
        var mask = LesionFinder.AtLeast(map, (float)outlineThreshold);
        var (labels, count) = ConnectedComponents.Label(mask, connectivity);
        var peaks = new Volume<float>(map.Probability.Geometry);
        if (Box3.Around(mask) is not { } box)
        {
            return map with { Probability = peaks };
        }

        var highest = ComponentAccumulator.Of(labels, box, count, map.Probability.Voxels);
        for (var i = 0; i < peaks.Voxels.Length; i++)
        {
            peaks.Voxels[i] = labels.Voxels[i] > 0 ? highest[labels.Voxels[i] - 1].MaxProbability!.Value : 0; // probabilities were given
        }

        return map with { Probability = peaks };
    }
}
