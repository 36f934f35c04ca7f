using BrainMets.Statistics;

namespace BrainMets.Evaluation;

/// <summary>
/// All distances between the surfaces of two masks, from which Hausdorff and average distances are read off (docs/metrics.md). Surface
/// voxels (families A and B) are the mask minus its 6-neighbour erosion, measured between voxel centres; surface elements (family C) sit
/// between voxels and carry areas. Outside the grid is background. In mm and double precision; voxel axes are assumed orthogonal.
/// </summary>
internal sealed class SurfaceDistances
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

    /// <summary>The largest distance: families A and B agree there.</summary>
    public Hd100Mm Hd100Mm => new(MaxDirectedMm(1), AreaWeightedMm(1));

    /// <summary>Average symmetric surface distance: the mean over the surface voxels of both directions pooled.</summary>
    public double AssdMm
    {
        get
        {
            var (to, back) = (ReferenceToPrediction, PredictionToReference);
            var count = to.DistancesMm.Length + back.DistancesMm.Length;
            return ((to.MeanMm * to.DistancesMm.Length) + (back.MeanMm * back.DistancesMm.Length)) / count;
        }
    }

    /// <summary>The mean of the two directed means, whatever the number of surface voxels of each side.</summary>
    public double AssdMeanOfMeansMm => (ReferenceToPrediction.MeanMm + PredictionToReference.MeanMm) / 2;

    /// <summary>The distances between two masks on one grid. Null when either mask is empty: there is no distance then.</summary>
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

    /// <summary>HD95 of one family.</summary>
    public double Hd95(HausdorffFamily family) => family switch
    {
        HausdorffFamily.Pooled => PooledMm(0.95),
        HausdorffFamily.AreaWeighted => AreaWeightedMm(0.95),
        _ => MaxDirectedMm(0.95),
    };

    /// <summary>
    /// Surface Dice at a tolerance: the share of both surfaces within it (Nikolov et al. 2018), by surface voxels of both sides pooled and
    /// by area.
    /// </summary>
    /// <param name="toleranceMm">0 or more; a distance equal to it is within, up to the rounding of the spacing in files.</param>
    public SurfaceDice SurfaceDice(double toleranceMm)
    {
        double Share(DirectedDistances to, DirectedDistances back) =>
            (to.WeightWithin(toleranceMm) + back.WeightWithin(toleranceMm)) / (to.TotalWeight + back.TotalWeight);
        return new SurfaceDice(
            toleranceMm,
            Share(ReferenceToPrediction, PredictionToReference),
            Share(ElementsReferenceToPrediction, ElementsPredictionToReference));
    }

    /// <summary>The mean of the two sides' shares of surface voxels within a tolerance, as BraTS 2024 and panoptica take it.</summary>
    /// <param name="toleranceMm">As above.</param>
    public double SurfaceDiceMeanOfSides(double toleranceMm) =>
        ((ReferenceToPrediction.WeightWithin(toleranceMm) / ReferenceToPrediction.TotalWeight)
            + (PredictionToReference.WeightWithin(toleranceMm) / PredictionToReference.TotalWeight)) / 2;

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
        var count = from.Voxels.AsSpan().Count((byte)1);
        var (distances, itsWeights) = (new double[count], new double[count]);
        for (var (i, next) = (0, 0); next < count; i++)
        {
            if (from.Voxels[i] != 0)
            {
                (distances[next], itsWeights[next]) = (Math.Sqrt(squaredMm[i]), weights?[i] ?? 1);
                next++;
            }
        }

        return new DirectedDistances(distances, itsWeights);
    }

    private double[] Pooled() => [.. ReferenceToPrediction.DistancesMm, .. PredictionToReference.DistancesMm];
}

/// <summary>Which of the definitions in use a Hausdorff distance follows (docs/metrics.md).</summary>
public enum HausdorffFamily
{
    /// <summary>B: surface voxels, the larger of the two directed percentiles.</summary>
    MaxDirected,

    /// <summary>A: surface voxels, the percentile of both directions pooled.</summary>
    Pooled,

    /// <summary>C: surface pieces weighted by area, the larger of the two directions.</summary>
    AreaWeighted,
}

/// <summary>95th percentile Hausdorff distance in mm by family (docs/metrics.md); null where undefined.</summary>
public sealed record Hd95Mm(double? MaxDirected, double? Pooled, double? AreaWeighted);

/// <summary>
/// Hausdorff distance in mm, the largest instead of the 95th percentile: between surface voxels (families A and B, which agree here) and
/// between surface pieces (family C); null where undefined.
/// </summary>
public sealed record Hd100Mm(double? Voxels, double? AreaWeighted);

/// <summary>
/// Share of both surfaces within a tolerance of the other (normalised surface distance): by surface voxels and by area; null where
/// undefined.
/// </summary>
public sealed record SurfaceDice(double ToleranceMm, double? Voxels, double? AreaWeighted);

/// <summary>
/// Distances from every piece of one surface to the nearest of another, ascending, and the weight of each piece. Never empty.
/// </summary>
internal sealed class DirectedDistances
{
    /// <summary>
    /// Spacing in files has seven digits: two steps of 0.5 mm may be 1.0000001 mm there, and must still lie within 1 mm.
    /// </summary>
    private const double SpacingPrecision = 1e-6;

    private readonly double[] _distancesMm;
    private readonly double[] _weights;

    internal DirectedDistances(double[] distancesMm, double[] weights)
    {
        Array.Sort(distancesMm, weights);
        _distancesMm = distancesMm;
        _weights = weights;
    }

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<double> DistancesMm => _distancesMm;

    /// <summary>1 for a surface voxel, the area in mm² for a surface element; in the order of the distances.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    public double TotalWeight => _weights.Sum();

    /// <summary>The weighted mean.</summary>
    public double MeanMm => _distancesMm.Zip(_weights, (d, w) => d * w).Sum() / TotalWeight;

    /// <summary>The weight of what lies at most so far away.</summary>
    /// <param name="toleranceMm">0 or more.</param>
    public double WeightWithin(double toleranceMm)
    {
        var limitMm = toleranceMm * (1 + SpacingPrecision);
        var within = 0.0;
        for (var i = 0; i < _distancesMm.Length && _distancesMm[i] <= limitMm; i++)
        {
            within += _weights[i];
        }

        return within;
    }

    /// <summary>Linear interpolation between order statistics; weights are ignored.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double LinearPercentileMm(double share) =>
        Percentile.Linear(_distancesMm, share) ?? throw new InvalidOperationException("No distances.");

    /// <summary>The smallest distance within which at least this share of the weight lies; no interpolation.</summary>
    /// <param name="share">0 to 1; 0.95 for HD95.</param>
    public double StepPercentileMm(double share)
    {
        var total = _weights.Sum();
        var cumulated = 0.0;
        for (var i = 0; i < _distancesMm.Length; i++)
        {
            cumulated += _weights[i];
            if (cumulated / total >= share)
            {
                return _distancesMm[i];
            }
        }

        return _distancesMm[^1];
    }
}
