using BrainMets.Evaluation.Curves;

namespace BrainMets.Tests.Evaluation.Curves;

/// <summary>
/// Do the bands hold what they promise? Cohorts are drawn from a known curve with patients whose lesions share their fate in part. Seeds are
/// fixed, so the counts do not change from run to run.
/// </summary>
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
            var drawn = VolumeCurves.Of(truth.Draw(60, new Random(100 + cohort)), options).Sensitivity.Points.Where(p => p.Low is not null).ToList();
            whole += drawn.TrueForAll(p => Holds(p.SimultaneousLow, p.SimultaneousHigh, truth, p)) ? 1 : 0;
            inside += drawn.LongCount(p => Holds(p.Low, p.High, truth, p));
            points += drawn.Count;
        }

        Assert.InRange(whole, 27, Cohorts); // 90 %
        Assert.InRange(inside / (double)points, 0.92, 0.995); // neither too narrow nor made wide to be safe
    }

    private static bool Holds(double? low, double? high, SyntheticCohort truth, CurvePoint point)
    {
        var sensitivity = truth.Sensitivity(Math.Log10(point.VolumeMm3));
        return low - Tolerance <= sensitivity && sensitivity <= high + Tolerance;
    }
}
