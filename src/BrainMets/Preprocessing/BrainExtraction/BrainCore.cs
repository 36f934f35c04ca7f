using System.Numerics;

namespace BrainMets.Preprocessing;

/// <summary>Grey and white matter without surroundings, on the coarse grid, and the thresholds estimated with it.</summary>
/// <param name="Mask">1 inside.</param>
/// <param name="Brightness">The brain's own local brightness, a smooth map over the whole grid.</param>
/// <param name="Shape">Measured on the core.</param>
/// <param name="Leaks">
/// Too much was found at first to be brain alone, so the boundary <paramref name="Shape"/> must limit the result.
/// </param>
internal sealed record BrainCore(Volume<byte> Mask, Volume<float> Brightness, BrainShape Shape, bool Leaks)
{
    /// <summary>Half the width of a bridge that is cut. Optic nerves and dural folds are thinner, gyri are thicker or grow back.</summary>
    private const double OpeningMm = 4;

    /// <summary>No adult's grey and white matter alone, sulci and ventricles not counted, is this large.</summary>
    private const double LargestCoreMl = 1650;

    /// <summary>Pieces smaller than this, once eroded, are not cerebellum.</summary>
    private const double SmallestPieceMl = 5;

    /// <summary>
    /// Radii tried when brain and surroundings are connected, largest first, until enough is left to be the inside of the brain.
    /// </summary>
    private static readonly double[] StrictOpeningsMm = [12, 10, 8, 7, 6, 5];

    /// <summary>Maximum distance of brain beyond the strictly opened inside.</summary>
    private const double StrictReachMm = 12;

    /// <summary>Null when nothing of substance is found.</summary>
    public static BrainCore? Find(Volume<float> image, Volume<float> coarse, HeadEstimate head)
    {
        var brightness = coarse.Map(_ => head.BrainIntensity);
        var opening = new MorphologicalOpening(TissueMask.Find(image, brightness), head.Centre);
        if (opening.Central(OpeningMm) is not { } inside)
        {
            return null;
        }

        var leaks = VolumeMl(inside) > LargestCoreMl;
        inside = leaks ? StrictInside(opening, VolumeMl(inside)) ?? inside : inside;
        brightness = TissueMask.LocalBrightness(coarse, inside, head.BrainIntensity);
        var tissue = TissueMask.Find(image, brightness);
        if (leaks)
        {
            Keep(tissue, Morphology.Dilate(inside, StrictReachMm));
        }

        opening = new MorphologicalOpening(tissue, head.Centre);
        if (opening.Central(OpeningMm) is not { } core)
        {
            return null;
        }

        var shape = BrainShape.Around(core, head);
        foreach (var piece in opening.Others(OpeningMm, SmallestPieceMl, shape.CouldBeCerebellum))
        {
            Add(core, piece);
        }

        var found = new BrainCore(core, brightness, shape, leaks);
        found.Bound(core);
        return found with { Brightness = TissueMask.LocalBrightness(coarse, core, head.BrainIntensity) };
    }

    /// <summary>Removes from a mask what cannot be brain, when the surroundings leaked in.</summary>
    public void Bound(Volume<byte> mask)
    {
        for (var i = 0; Leaks && i < mask.Voxels.Length; i++)
        {
            var (x, y, z) = mask.Size.Position(i);
            if (mask.Voxels[i] != 0 && !Shape.Contains(x, y, z))
            {
                mask.Voxels[i] = 0;
            }
        }
    }

    private static Volume<byte>? StrictInside(MorphologicalOpening opening, double leakingMl) =>
        StrictOpeningsMm.Select(opening.Central).FirstOrDefault(o => o is not null && VolumeMl(o) >= Math.Min(0.55 * leakingMl, 900));

    private static double VolumeMl(Volume<byte> mask) => mask.Voxels.AsSpan().Count((byte)1) * mask.Geometry.VoxelVolumeMm3 / 1000;

    private static void Keep(Volume<byte> mask, Volume<byte> within)
    {
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            mask.Voxels[i] &= within.Voxels[i];
        }
    }

    private static void Add(Volume<byte> mask, Volume<byte> more)
    {
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            mask.Voxels[i] |= more.Voxels[i];
        }
    }
}

/// <summary>
/// Voxels as bright as brain. Compared with a smooth map of the brain's own local brightness, so that a bright coil side or a dark skull
/// base does not matter.
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
    /// On the coarse grid of <paramref name="brightness"/>. Each voxel of the fine image is classified and then counted on the coarse grid,
    /// because the inner table of the skull is 1 to 2 mm thin and would drown between bright scalp and brain if the image itself were made
    /// coarse.
    /// </summary>
    public static Volume<byte> Find(Volume<float> image, Volume<float> brightness)
    {
        var local = Resampler.Linear(brightness, image.Geometry, outside: 0);
        var tissue = new Volume<float>(image.Geometry);
        var area = image.Size.X * image.Size.Y;
        Parallel.For(0, image.Size.Z,
            z => Judge(image.Voxels.AsSpan(z * area, area), local.Voxels.AsSpan(z * area, area), tissue.Voxels.AsSpan(z * area, area)));
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

/// <summary>Morphological openings of one mask by balls of different size, split into components; the distance map is shared.</summary>
internal sealed class MorphologicalOpening
{
    /// <summary>The head's centre is only roughly known; the brain is the component with most voxels within this distance of it.</summary>
    private const double CentralMm = 50;

    private readonly Volume<double> squaredDepthMm;
    private readonly PointMm centre;

    public MorphologicalOpening(Volume<byte> tissue, PointMm centre)
    {
        squaredDepthMm = DistanceTransform.SquaredMm(Morphology.Complement(tissue));
        this.centre = centre;
    }

    /// <summary>The central piece, eroded and grown back; null when there is none.</summary>
    public Volume<byte>? Central(double radiusMm)
    {
        var (labels, count) = Pieces(radiusMm);
        var central = CentralLabel(labels, count);
        return central == 0 ? null : GrowBack(labels, central, radiusMm);
    }

    /// <summary>
    /// Components other than the central one that are large enough and whose centroid (voxels) is accepted, each grown back.
    /// </summary>
    public IEnumerable<Volume<byte>> Others(double radiusMm, double smallestMl, Func<PointMm, bool> wanted)
    {
        var (labels, count) = Pieces(radiusMm);
        var central = CentralLabel(labels, count);
        var (sums, counts) = (new PointMm[count + 1], new long[count + 1]);
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] is var label && label > 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                (sums[label], counts[label]) = (sums[label] + new PointMm(x, y, z), counts[label] + 1);
            }
        }

        return
            from label in Enumerable.Range(1, count)
            where label != central && counts[label] * labels.Geometry.VoxelVolumeMm3 >= 1000 * smallestMl
            where wanted((1.0 / counts[label]) * sums[label])
            select GrowBack(labels, label, radiusMm);
    }

    private (Volume<int> Labels, int Count) Pieces(double radiusMm)
    {
        var limit = radiusMm * radiusMm;
        return ConnectedComponents.Label(squaredDepthMm.Map(d => (byte)(d > limit ? 1 : 0)), Connectivity.Faces6);
    }

    private static Volume<byte> GrowBack(Volume<int> labels, int label, double radiusMm) =>
        Morphology.Dilate(labels.Map(l => (byte)(l == label ? 1 : 0)), radiusMm);

    private int CentralLabel(Volume<int> labels, int count)
    {
        var counts = new long[count + 1];
        var spacing = labels.Geometry.Spacing;
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            if (labels.Voxels[i] != 0)
            {
                var (x, y, z) = labels.Size.Position(i);
                var away = new PointMm(spacing.X * (x - centre.X), spacing.Y * (y - centre.Y), spacing.Z * (z - centre.Z));
                counts[labels.Voxels[i]] += away.Length < CentralMm ? 1 : 0;
            }
        }

        var most = counts.Max();
        return most == 0 ? 0 : Array.IndexOf(counts, most);
    }
}
