using System.Numerics;
using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>
/// Voxels as bright as brain. Judged against a smooth map of the brain's own local brightness, so that a bright coil side or a dark skull base
/// does not matter.
/// </summary>
internal static class TissueMask
{
    /// <summary>From between CSF and grey matter to below fat and enhancing vessels, as fractions of local brightness.</summary>
    private const float Darkest = 0.6f;
    private const float Brightest = 1.45f;

    /// <summary>A coarse voxel is tissue when this part of what it covers is.</summary>
    private const float LeastPart = 0.6f;

    /// <summary>Field inhomogeneity changes over centimetres, anatomy over less.</summary>
    private const double FieldSigmaMm = 24;

    /// <summary>
    /// On the coarse grid of <paramref name="brightness"/>. Each voxel of the fine image is judged and then counted on the coarse grid, because the
    /// inner table of the skull is 1 to 2 mm thin and would drown between bright scalp and brain if the image itself were made coarse.
    /// </summary>
    public static Volume<byte> Find(Volume<float> image, Volume<float> brightness)
    {
        var local = Resampler.Linear(brightness, image.Geometry, outside: 0);
        var tissue = new Volume<float>(image.Geometry);
        var area = image.Size.X * image.Size.Y;
        Parallel.For(0, image.Size.Z, z => Judge(image.Voxels.AsSpan(z * area, area), local.Voxels.AsSpan(z * area, area), tissue.Voxels.AsSpan(z * area, area)));
        return Resampler.Linear(tissue, brightness.Geometry, outside: 0).Map(part => (byte)(part > LeastPart ? 1 : 0));
    }

    private static void Judge(ReadOnlySpan<float> image, ReadOnlySpan<float> local, Span<float> tissue)
    {
        var whole = image.Length - (image.Length % Vector<float>.Count);
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            var (value, brightness) = (new Vector<float>(image[i..]), new Vector<float>(local[i..]));
            var isTissue = Vector.GreaterThan(value, brightness * Darkest) & Vector.LessThan(value, brightness * Brightest);
            Vector.ConditionalSelect(isTissue, Vector<float>.One, Vector<float>.Zero).CopyTo(tissue[i..]);
        }

        for (var i = whole; i < image.Length; i++)
        {
            tissue[i] = image[i] > Darkest * local[i] && image[i] < Brightest * local[i] ? 1 : 0;
        }
    }

    /// <summary>Mean of the core under a wide Gaussian; far from the core, the typical brightness.</summary>
    public static Volume<float> LocalBrightness(Volume<float> coarse, Volume<byte> core, float typical)
    {
        var weights = GaussianFilter.SmoothMm(core.Map(m => (float)m), FieldSigmaMm);
        var weighted = new Volume<float>(coarse.Geometry);
        for (var i = 0; i < weighted.Voxels.Length; i++)
        {
            weighted.Voxels[i] = core.Voxels[i] != 0 ? coarse.Voxels[i] : 0;
        }

        var sums = GaussianFilter.SmoothMm(weighted, FieldSigmaMm);
        for (var i = 0; i < sums.Voxels.Length; i++)
        {
            sums.Voxels[i] = weights.Voxels[i] > 1e-3f ? sums.Voxels[i] / weights.Voxels[i] : typical;
        }

        return sums;
    }
}
