using BrainMets.Imaging;

namespace BrainMets.Preprocessing;

/// <summary>Grey and white matter without surroundings, on the coarse grid, and what was learnt on the way.</summary>
/// <param name="Mask">1 inside.</param>
/// <param name="Brightness">The brain's own local brightness, a smooth map over the whole grid.</param>
/// <param name="Shape">Measured on the core.</param>
/// <param name="Leaks">Too much was found at first to be brain alone, so the outline of <paramref name="Shape"/> must bound the result.</param>
internal sealed record BrainCore(Volume<byte> Mask, Volume<float> Brightness, BrainShape Shape, bool Leaks)
{
    /// <summary>Half the width of a bridge that is cut. Optic nerves and dural folds are thinner, gyri are thicker or grow back.</summary>
    private const double OpeningMm = 4;

    /// <summary>No adult's grey and white matter alone, sulci and ventricles not counted, is this large.</summary>
    private const double LargestCoreMl = 1650;

    /// <summary>Pieces smaller than this, once eroded, are no cerebellum.</summary>
    private const double SmallestPieceMl = 5;

    /// <summary>Radii tried when brain and surroundings hang together, widest first, until enough is left to be the brain's inside.</summary>
    private static readonly double[] StrictOpeningsMm = [12, 10, 8, 7, 6, 5];

    /// <summary>How far beyond the strictly opened inside brain is then still believed.</summary>
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
