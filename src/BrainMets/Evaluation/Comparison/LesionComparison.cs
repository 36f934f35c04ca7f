using BrainMets.Imaging;
using BrainMets.Lesions;

namespace BrainMets.Evaluation;

/// <summary>
/// Compares a reference lesion with the predictions matched to it, taken together, on a crop that holds them all: overlap and, from one
/// pass over their surfaces, every distance.
/// </summary>
internal sealed record LesionComparison(double? Dice, SurfaceDistances? Distances, LesionScore? Score)
{
    public static LesionComparison Nothing { get; } = new(null, null, null);

    /// <param name="reference">The set that holds the lesion.</param>
    /// <param name="lesion">One of its lesions.</param>
    /// <param name="predicted">The set that holds the predictions, on the same grid.</param>
    /// <param name="matched">At least one of them.</param>
    /// <param name="rules">What a challenge wants measured; null for nothing.</param>
    public static LesionComparison Of(
        LesionSet reference, Lesion lesion, LesionSet predicted, IReadOnlyList<Lesion> matched, ScoreRules? rules)
    {
        var box = matched.Aggregate(lesion.Box, (all, m) => all.Union(m.Box));
        var referenceMask = Mask(reference, [lesion], box);
        var predictedMask = Mask(predicted, matched, box);
        var dice = MaskOverlap.Of<byte>(referenceMask.Voxels, predictedMask.Voxels).Dice;
        var distances = SurfaceDistances.Between(referenceMask, predictedMask);
        return new LesionComparison(dice, distances, rules is null ? null : ScoreOf(rules, (referenceMask, predictedMask), dice, distances));
    }

    private static Volume<byte> Mask(LesionSet set, IReadOnlyList<Lesion> lesions, Box3 box)
    {
        var labels = set.Labels.Crop(box);
        var wanted = lesions.Select(l => l.Label).ToHashSet();
        var only = lesions[0].Label;
        return lesions.Count == 1
            ? labels.Map(l => (byte)(l == only ? 1 : 0))
            : labels.Map(l => (byte)(l != 0 && wanted.Contains(l) ? 1 : 0));
    }

    private static LesionScore? ScoreOf(
        ScoreRules rules, (Volume<byte> Reference, Volume<byte> Predicted) masks, double? dice, SurfaceDistances? distances)
    {
        var used = rules.ReversedSpacing ? SurfaceDistances.Between(Reversed(masks.Reference), Reversed(masks.Predicted)) : distances;
        return dice is not { } overlap || used is null
            ? null
            : new LesionScore(
                overlap,
                used.Hd95(rules.Hd95Family),
                [.. rules.TolerancesMm(masks.Reference.Geometry.Spacing).Select(used.SurfaceDiceMeanOfSides)]);
    }

    /// <summary>The same voxels with the spacing of x and z exchanged; distances ask for nothing else of a grid.</summary>
    private static Volume<byte> Reversed(Volume<byte> mask)
    {
        var mm = mask.Geometry.Spacing;
        return new Volume<byte>(mask.Geometry with { VoxelToWorld = Affine.FromSpacing(new SpacingMm(mm.Z, mm.Y, mm.X)) }, mask.Voxels);
    }
}
