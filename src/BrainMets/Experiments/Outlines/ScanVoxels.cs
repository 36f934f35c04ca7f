using BrainMets.Datasets;
using BrainMets.Imaging;
using BrainMets.Nifti;
using BrainMets.Phantoms;

namespace BrainMets.Experiments;

/// <summary>How large scans are, from the heads of their files; phantoms are not made for it.</summary>
internal static class ScanVoxels
{
    /// <summary>Voxels of all scans whose size is known, and how many could not be read.</summary>
    public static (long Voxels, int Unknown) Of(DataSetPlan plan, IReadOnlyList<Case> cases)
    {
        if (plan.Phantom is { } phantom)
        {
            return (PhantomSite.Named(phantom.Site).Grid.Size.Count * cases.Count, 0);
        }

        var sizes = cases.Select(c => Size(c.T1cPath)).ToArray();
        return (sizes.Sum(s => s ?? 0), sizes.Count(s => s is null));
    }

    /// <summary>Null for a scan that cannot be read: an estimate is no place to fail, and the run itself names it.</summary>
    private static long? Size(string path)
    {
        try
        {
            return NiftiFile.ReadHeader(path).Geometry.Size.Count;
        }
        catch (Exception e) when (e is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
