using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>
/// From the core of grey and white matter to the brain as a whole: sulci, ventricles, lesions and vessels inside are filled, and the CSF around it
/// is taken in up to a few millimetres, so that a lesion at the surface is never cut off.
/// </summary>
internal static class BrainEnvelope
{
    /// <summary>Sulci and bright surface lesions up to twice this wide are closed.</summary>
    private const double ClosingMm = 16;

    /// <summary>How far the surface moves out into what is neither bone nor fat.</summary>
    private const double GrowthMm = 2.5;

    private const float DarkestCsf = 0.12f;
    private const float BrightestRim = 1.3f;

    /// <summary>Rounds off steps of the coarse grid.</summary>
    private const double SmoothingVoxels = 1;

    public static Volume<byte> Around((Volume<byte> Core, Volume<float> Brightness, BrainShape Shape) found, Volume<float> coarse, VolumeGeometry target)
    {
        var closed = Close(found.Core);
        var grown = Morphology.Dilate(closed, GrowthMm);
        for (var i = 0; i < grown.Voxels.Length; i++)
        {
            var relative = coarse.Voxels[i] / found.Brightness.Voxels[i];
            grown.Voxels[i] = (byte)(closed.Voxels[i] != 0 || (grown.Voxels[i] != 0 && relative is > DarkestCsf and < BrightestRim) ? 1 : 0);
        }

        BrainCore.Cut(grown, found.Shape);
        var smooth = GaussianFilter.Smooth(grown.Map(m => (float)m), SmoothingVoxels, SmoothingVoxels, SmoothingVoxels);
        var fine = Resampler.Linear(smooth, target, outside: 0).Map(v => (byte)(v > 0.5f ? 1 : 0));
        return ConnectedComponents.Largest(fine, Connectivity.Faces6);
    }

    /// <summary>Closing by a ball, holes filled; on a padded grid, so that the border of the field of view does not count as brain.</summary>
    private static Volume<byte> Close(Volume<byte> core)
    {
        var margin = (int)Math.Ceiling(ClosingMm / core.Geometry.Spacing.Smallest) + 1;
        var padded = Pad(core, margin);
        var closed = Morphology.Erode(Morphology.FillHoles(Morphology.Dilate(padded, ClosingMm)), ClosingMm).Crop(new Box3(margin, margin, margin, core.Size));
        for (var i = 0; i < core.Voxels.Length; i++)
        {
            closed.Voxels[i] |= core.Voxels[i];
        }

        return new Volume<byte>(core.Geometry, closed.Voxels);
    }

    private static Volume<byte> Pad(Volume<byte> mask, int margin)
    {
        var size = new Size3(mask.Size.X + (2 * margin), mask.Size.Y + (2 * margin), mask.Size.Z + (2 * margin));
        var map = mask.Geometry.VoxelToWorld;
        var padded = new Volume<byte>(new VolumeGeometry(size, map with { Origin = map.Apply(-margin, -margin, -margin) }));
        for (var z = 0; z < mask.Size.Z; z++)
        {
            for (var y = 0; y < mask.Size.Y; y++)
            {
                mask.Voxels.AsSpan(mask.Size.Index(0, y, z), mask.Size.X).CopyTo(padded.Voxels.AsSpan(size.Index(margin, y + margin, z + margin)));
            }
        }

        return padded;
    }
}
