using BrainMets.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

/// <summary>
/// Do the bands of free-response curves hold what they promise? Cohorts are drawn from a known curve, with patients whose lesions share
/// their fate in part and who differ in their false candidates. Seeds are fixed, so the counts do not change from run to run;
/// docs/metrics.md has those of larger simulations.
/// </summary>
[Slow(8)]
public sealed class FrocCoverageTests
{
    private const int Cohorts = 40;

    /// <summary>Where 97 % are found, a band that ends at 96.95 % misleads nobody.</summary>
    private const double Tolerance = 0.001;

    [Theory]
    [InlineData(30, 0.9, 1.0, 1.0)]
    [InlineData(60, 0.6, 0.0, 4.0)] // a hard task: half of what can be found is as confident as what is false
    [InlineData(60, 0.97, 2.5, 1.0)] // an easy one
    public void The_simultaneous_band_holds_the_whole_true_curve_in_most_cohorts(
        int patients, double share, double lead, double falseAPatient)
    {
        var truth = new RatedCohort(share, lead, falseAPatient);
        var (whole, inside, points) = (0, 0L, 0L);
        for (var cohort = 0; cohort < Cohorts; cohort++)
        {
            var drawn = Summary(truth.Draw(patients, new Random(100 + cohort)), cohort).Band.Where(b => b.SimultaneousLow is not null)
                .ToList();
            whole += drawn.TrueForAll(b => Holds(b.SimultaneousLow, b.SimultaneousHigh, truth, b)) ? 1 : 0;
            inside += drawn.LongCount(b => Holds(b.Sensitivity.Low, b.Sensitivity.High, truth, b));
            points += drawn.Count;
        }

        Assert.InRange(whole, 36, Cohorts); // 90 %
        Assert.InRange(inside / (double)points, 0.89, 0.99);
    }

    [Fact]
    public void The_simultaneous_band_spans_the_drawn_curve_and_is_nowhere_narrower_than_the_pointwise_one()
    {
        var froc = Summary(new RatedCohort(0.9, 1, 1).Draw(20, new Random(3)), 0);

        foreach (var b in froc.Band)
        {
            // from two false positives in all on
            Assert.Equal(!b.BeyondCurve && b.FalsePositivesPerPatient * 20 > 1.999, b.SimultaneousLow is not null);
            Assert.True(b.SimultaneousLow is null || (b.SimultaneousLow <= b.Sensitivity.Low && b.SimultaneousHigh >= b.Sensitivity.High));
            Assert.True(b.SimultaneousLow is null || (b.SimultaneousLow >= 0 && b.SimultaneousHigh <= 1));
        }
    }

    [Fact]
    public void Where_all_is_found_wilsons_interval_stands_in_and_a_single_patient_has_no_band()
    {
        CaseRatings[] cases = [.. Enumerable.Range(0, 12).Select(i => SomeRatings.Of($"{i}", [0.9, 0.9], [0.1]))];

        var all = Summary(cases, 0).Band.Where(b => b.SimultaneousLow is not null).ToArray();

        // No resample differs from the curve, so that the band is no wider than 1.96 errors.
        Assert.NotEmpty(all);
        // as in docs/metrics.md, "Intervals"
        Assert.All(all, b => Assert.Equal(12 / (12 + (1.959964 * 1.959964)), b.SimultaneousLow!.Value, 5));
        Assert.All(all, b => Assert.Equal(1, b.SimultaneousHigh));
        Assert.All(Summary(cases[..1], 0).Band, b => Assert.Null(b.SimultaneousLow));
    }

    private static bool Holds(double? low, double? high, RatedCohort truth, FrocSensitivity at)
    {
        var sensitivity = truth.Sensitivity(at.FalsePositivesPerPatient);
        return low - Tolerance <= sensitivity && sensitivity <= high + Tolerance;
    }

    private static FrocSummary Summary(IEnumerable<CaseRatings> cases, int seed) => FreeResponseEvaluator.Summarize(
        [.. cases.Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)]))],
        new FreeResponseOptions { Resamples = 200, Seed = seed, Thresholds = [0.5], StratumEdgesMm3 = [] }).Froc;
}
