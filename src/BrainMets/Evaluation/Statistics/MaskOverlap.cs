namespace BrainMets.Evaluation;

/// <summary>How far two masks of the same grid cover each other. A voxel belongs to a mask when it is not zero.</summary>
public readonly record struct MaskOverlap(long Reference, long Predicted, long Shared)
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
