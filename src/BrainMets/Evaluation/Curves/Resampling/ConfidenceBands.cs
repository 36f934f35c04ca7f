using BrainMets.Evaluation.Statistics;

namespace BrainMets.Evaluation.Curves.Resampling;

/// <summary>
/// Bands around a curve from resampled curves: pointwise between the outer percentiles, and simultaneous, which holds the whole of 95 % of
/// the resampled curves. The simultaneous one is the quantile-based sup-t band of Montiel Olea and Plagborg-Møller (Journal of Applied
/// Econometrics 2019, algorithm 3): the same share is cut off at every volume, as small as it takes. Unlike bands of a standard error it
/// need not be symmetric, does not leave the range of the figure, and is the same on any monotone scale.
/// </summary>
public sealed class ConfidenceBands
{
    private const double LeastVariation = 1e-12;

    private readonly double[][] _sorted;
    private readonly double _cut;
    private readonly double _tail;

    /// <param name="curves">One a resample, all of the same length; NaN where a resample has no value.</param>
    /// <param name="drawn">The places of a curve that the simultaneous band is about.</param>
    /// <param name="confidence">0 to 1.</param>
    public ConfidenceBands(IReadOnlyList<double[]> curves, IReadOnlyList<bool> drawn, double confidence = 0.95)
    {
        _tail = (1 - confidence) / 2;
        _sorted = new double[drawn.Count][];
        var least = Enumerable.Repeat(1.0, curves.Count).ToArray();
        for (var at = 0; at < drawn.Count; at++)
        {
            _sorted[at] = drawn[at] ? Sorted(curves, at) : [];
            if (Varies(at))
            {
                LowerTo(least, curves, at);
            }
        }

        Array.Sort(least);
        _cut = least.Length == 0 ? 0 : least[(int)Math.Floor((1 - confidence) * least.Length)];
    }

    /// <summary>Null where the resamples do not differ: they cannot tell then how much there is to differ.</summary>
    public Interval? Pointwise(int at) => Varies(at)
        ? new Interval(Percentile.Linear(_sorted[at], _tail)!.Value, Percentile.Linear(_sorted[at], 1 - _tail)!.Value) // not empty
        : null;

    /// <summary>Never narrower than the pointwise band. Null where that is.</summary>
    public Interval? Simultaneous(int at)
    {
        if (Pointwise(at) is not { } pointwise)
        {
            return null;
        }

        var values = _sorted[at];
        var outer = Math.Clamp((int)Math.Ceiling(_cut * values.Length) - 1, 0, (values.Length - 1) / 2);
        return new Interval(Math.Min(values[outer], pointwise.Low), Math.Max(values[^(outer + 1)], pointwise.High));
    }

    private bool Varies(int at) => _sorted[at] is { Length: > 1 } values && values[^1] - values[0] > LeastVariation;

    private static double[] Sorted(IReadOnlyList<double[]> curves, int at)
    {
        var values = curves.Select(c => c[at]).Where(v => !double.IsNaN(v)).ToArray();
        Array.Sort(values);
        return values;
    }

    /// <summary>How far out each curve lies here, as the smaller of the shares of curves at or beyond it on either side.</summary>
    private void LowerTo(double[] least, IReadOnlyList<double[]> curves, int at)
    {
        var values = _sorted[at];
        for (var i = 0; i < curves.Count; i++)
        {
            var value = curves[i][at];
            if (!double.IsNaN(value))
            {
                var (notAbove, notBelow) = (FirstAbove(values, value), values.Length - FirstNotBelow(values, value));
                least[i] = Math.Min(least[i], Math.Min(notAbove, notBelow) / (double)values.Length);
            }
        }
    }

    private static int FirstAbove(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] > value ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static int FirstNotBelow(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = sorted[middle] >= value ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
