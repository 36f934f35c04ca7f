using BrainMets.Evaluation.Statistics;
using BrainMets.Imaging;
using BrainMets.Imaging.Filters;

namespace BrainMets.Evaluation.Surfaces;

/// <summary>
/// All distances between the surfaces of two masks, from which Hausdorff and average distances are read off (docs/metrics.md). Surface
/// voxels (families A and B) are the mask less its 6-neighbour erosion, measured between voxel centres; surface elements (family C) sit
/// between voxels and carry areas. Outside the grid is background. In mm and double precision; voxel axes are taken as orthogonal.
/// </summary>
public sealed class SurfaceDistances
{
    private SurfaceDistances((DirectedDistances To, DirectedDistances Back) voxels, (DirectedDistances To, DirectedDistances Back) elements)
    {
        (ReferenceToPrediction, PredictionToReference) = voxels;
        (ElementsReferenceToPrediction, ElementsPredictionToReference) = elements;
    }

    /// <summary>From each surface voxel of the reference to the nearest of the prediction.</summary>
    public DirectedDistances ReferenceToPrediction { get; }

    public DirectedDistances PredictionToReference { get; }

    /// <summary>From each surface element of the reference to the nearest of the prediction, weighted by area.</summary>
    public DirectedDistances ElementsReferenceToPrediction { get; }

    public DirectedDistances ElementsPredictionToReference { get; }

    /// <summary>The three families of the 95th percentile.</summary>
    public Hd95Mm Hd95Mm => new(MaxDirectedMm(0.95), PooledMm(0.95), AreaWeightedMm(0.95));

    /// <summary>Average symmetric surface distance: the mean over the surface voxels of both directions pooled.</summary>
    public double AssdMm => Pooled().Average();

    /// <summary>Null when either mask is empty: no distance leads to nothing.</summary>
    /// <exception cref="ArgumentException">The masks lie on different grids.</exception>
    public static SurfaceDistances? Between(Volume<byte> reference, Volume<byte> prediction)
    {
        if (!reference.Geometry.SameGridAs(prediction.Geometry))
        {
            throw new ArgumentException(
                $"The reference has {reference.Geometry}, the prediction {prediction.Geometry}; both must lie on one grid.");
        }

        if (Box3.Around(reference) is not { } referenceBox || Box3.Around(prediction) is not { } predictionBox)
        {
            return null;
        }

        // Outside this box both masks are background, so nothing is lost by leaving it out.
        var box = referenceBox.Union(predictionBox);
        var (a, b) = (reference.Crop(box), prediction.Crop(box));
        var (voxelsA, voxelsB) = (VoxelSurface(a), VoxelSurface(b));
        var (elementsA, elementsB) = (SurfaceElements.Of(a), SurfaceElements.Of(b));
        return new SurfaceDistances(
            (Directed(voxelsA, null, voxelsB), Directed(voxelsB, null, voxelsA)),
            (Directed(elementsA.Present, elementsA.AreasMm2, elementsB.Present),
                Directed(elementsB.Present, elementsB.AreasMm2, elementsA.Present)));
    }

    /// <summary>Family B: the larger of the two directed percentiles. A share of 1 gives the Hausdorff distance.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double MaxDirectedMm(double share) =>
        Math.Max(ReferenceToPrediction.LinearPercentileMm(share), PredictionToReference.LinearPercentileMm(share));

    /// <summary>Family A: the percentile of both directions pooled.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double PooledMm(double share)
    {
        var pooled = Pooled();
        Array.Sort(pooled);
        return Percentile.Linear(pooled, share) ?? throw new InvalidOperationException("No distances.");
    }

    /// <summary>Family C: the larger of the two directed percentiles by area, without interpolation.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double AreaWeightedMm(double share) =>
        Math.Max(ElementsReferenceToPrediction.StepPercentileMm(share), ElementsPredictionToReference.StepPercentileMm(share));

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

    private static DirectedDistances Directed(Volume<byte> from, double[]? weights, Volume<byte> to)
    {
        var squaredMm = DistanceTransform.SquaredMm(to).Voxels;
        var places = Enumerable.Range(0, squaredMm.Length).Where(i => from.Voxels[i] != 0).ToArray();
        return new DirectedDistances(
            [.. places.Select(i => Math.Sqrt(squaredMm[i]))],
            [.. places.Select(i => weights?[i] ?? 1)]);
    }

    private double[] Pooled() => [.. ReferenceToPrediction.DistancesMm, .. PredictionToReference.DistancesMm];
}
