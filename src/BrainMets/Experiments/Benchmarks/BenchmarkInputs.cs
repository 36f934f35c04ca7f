using BrainMets.Imaging;
using BrainMets.Phantoms;
using BrainMets.Preprocessing;

namespace BrainMets.Experiments;

/// <summary>
/// A made scan of a whole adult brain with metastases, of the same size whatever the seed: what is left out of a prediction depends on the shape of a brain, so that a
/// box of noise would tell another time.
/// </summary>
public static class BenchmarkBrain
{
    /// <summary>Of the brain mask. At 1 x 1 x 1.5 mm these are about 0.95 million voxels.</summary>
    public const double BrainVolumeMl = 1420;

    private const int Lesions = 12;

    /// <summary>A phantom of site ucsf-like, its grid stretched until the brain has <see cref="BrainVolumeMl"/>; the brain mask is given.</summary>
    public static CaseImages Scan(int seed)
    {
        var site = SitePresets.UcsfLike with { Lesions = SitePresets.UcsfLike.Lesions with { MedianCount = Lesions, CountQuartileRange = 0 } };
        var phantom = PhantomCohort.CreateOne(site, 0, seed);
        var made = phantom.BrainMask.Voxels.AsSpan().Count((byte)1) * phantom.BrainMask.Geometry.VoxelVolumeMm3 / 1000;
        var grid = Scaled(phantom.T1c.Geometry, Math.Cbrt(BrainVolumeMl / made), phantom.T1c.Size);
        return new CaseImages
        {
            CaseId = "bench",
            Patient = "bench",
            Site = phantom.Site,
            T1c = new Volume<float>(grid, phantom.T1c.Voxels),
            Reference = new Volume<byte>(grid, phantom.Reference.Voxels),
            BrainMask = new Volume<byte>(grid, phantom.BrainMask.Voxels),
        };
    }

    /// <summary>The same head scanned with voxels <paramref name="factor"/> times as long on every axis.</summary>
    public static CaseImages AtResolution(CaseImages scan, double factor)
    {
        var size = scan.T1c.Size;
        var scaled = Scaled(scan.T1c.Geometry, factor, new Size3(Fewer(size.X, factor), Fewer(size.Y, factor), Fewer(size.Z, factor)));
        var grid = scaled with { VoxelToWorld = scaled.VoxelToWorld with { Origin = scan.T1c.Geometry.VoxelToWorld.Origin } };
        return scan with
        {
            T1c = Resampler.Linear(scan.T1c, grid, outside: 0),
            Reference = scan.Reference is { } reference ? Resampler.Nearest(reference, grid) : null,
            BrainMask = scan.BrainMask is { } brain ? Resampler.Nearest(brain, grid) : null,
        };
    }

    private static int Fewer(int voxels, double factor) => Math.Max(1, (int)(voxels / factor));

    private static VolumeGeometry Scaled(VolumeGeometry grid, double factor, Size3 size)
    {
        var map = grid.VoxelToWorld;
        return new VolumeGeometry(size, new Affine(factor * map.ColumnX, factor * map.ColumnY, factor * map.ColumnZ, factor * map.Origin));
    }
}
