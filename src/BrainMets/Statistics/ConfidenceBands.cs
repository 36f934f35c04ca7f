using MathNet.Numerics.Distributions;

namespace BrainMets.Statistics;

/// <summary>
/// 95 % bands around a curve from resampled curves. Pointwise: the wider, at either end, of the outer percentiles and of 1.96 bootstrap
/// standard errors on the transformed scale. Percentiles alone are too narrow where nearly all lesions are found: resampled curves stay
/// close to 1 there, and most of the error lies below them (a test measures the coverage). Simultaneous: sup-t (Montiel Olea and
/// Plagborg-Møller, Journal of Applied Econometrics 2019), standard errors times the 95th percentile of the largest deviation that a
/// resampled curve has anywhere on the drawn range, and never narrower than the pointwise band.
/// </summary>
internal sealed class ConfidenceBands
{
    private const double Tail = 0.025;
    private const double NormalQuantile = 1.959963984540054;
    private const double LeastVariation = 1e-12;

    private readonly double[] _estimate;
    private readonly BandScale _scale;
    private readonly double[][] _sorted;
    private readonly double[] _errors;
    private readonly double _critical;
    private readonly double _factor;

    /// <param name="estimate">The curve itself.</param>
    /// <param name="resamples">One curve a resample, as long as the estimate; NaN where a resample has no value.</param>
    /// <param name="drawn">The points of the simultaneous band.</param>
    /// <param name="measure">The scale of the metric, and the factor of its standard errors.</param>
    public ConfidenceBands(
        double[] estimate, IReadOnlyList<double[]> resamples, IReadOnlyList<bool> drawn, (BandScale Scale, double ErrorFactor) measure)
    {
        (_estimate, _scale, _factor) = (estimate, measure.Scale, measure.ErrorFactor);
        _sorted = [.. estimate.Select((_, at) => drawn[at] ? Sorted(resamples, at) : [])];
        _errors = [.. _sorted.Select(StandardError)];
        var largest = resamples.Select(LargestDeviation).Order().ToArray();
        _critical = Math.Max(NormalQuantile, Percentile.Linear(largest, 1 - (2 * Tail)) ?? 0);
    }

    /// <summary>Pointwise confidence of the simultaneous band, if errors are normal: 0.95 or more.</summary>
    public double ConfidenceAtEach => 1 - (2 * Normal.CDF(0, 1, -_critical));

    /// <summary>Null where the resamples do not differ: the variation cannot be estimated then.</summary>
    public Interval? Pointwise(int at) => Around(at, NormalQuantile);

    /// <summary>Null where the pointwise band is.</summary>
    public Interval? Simultaneous(int at) => Around(at, _critical);

    private Interval? Around(int at, double errors)
    {
        if (!Varies(at))
        {
            return null;
        }

        var (centre, reach) = (_scale.To(_estimate[at]), errors * _factor * _errors[at]);
        return new Interval(
            Math.Min(Percentile.Linear(_sorted[at], Tail)!.Value, _scale.From(centre - reach)), // not empty
            Math.Max(Percentile.Linear(_sorted[at], 1 - Tail)!.Value, _scale.From(centre + reach)));
    }

    private bool Varies(int at) => _sorted[at] is { Length: > 1 } values && values[^1] - values[0] > LeastVariation;

    private double LargestDeviation(double[] resample)
    {
        var largest = 0.0;
        for (var at = 0; at < resample.Length; at++)
        {
            if (Varies(at) && !double.IsNaN(resample[at]))
            {
                largest = Math.Max(largest, Math.Abs(_scale.To(resample[at]) - _scale.To(_estimate[at])) / _errors[at]);
            }
        }

        return largest;
    }

    private double StandardError(double[] values)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        var scaled = values.Select(_scale.To).ToArray();
        var mean = scaled.Average();
        return Math.Sqrt(scaled.Sum(v => (v - mean) * (v - mean)) / (scaled.Length - 1));
    }

    private static double[] Sorted(IReadOnlyList<double[]> curves, int at)
    {
        var values = curves.Select(c => c[at]).Where(v => !double.IsNaN(v)).ToArray();
        Array.Sort(values);
        return values;
    }
}

/// <summary>
/// A transform to the scale on which the error of a metric is about symmetric, so that a band of standard errors is valid there, and its
/// inverse, which stays in the range of the metric.
/// </summary>
internal sealed record BandScale
{
    private BandScale(Func<double, double> to, Func<double, double> from) => (To, From) = (to, from);

    /// <summary>Log odds, for fitted proportions, which are never quite 0 or 1.</summary>
    public static BandScale LogOdds { get; } = new(p => Math.Log(p / (1 - p)), LogisticFit.Probability);

    /// <summary>Square root, for rates of counts: their variance grows with the rate.</summary>
    public static BandScale SquareRoot { get; } = new(Math.Sqrt, root => root > 0 ? root * root : 0);

    /// <summary>Angle (arcsine of the square root), for counted proportions, which may be 0 or 1 where log odds have no value.</summary>
    public static BandScale Angle { get; } = new(
        p => Math.Asin(Math.Sqrt(p)), angle => Math.Pow(Math.Sin(Math.Clamp(angle, 0, Math.PI / 2)), 2));

    public Func<double, double> To { get; }

    public Func<double, double> From { get; }

    /// <summary>The identity between two bounds; a bound may be infinite.</summary>
    public static BandScale Between(double least, double most) => new(value => value, value => Math.Clamp(value, least, most));
}
