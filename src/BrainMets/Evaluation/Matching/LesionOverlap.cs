using BrainMets.Imaging;

namespace BrainMets.Evaluation;

/// <summary>A reference lesion and a predicted lesion that share voxels, each by its place in its list (label - 1).</summary>
internal readonly record struct LesionOverlap(int Reference, int Predicted, long SharedVoxels, double Iou, bool CentroidInside)
{
    /// <summary>How near, in voxels, a centroid may lie to the face of a voxel to count as inside the voxels on both sides of it.</summary>
    private const double FaceTolerance = 1e-4;

    /// <summary>From the intersection over union, of which it is a function.</summary>
    public double Dice => 2 * Iou / (1 + Iou);

    public bool MayPair(MatchingPreset preset) =>
        (preset.StrictMinIou ? Iou > preset.MinIou : Iou >= preset.MinIou) || (preset.OrCentroidInside && CentroidInside);

    /// <summary>
    /// True when the point, in voxels, lies in a voxel of the lesion or on its face. The centroid of an even number of voxels lies on a
    /// face exactly; closed voxels make the answer independent of rounding and of flips of the grid.
    /// </summary>
    public static bool IsInside(Volume<int> labels, int label, PointMm voxel)
    {
        var size = labels.Size;
        for (var corner = 0; corner < 8; corner++)
        {
            var x = Nearest(voxel.X, (corner & 1) != 0);
            var y = Nearest(voxel.Y, (corner & 2) != 0);
            var z = Nearest(voxel.Z, (corner & 4) != 0);
            if (size.Contains(x, y, z) && labels[x, y, z] == label)
            {
                return true;
            }
        }

        return false;
    }

    private static int Nearest(double coordinate, bool upward) =>
        (int)Math.Floor(coordinate + 0.5 + (upward ? FaceTolerance : -FaceTolerance));
}
