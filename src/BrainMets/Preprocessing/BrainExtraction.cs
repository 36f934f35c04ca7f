using BrainMets.Imaging;
using BrainMets.Preprocessing.Extraction;

namespace BrainMets.Preprocessing;

/// <summary>
/// Finds the brain in a T1 post-contrast head without any trained weights: a deformable surface on a 2 mm grid, filled on the image's own grid.
/// Method, measured accuracy and failure modes: docs/preprocessing.md.
/// </summary>
public static class BrainExtraction
{
    private static readonly SpacingMm CoarseSpacing = new(2, 2, 2);

    /// <summary>The brain of an image that was already skull-stripped (constant background, no skull), holes filled; null when it was not.</summary>
    public static Volume<byte>? AlreadyStripped(Volume<float> image) => StrippedInput.FindBrain(image);

    /// <summary>1 inside the brain, on the grid of <paramref name="image"/>; all 0 when there is no head in it.</summary>
    /// <param name="image">T1c of a head in any orientation and spacing.</param>
    public static Volume<byte> Extract(Volume<float> image)
    {
        var coarse = WorkingGrid.Resample(image, WorkingGrid.Covering(image.Geometry, CoarseSpacing));
        if (HeadEstimate.From(coarse) is not { } head)
        {
            return new Volume<byte>(image.Geometry);
        }

        var mesh = new SurfaceFit(coarse, head, 0.5).Fit();
        var spacing = coarse.Geometry.Spacing;
        var toWorld = coarse.Geometry.VoxelToWorld.After(Affine.FromSpacing(new SpacingMm(1 / spacing.X, 1 / spacing.Y, 1 / spacing.Z)));
        return MeshRasterizer.Fill(mesh, toWorld, image.Geometry);
    }
}
