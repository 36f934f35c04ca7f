using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// What is much brighter than white matter inside the brain mask: after contrast veins, sinuses along the mask's edge, choroid plexus and lesions; before it hardly anything.
/// </summary>
internal sealed record EnhancementMeasures
{
    /// <summary>In standard deviations of the brain above its median; white matter lies at about 0.9.</summary>
    private const float Bright = 2;

    /// <summary>Smaller bright spots are noise, in mm³.</summary>
    private const double SmallestSpotMm3 = 12;

    /// <summary>Volume of connected bright voxels, in mm³.</summary>
    public required double BrightMm3 { get; init; }

    /// <summary>That volume as a share of the brain, 0..1.</summary>
    public required double Share { get; init; }

    public static EnhancementMeasures Of(PreparedCase prepared)
    {
        var bright = new Volume<byte>(prepared.Image.Geometry);
        var (brainVoxels, image, brain) = (0L, prepared.Image.Voxels, prepared.Brain.Voxels);
        for (var i = 0; i < image.Length; i++)
        {
            brainVoxels += brain[i];
            bright.Voxels[i] = (byte)(brain[i] != 0 && image[i] > Bright ? 1 : 0);
        }

        var (labels, count) = ConnectedComponents.Label(bright, Connectivity.Corners26);
        var voxelMm3 = bright.Geometry.VoxelVolumeMm3;
        var kept = ConnectedComponents.Sizes(labels, count).Where(size => size * voxelMm3 >= SmallestSpotMm3).Sum();
        return new EnhancementMeasures { BrightMm3 = kept * voxelMm3, Share = brainVoxels == 0 ? 0 : (double)kept / brainVoxels };
    }
}
