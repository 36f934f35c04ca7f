using BrainMets.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Do the bands hold what they promise? Cohorts are drawn from a known curve with patients whose lesions share their fate in part. Seeds
/// are fixed, so the counts do not change from run to run.
/// </summary>
[Slow(7)]
public sealed class CurveCoverageTests
{
    private const int Cohorts = 30;

    /// <summary>Where 99.95 % are found, a band that ends at 99.92 % misleads nobody.</summary>
    private const double Tolerance = 0.001;

    [Theory]
    [InlineData(1.6, 2.5)] // half found at 40 mm³
    [InlineData(0.6, 2.0)] // nearly all found, where percentile bands alone fail
    public void The_simultaneous_band_holds_the_whole_true_curve_in_most_cohorts(double middle, double slope)
    {
        var truth = new SyntheticCohort(middle, slope);
        var (whole, inside, points) = (0, 0L, 0L);
        for (var cohort = 0; cohort < Cohorts; cohort++)
        {
            var options = new CurveOptions { Resamples = 200, Seed = cohort, PointsPerDecade = 5 };
            var drawn = VolumeCurves.Of(truth.Draw(60, new Random(100 + cohort)), options).Sensitivity.Points.Where(p => p.Low is not null)
                .ToList();
            whole += drawn.TrueForAll(p => Holds(p.SimultaneousLow, p.SimultaneousHigh, truth, p)) ? 1 : 0;
            inside += drawn.LongCount(p => Holds(p.Low, p.High, truth, p));
            points += drawn.Count;
        }

        Assert.InRange(whole, 27, Cohorts); // 90 %
        Assert.InRange(inside / (double)points, 0.92, 0.995); // neither too narrow nor made wide to be safe
    }

    /// <summary>
    /// Precision, and the paired differences of readers whose curves are alike. Where the curves lie far apart the simultaneous band is too
    /// narrow (docs/metrics.md says by how much); the pointwise one holds.
    /// </summary>
    [Theory]
    [InlineData(1.6, 10)]
    [InlineData(0.6, 0)]
    public void Precision_and_paired_differences_are_held_where_the_documentation_says_so(double otherMiddle, int leastWhole)
    {
        const int Pairs = 12;
        var truth = new PairedCohort(new SyntheticCohort(1.6), new SyntheticCohort(otherMiddle));
        var (precision, sensitivityDifference, precisionDifference, inside, points) = (0, 0, 0, 0L, 0L);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var options = new CurveOptions { Resamples = 100, Seed = pair, PointsPerDecade = 4 };
            var (first, second) = truth.Draw(60, new Random(500 + pair));
            var difference = VolumeCurves.Difference(first, second, options);
            precision += HoldsWhole(VolumeCurves.Of(first, options).Precision, truth.First.Sensitivity) ? 1 : 0;
            sensitivityDifference += HoldsWhole(difference.Sensitivity, truth.Difference) ? 1 : 0;
            precisionDifference += HoldsWhole(difference.Precision, truth.Difference) ? 1 : 0;
            var drawn = difference.Sensitivity.Points.Where(p => p.Low is not null).ToList();
            inside += drawn.LongCount(p => Holds(p.Low, p.High, truth.Difference(Math.Log10(p.VolumeMm3))));
            points += drawn.Count;
        }

        Assert.InRange(precision, 10, Pairs);
        Assert.InRange(sensitivityDifference, leastWhole, Pairs);
        Assert.InRange(precisionDifference, leastWhole, Pairs);
        Assert.InRange(inside / (double)points, 0.88, 1);
    }

    private static bool HoldsWhole(VolumeCurve curve, Func<double, double> truth) => curve.Points.Where(p => p.SimultaneousLow is not null)
        .All(p => Holds(p.SimultaneousLow, p.SimultaneousHigh, truth(Math.Log10(p.VolumeMm3))));

    private static bool Holds(double? low, double? high, double truth) => low - Tolerance <= truth && truth <= high + Tolerance;

    private static bool Holds(double? low, double? high, SyntheticCohort truth, CurvePoint point) =>
        Holds(low, high, truth.Sensitivity(Math.Log10(point.VolumeMm3)));
}
