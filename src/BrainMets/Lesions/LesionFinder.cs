using BrainMets.Imaging;
using BrainMets.Imaging.Filters;
using BrainMets.Inference;

namespace BrainMets.Lesions;

/// <summary>
/// Splits a probability map or a mask into lesions and measures each. Lesions are numbered from 1, the largest first; of equal volumes the
/// one whose first voxel comes earlier (x fastest, then y, then z).
/// </summary>
public static class LesionFinder
{
    /// <summary>How far outside 0..1 a probability may lie through rounding.</summary>
    private const float ProbabilityTolerance = 1e-4f;

    /// <summary>Lesions of the voxels whose probability is at least the threshold, with their mean and highest probability.</summary>
    /// <exception cref="CaseDataException">A voxel of the map is no probability.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static LesionSet Find(ProbabilityMap map, LesionOptions options)
    {
        options.Validate();
        var mask = AtLeast(map, (float)options.Threshold);
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

    private static Volume<byte> AtLeast(ProbabilityMap map, float threshold)
    {
        var probabilities = map.Probability.Voxels;
        var mask = new Volume<byte>(map.Probability.Geometry);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var p = probabilities[i];
            if (!(p >= -ProbabilityTolerance && p <= 1 + ProbabilityTolerance))
            {
                var (x, y, z) = mask.Size.Position(i);
                throw new CaseDataException(
                    map.CaseId,
                    $"voxel ({x}, {y}, {z}) of the probability map is {p}; a probability lies in 0..1. Was an image given in its place?");
            }

            mask.Voxels[i] = (byte)(p >= threshold ? 1 : 0);
        }

        return mask;
    }

    private static (Volume<int> Labels, IReadOnlyList<Lesion> Lesions) Measure(
        Volume<byte> mask, float[]? probabilities, LesionOptions options)
    {
        var (labels, count) = ConnectedComponents.Label(mask, options.Connectivity);
        var tallies = ComponentTally.Of(labels, count, probabilities);
        var voxelVolumeMm3 = mask.Geometry.VoxelVolumeMm3;

        // Components are labelled in the order of their first voxels and OrderBy is stable, so ties need no further key.
        var kept = Enumerable.Range(0, count)
            .Where(i => Lesion.ReachesVolume(tallies[i].Voxels * voxelVolumeMm3, options.MinVolumeMm3))
            .OrderByDescending(i => tallies[i].Voxels)
            .ToArray();
        Renumber(labels, kept, count);
        var lesions = kept.Select((component, i) => tallies[component].ToLesion(i + 1, labels)).ToArray();
        return (labels, lesions);
    }

    private static void Renumber(Volume<int> labels, int[] kept, int count)
    {
        var final = new int[count + 1];
        for (var i = 0; i < kept.Length; i++)
        {
            final[kept[i] + 1] = i + 1;
        }

        var voxels = labels.Voxels;
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = final[voxels[i]];
        }
    }
}
