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

/// <summary>Finds which reference and predicted lesions meet: those that share a voxel, and those that come near enough.</summary>
internal static class LesionOverlaps
{
    /// <param name="reference">On the grid of the other.</param>
    /// <param name="predicted">On the grid of the other.</param>
    /// <param name="reachSteps">Predictions within this many steps (18 neighbours) of a reference lesion meet it as well.</param>
    public static List<LesionOverlap> Between(LesionSet reference, LesionSet predicted, int reachSteps)
    {
        var shared = SharedVoxels(reference, predicted);
        foreach (var pair in reachSteps > 0 ? WithinReach(reference, predicted, reachSteps) : [])
        {
            shared.TryAdd(pair, 0);
        }

        var toVoxels = reference.Geometry.VoxelToWorld.Inverse();
        var overlaps = new List<LesionOverlap>();
        foreach (var ((r, p), voxels) in shared)
        {
            var union = reference.Lesions[r].Voxels + predicted.Lesions[p].Voxels - voxels;
            var inside = LesionOverlap.IsInside(reference.Labels, r + 1, toVoxels.Apply(predicted.Lesions[p].Centroid));
            overlaps.Add(new LesionOverlap(r, p, voxels, (double)voxels / union, inside));
        }

        return overlaps;
    }

    private static Dictionary<(int Reference, int Predicted), long> SharedVoxels(LesionSet reference, LesionSet predicted)
    {
        var shared = new Dictionary<(int Reference, int Predicted), long>();
        var (referenceLabels, predictedLabels) = (reference.Labels.Voxels, predicted.Labels.Voxels);
        var i = 0;
        while (referenceLabels.AsSpan(i).IndexOfAnyExcept(0) is >= 0 and var ahead)
        {
            i += ahead;
            if (predictedLabels[i] > 0)
            {
                var pair = (referenceLabels[i] - 1, predictedLabels[i] - 1);
                shared[pair] = shared.GetValueOrDefault(pair) + 1;
            }

            i++;
        }

        return shared;
    }

    private static IEnumerable<(int Reference, int Predicted)> WithinReach(LesionSet reference, LesionSet predicted, int steps)
    {
        foreach (var lesion in reference.Lesions)
        {
            var box = lesion.Box.Grow(steps, reference.Geometry.Size);
            var mask = reference.Labels.Crop(box).Map(l => (byte)(l == lesion.Label ? 1 : 0));
            var grown = Morphology.DilateBySteps(mask, Connectivity.Edges18, steps).Voxels;
            var near = predicted.Labels.Crop(box).Voxels.Where((label, i) => label > 0 && grown[i] != 0).Distinct();
            foreach (var label in near)
            {
                yield return (lesion.Label - 1, label - 1);
            }
        }
    }
}

/// <summary>A reference lesion and a predicted lesion that share voxels, each by its place in its list (label - 1).</summary>
internal readonly record struct LesionOverlap(int Reference, int Predicted, long SharedVoxels, double Iou, bool CentroidInside)
{
    /// <summary>How near, in voxels, a centroid may lie to the face of a voxel to count as inside the voxels on both sides of it.</summary>
    private const double FaceTolerance = 1e-4;

    /// <summary>From the intersection over union, of which it is a function.</summary>
    public double Dice => 2 * Iou / (1 + Iou);

    public bool MayPair(MatchingPreset preset) =>
        (preset.StrictMinIou ? Iou > preset.MinIou : Iou >= preset.MinIou) || (preset.OrCentroidInside && CentroidInside);

    /// <summary>
    /// True when the point, in voxels, lies in a voxel of the lesion or on its face. The centroid of an even number of voxels lies on a
    /// face exactly; closed voxels make the answer independent of rounding and of flips of the grid.
    /// </summary>
    public static bool IsInside(Volume<int> labels, int label, PointMm voxel)
    {
        var size = labels.Size;
        for (var corner = 0; corner < 8; corner++)
        {
            var x = Nearest(voxel.X, (corner & 1) != 0);
            var y = Nearest(voxel.Y, (corner & 2) != 0);
            var z = Nearest(voxel.Z, (corner & 4) != 0);
            if (size.Contains(x, y, z) && labels[x, y, z] == label)
            {
                return true;
            }
        }

        return false;
    }

    private static int Nearest(double coordinate, bool upward) =>
        (int)Math.Floor(coordinate + 0.5 + (upward ? FaceTolerance : -FaceTolerance));
}
