using BrainMets.Evaluation.Statistics;
using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Evaluation.Surfaces;

/// <summary>
/// All distances between the surfaces of two masks, from which Hausdorff and average distances are read off. The surface of families A and B is
/// the mask less its 6-neighbour erosion, with background outside the grid; distances run between voxel centres, in mm, in double precision.
/// Voxel axes are taken as orthogonal.
/// </summary>
public sealed class SurfaceDistances
{
    private readonly double[] _pooledMm;

    private SurfaceDistances(double[] referenceToPredictionMm, double[] predictionToReferenceMm)
    {
        Array.Sort(referenceToPredictionMm);
        Array.Sort(predictionToReferenceMm);
        ReferenceToPredictionMm = referenceToPredictionMm;
        PredictionToReferenceMm = predictionToReferenceMm;
        _pooledMm = [.. referenceToPredictionMm, .. predictionToReferenceMm];
        Array.Sort(_pooledMm);
    }

    /// <summary>From each surface voxel of the reference to the nearest of the prediction, ascending.</summary>
    public IReadOnlyList<double> ReferenceToPredictionMm { get; }

    /// <summary>From each surface voxel of the prediction to the nearest of the reference, ascending.</summary>
    public IReadOnlyList<double> PredictionToReferenceMm { get; }

    /// <summary>The largest distance of all.</summary>
    public double HausdorffMm => _pooledMm[^1];

    /// <summary>Average symmetric surface distance: the mean of both directions pooled.</summary>
    public double AssdMm => _pooledMm.Average();

    public Hd95Mm Hd95Mm => new(MaxDirectedMm(0.95), PooledMm(0.95), null);

    /// <summary>Null when either mask is empty: no distance leads to nothing.</summary>
    /// <exception cref="ArgumentException">The masks lie on different grids.</exception>
    public static SurfaceDistances? Between(Volume<byte> reference, Volume<byte> prediction)
    {
        if (!reference.Geometry.SameGridAs(prediction.Geometry))
        {
            throw new ArgumentException($"The reference has {reference.Geometry}, the prediction {prediction.Geometry}; both must lie on one grid.");
        }

        if (Box3.Around(reference) is not { } referenceBox || Box3.Around(prediction) is not { } predictionBox)
        {
            return null;
        }

        // Outside this box both masks are background, so nothing is lost by leaving it out.
        var box = referenceBox.Union(predictionBox);
        var (a, b) = (VoxelSurface(reference.Crop(box)), VoxelSurface(prediction.Crop(box)));
        return new SurfaceDistances(Distances(a, b), Distances(b, a));
    }

    /// <summary>Family B: the larger of the two directed percentiles.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double MaxDirectedMm(double share) => Math.Max(
        Percentile.Linear(ReferenceToPredictionMm.ToArray(), share)!.Value, // never empty: no surface, no instance
        Percentile.Linear(PredictionToReferenceMm.ToArray(), share)!.Value); // likewise

    /// <summary>Family A: the percentile of both directions pooled.</summary>
    public double PooledMm(double share) => Percentile.Linear(_pooledMm, share)!.Value; // never empty

    private static Volume<byte> VoxelSurface(Volume<byte> mask)
    {
        var surface = new Volume<byte>(mask.Geometry);
        var size = mask.Size;
        bool Inside(int x, int y, int z) => size.Contains(x, y, z) && mask[x, y, z] != 0;
        for (var i = 0; i < mask.Voxels.Length; i++)
        {
            if (mask.Voxels[i] == 0)
            {
                continue;
            }

            var (x, y, z) = size.Position(i);
            var enclosed = Inside(x - 1, y, z) && Inside(x + 1, y, z)
                && Inside(x, y - 1, z) && Inside(x, y + 1, z)
                && Inside(x, y, z - 1) && Inside(x, y, z + 1);
            surface.Voxels[i] = (byte)(enclosed ? 0 : 1);
        }

        return surface;
    }

    private static double[] Distances(Volume<byte> from, Volume<byte> to)
    {
        var squaredMm = DistanceTransform.SquaredMm(to).Voxels;
        var distances = new List<double>();
        for (var i = 0; i < squaredMm.Length; i++)
        {
            if (from.Voxels[i] != 0)
            {
                distances.Add(Math.Sqrt(squaredMm[i]));
            }
        }

        return [.. distances];
    }
}
