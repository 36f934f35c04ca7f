namespace BrainMets.Evaluation;

/// <summary>
/// Distances from every piece of one surface to the nearest of another, ascending, and how much each piece weighs. Never empty.
/// </summary>
public sealed class DirectedDistances
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

    /// <summary>Linear interpolation between order statistics; weights are not looked at.</summary>
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
