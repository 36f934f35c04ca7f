using System.Runtime.InteropServices;
using BrainMets.Imaging;
using BrainMets.Imaging.Filters;
using BrainMets.Preprocessing.Intensity;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>Recognises images from which skull and scalp were already removed, so that no brain is cut off a second time.</summary>
internal static class StrippedInput
{
    /// <summary>The brain of an already stripped image, holes filled; null when the image still shows a head.</summary>
    public static Volume<byte>? FindBrain(Volume<float> image)
    {
        var background = Background(image);
        if (background is not { } value)
        {
            return null;
        }

        var brain = Morphology.FillHoles(ConnectedComponents.Largest(image.Map(v => (byte)(v != value ? 1 : 0)), Connectivity.Faces6));
        return HasSkull(image, brain, value) ? null : brain;
    }

    /// <summary>The constant that fills what was removed: the commonest value, when at least a fifth of the image has exactly it.</summary>
    private static float? Background(Volume<float> image)
    {
        var counts = new Dictionary<float, int>();
        foreach (var voxel in image.Voxels)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, voxel, out _)++;
        }

        var commonest = counts.MaxBy(c => c.Value);
        return commonest.Value >= image.Voxels.Length / 5 ? commonest.Key : null;
    }

    /// <summary>
    /// A head whose air was set to a constant has a shell as dark as air some millimetres below its surface, or is simply too large for a brain.
    /// </summary>
    private static bool HasSkull(Volume<float> image, Volume<byte> foreground, float background)
    {
        var count = foreground.Voxels.Count(v => v != 0);
        if (count * image.Geometry.VoxelVolumeMm3 > 2_300_000)
        {
            return true;
        }

        var depth = DistanceTransform.SquaredMm(foreground.Map(v => (byte)(v == 0 ? 1 : 0)));
        var deep = new List<float>();
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            if (depth.Voxels[i] > 20 * 20 && !double.IsInfinity(depth.Voxels[i]))
            {
                deep.Add(image.Voxels[i]);
            }
        }

        if (deep.Count == 0)
        {
            return true;
        }

        var limit = background + (0.35f * (Quantiles.At(CollectionsMarshal.AsSpan(deep), 0.5) - background));
        var (dark, shell) = (0L, 0L);
        for (var i = 0; i < image.Voxels.Length; i++)
        {
            if (depth.Voxels[i] is > 4 * 4 and < 14 * 14)
            {
                shell++;
                dark += image.Voxels[i] < limit ? 1 : 0;
            }
        }

        return dark > 0.25 * shell;
    }
}
