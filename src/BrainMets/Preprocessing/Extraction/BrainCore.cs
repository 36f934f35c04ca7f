using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Preprocessing.Extraction;

/// <summary>
/// Grey and white matter without its surroundings: voxels of brain-like intensity, eroded until nerves, vessels and muscle hang by nothing, the
/// central piece kept and grown back. Intensities are judged against a smooth map of the brain's own local brightness, so that a bright coil
/// side or a dark skull base does not matter; the map comes from a first core and makes a second, better one.
/// </summary>
internal static class BrainCore
{
    /// <summary>Half the width of a bridge that is cut. Optic nerves and dural folds are thinner, gyri are thicker or grow back.</summary>
    private const double OpeningMm = 4;

    /// <summary>Brain-like: from between CSF and grey matter to below fat and enhancing vessels, as a fraction of local brain.</summary>
    private const float Darkest = 0.6f;
    private const float Brightest = 1.45f;

    /// <summary>Field inhomogeneity changes over centimetres, anatomy over less.</summary>
    private const double FieldSigmaMm = 24;

    /// <summary>The core on the coarse grid, the local brightness there, and the shape that bounds it; null when nothing of substance is found.</summary>
    public static (Volume<byte> Core, Volume<float> Brightness, BrainShape Shape)? Find(Volume<float> image, Volume<float> coarse, HeadEstimate head)
    {
        var brightness = coarse.Map(_ => head.BrainIntensity);
        if (Open(Tissue(image, brightness), head) is not { } first)
        {
            return null;
        }

        var shape = BrainShape.Around(first, head);
        brightness = LocalBrightness(coarse, first, head.BrainIntensity);
        var tissue = Tissue(image, brightness);
        Cut(tissue, shape);
        if (Open(tissue, head) is not { } second)
        {
            return null;
        }

        return (second, LocalBrightness(coarse, second, head.BrainIntensity), shape);
    }

    /// <summary>Removes what lies outside the shape.</summary>
    public static void Cut(Volume<byte> mask, BrainShape shape)
    {
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            var (x, y, z) = mask.Size.Position(i);
            if (mask.Voxels[i] != 0 && !shape.Contains(x, y, z))
            {
                mask.Voxels[i] = 0;
            }
        }
    }

    /// <summary>
    /// Judged on the fine grid and then counted on the coarse one, because the inner table of the skull is 1 to 2 mm thin and would drown between
    /// bright scalp and brain if the image itself were made coarse.
    /// </summary>
    private static Volume<byte> Tissue(Volume<float> image, Volume<float> brightness)
    {
        var local = Resampler.Linear(brightness, image.Geometry, outside: 0);
        var tissue = new Volume<float>(image.Geometry);
        for (var i = 0; i < tissue.Voxels.Length; i++)
        {
            tissue.Voxels[i] = image.Voxels[i] > Darkest * local.Voxels[i] && image.Voxels[i] < Brightest * local.Voxels[i] ? 1 : 0;
        }

        return Resampler.Linear(tissue, brightness.Geometry, outside: 0).Map(f => (byte)(f > 0.6f ? 1 : 0));
    }

    private static Volume<byte>? Open(Volume<byte> tissue, HeadEstimate head)
    {
        var (labels, count) = ConnectedComponents.Label(Morphology.Erode(tissue, OpeningMm), Connectivity.Faces6);
        var central = CentralLabel(labels, count, head.Centre);
        return central == 0 ? null : Morphology.Dilate(labels.Map(l => (byte)(l == central ? 1 : 0)), OpeningMm);
    }

    /// <summary>The component with most voxels within 5 cm of the head's centre, 0 when there is none.</summary>
    private static int CentralLabel(Volume<int> labels, int count, PointMm centre)
    {
        var counts = new long[count + 1];
        var spacing = labels.Geometry.Spacing;
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] != 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var away = new PointMm(spacing.X * (x - centre.X), spacing.Y * (y - centre.Y), spacing.Z * (z - centre.Z));
                counts[labels.Voxels[i]] += away.Length < 50 ? 1 : 0;
            }
        }

        var most = counts.Max();
        return most == 0 ? 0 : Array.IndexOf(counts, most);
    }

    /// <summary>Mean of the core under a wide Gaussian; far from the core, the typical brightness.</summary>
    private static Volume<float> LocalBrightness(Volume<float> coarse, Volume<byte> core, float typical)
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
