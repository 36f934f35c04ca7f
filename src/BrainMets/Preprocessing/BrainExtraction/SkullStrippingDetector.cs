using System.Runtime.InteropServices;

namespace BrainMets.Preprocessing;

/// <summary>
/// Recognises images from which skull and scalp were already removed, so that no brain is cut off a second time; and does not mistake a
/// head whose air was set to a constant for one. The limits lie midway between both, measured on six real and nine phantom images.
/// </summary>
internal static class SkullStrippingDetector
{
    /// <summary>Minimum share of a stripped image that is filled with exactly one value.</summary>
    private const double LeastBackground = 0.2;

    /// <summary>Larger than any brain.</summary>
    private const double LargestBrainMl = 2300;

    /// <summary>Bone is darker than this part of the brain's brightness; in T1 CSF is not.</summary>
    private const float Bone = 0.15f;

    /// <summary>In a stripped brain less than a tenth lies below voxels as dark as bone, in a head more than a sixth.</summary>
    private const double LargestBonyPart = 0.125;

    /// <summary>The upper quarter of the rim is scalp fat in a head; with fat saturation the rim's median is dark.</summary>
    private const float FatRim = 1.35f;
    private const float SaturatedRim = 0.55f;

    /// <summary>The brain of an already stripped image, holes filled; null when the image still shows a head.</summary>
    public static Volume<byte>? FindBrain(Volume<float> image)
    {
        var coarse = Resampler.Nearest(image, WorkingGrid.Covering(image.Geometry, new SpacingMm(2, 2, 2)));
        return Background(coarse) is { } background && !IsHead(coarse, background) ? Foreground(image, background) : null;
    }

    private static float? Background(Volume<float> image)
    {
        var counts = new Dictionary<float, int>();
        foreach (var voxel in image.Voxels)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, voxel, out _)++;
        }

        var commonest = counts.MaxBy(c => c.Value);
        return commonest.Value >= LeastBackground * image.Voxels.Length ? commonest.Key : null;
    }

    private static Volume<byte> Foreground(Volume<float> image, float background) =>
        Morphology.FillHoles(ConnectedComponents.Largest(image.Map(v => (byte)(v != background ? 1 : 0)), Connectivity.Faces6));

    private static bool IsHead(Volume<float> image, float background)
    {
        var foreground = Foreground(image, background);
        var depth = DistanceTransform.SquaredMm(Morphology.Complement(foreground));
        var deep = Between(image, depth, 20, double.PositiveInfinity);
        if (deep.Length == 0 || foreground.Voxels.AsSpan().Count((byte)1) * image.Geometry.VoxelVolumeMm3 > 1000 * LargestBrainMl)
        {
            return true;
        }

        var brightness = Quantiles.At(deep, 0.5) - background;
        var rim = Between(image, depth, 2, 6);
        return Quantiles.At(rim, 0.75) - background > FatRim * brightness
            || Quantiles.At(rim, 0.5) - background < SaturatedRim * brightness
            || BonyPart(image, depth, background + (Bone * brightness)) > LargestBonyPart;
    }

    /// <summary>
    /// The part of what lies 8 to 10 mm deep that has something as dark as bone within 6 mm, as all brain under a skull has.
    /// </summary>
    private static double BonyPart(Volume<float> image, Volume<double> depth, float limit)
    {
        var dark = new Volume<byte>(image.Geometry);
        for (var i = 0; i < dark.Voxels.Length; i++)
        {
            dark.Voxels[i] = (byte)(depth.Voxels[i] is > 4 * 4 and < 14 * 14 && image.Voxels[i] < limit ? 1 : 0);
        }

        var toDark = DistanceTransform.SquaredMm(dark);
        var (near, all) = (0L, 0L);
        for (var i = 0; i < dark.Voxels.Length; i++)
        {
            if (depth.Voxels[i] is >= 8 * 8 and <= 10 * 10)
            {
                (near, all) = (near + (toDark.Voxels[i] <= 6 * 6 ? 1 : 0), all + 1);
            }
        }

        return all == 0 ? 1 : (double)near / all;
    }

    private static float[] Between(Volume<float> image, Volume<double> squaredDepth, double lowMm, double highMm) =>
        [.. image.Voxels.Where((_, i) => squaredDepth.Voxels[i] > lowMm * lowMm && squaredDepth.Voxels[i] < highMm * highMm)];
}
