using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Dice lesion by lesion without any matching: space is divided among the reference lesions, each voxel to the nearest in mm, and each cell
/// is evaluated separately (CC-Dice; Jaus et al. 2024).
/// </summary>
internal static class NearestLesionDice
{
    /// <summary>
    /// One Dice a reference lesion, in the order of their labels; 0 for one whose cell holds no overlap. Empty when there is no reference
    /// lesion: there are no cells then, whatever was predicted.
    /// </summary>
    public static IReadOnlyList<double> Of(LesionSet reference, LesionSet predicted)
    {
        if (reference.Lesions.Count == 0)
        {
            return [];
        }

        // Only predicted voxels need the nearest lesion, so space beyond all lesions can be left out.
        var box = reference.Lesions.Concat(predicted.Lesions).Select(l => l.Box).Aggregate((a, b) => a.Union(b));
        var (referenceLabels, predictedLabels) = (reference.Labels.Crop(box), predicted.Labels.Crop(box));
        var nearest = DistanceTransform.NearestLabel(referenceLabels).Voxels;
        var (predictedInCell, shared) = (new long[reference.Lesions.Count], new long[reference.Lesions.Count]);
        for (var i = 0; i < nearest.Length; i++)
        {
            if (predictedLabels.Voxels[i] > 0)
            {
                predictedInCell[nearest[i] - 1]++;
                shared[nearest[i] - 1] += referenceLabels.Voxels[i] > 0 ? 1 : 0;
            }
        }

        return [.. reference.Lesions.Select((lesion, i) => 2.0 * shared[i] / (lesion.Voxels + predictedInCell[i]))];
    }
}

/// <summary>Overlap of two masks on one grid, in voxels. A voxel belongs to a mask when it is not zero.</summary>
internal readonly record struct MaskOverlap(long Reference, long Predicted, long Shared)
{
    /// <summary>2 |R and P| / (|R| + |P|) (Dice 1945); null when both are empty.</summary>
    public double? Dice => Reference + Predicted == 0 ? null : 2.0 * Shared / (Reference + Predicted);

    /// <summary>|R and P| / |R or P| (Jaccard 1912); null when both are empty.</summary>
    public double? Iou => Reference + Predicted == 0 ? null : (double)Shared / (Reference + Predicted - Shared);

    /// <exception cref="ArgumentException">The masks differ in length.</exception>
    public static MaskOverlap Of<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> predicted)
        where T : unmanaged, IEquatable<T>
    {
        if (reference.Length != predicted.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} voxels and the prediction {predicted.Length}; both must lie on one grid.");
        }

        var (inReference, inPredicted, shared) = (0L, 0L, 0L);
        for (var i = 0; i < reference.Length; i++)
        {
            var (r, p) = (!reference[i].Equals(default), !predicted[i].Equals(default));
            inReference += r ? 1 : 0;
            inPredicted += p ? 1 : 0;
            shared += r && p ? 1 : 0;
        }

        return new MaskOverlap(inReference, inPredicted, shared);
    }
}
