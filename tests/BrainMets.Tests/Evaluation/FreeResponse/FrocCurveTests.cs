using BrainMets.Evaluation;
using BrainMets.Statistics;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

[Slow(3)]
public sealed class FrocCurveTests
{
    private static readonly double[] Rates = [0, 0.1, 0.125, 0.25, 1.0 / 3, 0.5, 1, 2, 4, 8];

    [Fact]
    public void The_example_of_the_documentation()
    {
        // A: lesions rated 0.9 and 0.4, a false candidate 0.6. B: a lesion 0.7, one missed. C: no lesion, a false candidate 0.7.
        CaseRatings[] cases =
            [SomeRatings.Of("A", [0.9, 0.4], [0.6]), SomeRatings.Of("B", [0.7, null], []), SomeRatings.Of("C", [], [0.7])];

        var curve = FrocCurve.Of(cases);

        Assert.Equal(
            [
                new FrocPoint(0.9, 1, 1, 0, 0.25, 0),
                new FrocPoint(0.7, 2, 2, 1, 0.5, 1.0 / 3),
                new FrocPoint(0.6, 2, 2, 2, 0.5, 2.0 / 3),
                new FrocPoint(0.4, 3, 3, 2, 0.75, 2.0 / 3),
            ],
            curve.Points);
        Assert.Equal(0.25, curve.SensitivityAt(0.25));
        Assert.Equal(0.5, curve.SensitivityAt(0.5));
        Assert.Equal(0.75, curve.SensitivityAt(1));
        Assert.Equal(((2 * 0.25) + 0.5 + (4 * 0.75)) / 7, curve.MeanSensitivity()!.Value, 12);
        Assert.Equal(0.4375, curve.InterpolatedSensitivityAt(0.25)!.Value, 9); // 0.25 + 0.25 x (0.25 / (1/3))
        Assert.Equal((0.25 * 1) + (0.25 * 2 / 3) + (0.25 * 3 / 5), curve.AveragePrecision!.Value, 12);
    }

    [Fact]
    public void A_lesion_free_patient_counts_among_the_patients()
    {
        var with = FrocCurve.Of([SomeRatings.Of("A", [0.5], [0.5]), SomeRatings.Of("B", [], [])]);
        var without = FrocCurve.Of([SomeRatings.Of("A", [0.5], [0.5])]);

        Assert.Equal((0.5, 1.0), (with.LastRate, without.LastRate));
    }

    [Fact]
    public void Two_scans_of_a_patient_are_one_patient()
    {
        var scan = SomeRatings.Of("A", [0.5], [0.5]);

        Assert.Equal(2, FrocCurve.Of([scan, scan with { Case = "another" }]).LastRate);
    }

    [Fact]
    public void Without_lesions_sensitivity_is_undefined_and_without_candidates_it_is_zero()
    {
        var noLesions = FrocCurve.Of([SomeRatings.Of("A", [], [0.5])]);
        var noCandidates = FrocCurve.Of([SomeRatings.Of("A", [null], [])]);

        Assert.Null(noLesions.SensitivityAt(1));
        Assert.Null(noLesions.MeanInterpolatedSensitivity());
        Assert.Null(noLesions.AveragePrecision);
        Assert.Null(Assert.Single(noLesions.Points).Sensitivity);
        Assert.Equal(0, noCandidates.SensitivityAt(1));
        Assert.Equal(0, noCandidates.AveragePrecision);
        Assert.Throws<ArgumentException>(() => FrocCurve.Of([]));
        Assert.Throws<ArgumentException>(() => FrocCurve.Of([SomeRatings.Of("A", [double.NaN], [])]));
    }

    [Fact]
    public void The_step_curve_is_the_best_of_all_thresholds_within_the_rate() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = SomeRatings.Random(seed, 6);
                var curve = FrocCurve.Of(cases);
                foreach (var rate in Rates.Where(_ => curve.Lesions > 0))
                {
                    double[] thresholds = [.. Enumerable.Range(1, 11).Select(i => i / 10.0)];
                    var allowed = thresholds.Where(t => FalseAt(cases, t) <= (rate * cases.Length) + 1e-9);
                    Assert.Equal(allowed.Max(t => FoundAt(cases, t)) / (double)curve.Lesions, curve.SensitivityAt(rate)!.Value, 12);
                }
            },
            iter: 300);

    [Fact]
    public void Bands_are_percentiles_of_curves_made_anew_from_the_drawn_patients() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = SomeRatings.Random(seed, 7);
                var options = new FreeResponseOptions { Resamples = 100, Seed = 5, Thresholds = [0.5], StratumEdgesMm3 = [] };
                var summary =
                    FreeResponseEvaluator.Summarize([.. cases.Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)]))], options).Froc;
                if (cases.Count(c => c.Lesions.Count > 0) < 2)
                {
                    return;
                }

                var curves = new PatientBootstrap(7, 100, new Random(5)).Counts()
                    .Select(w => FrocCurve.Of(SomeRatings.Drawn(cases, w))).Where(c => c.Lesions > 0).ToArray();
                AssertInterval(curves.Select(c => c.SensitivityAt(1)!.Value), summary.AtRates[3].Sensitivity);
                AssertInterval(curves.Select(c => c.MeanSensitivity()!.Value), summary.MeanSensitivity);
                AssertInterval(curves.Select(c => c.MeanInterpolatedSensitivity()!.Value), summary.MeanInterpolatedSensitivity);
                AssertInterval(curves.Select(c => c.AveragePrecision!.Value), summary.AveragePrecision);
            },
            iter: 40);

    [Fact]
    public void A_size_class_keeps_the_false_candidates_of_every_size() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = SomeRatings.Random(seed, 6);
                var options = new FreeResponseOptions { Resamples = 100, Thresholds = [0.5], StratumEdgesMm3 = [100, 1000] };
                var froc = FreeResponseEvaluator.Summarize(
                    [.. cases.Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)]))], options).Froc;

                Assert.Equal(froc.Curve.Lesions, froc.Strata.Sum(s => s.Lesions));
                foreach (var (stratum, i) in froc.Strata.Select((s, i) => (s, i)).Where(s => s.s.Lesions > 0))
                {
                    var inClass = cases.Select(c => c with
                    {
                        Lesions = [.. c.Lesions.Where(l => !(l.VolumeMm3 < stratum.LowMm3) && !(l.VolumeMm3 >= stratum.HighMm3))],
                    }).ToArray();
                    Assert.Equal(froc.Curve.LastRate, stratum.Points.Count == 0 ? 0 : stratum.Points[^1].FalsePositivesPerPatient);
                    Assert.All(stratum.Band, b => Assert.Equal(
                        FrocCurve.Of(inClass).SensitivityAt(b.FalsePositivesPerPatient), b.Sensitivity.Value));
                }
            },
            iter: 100);

    [Fact]
    public void All_found_by_every_patient_gets_the_interval_of_so_many_patients()
    {
        CaseRatings[] cases = [.. Enumerable.Range(0, 12).Select(i => SomeRatings.Of($"{i}", [0.9, 0.9], [0.1]))];
        var options = new FreeResponseOptions { Resamples = 100, Thresholds = [0.5] };

        var at = FreeResponseEvaluator.Summarize(
            [.. cases.Select(c => new MapEvaluation(c, [new(0.5, 0, 0, 0, 0)]))], options).Froc.AtRates[0];

        Assert.Equal(1, at.Sensitivity.Value);
        Assert.Equal(12 / (12 + (1.959964 * 1.959964)), at.Sensitivity.Low!.Value, 5); // as in docs/metrics.md, "Intervals"
    }

    private static int FoundAt(CaseRatings[] cases, double threshold) => cases.Sum(c => c.Lesions.Count(l => l.Confidence >= threshold));

    private static int FalseAt(CaseRatings[] cases, double threshold) =>
        cases.Sum(c => c.Candidates.Count(m => !m.IsMatched && m.Confidence >= threshold));

    private static void AssertInterval(IEnumerable<double> values, Estimate estimate)
    {
        double[] sorted = [.. values.Order()];
        if (sorted[^1] - sorted[0] < 1e-12)
        {
            return;
        }

        Assert.Equal(Percentile.Linear(sorted, 0.025)!.Value, estimate.Low!.Value, 9);
        Assert.Equal(Percentile.Linear(sorted, 0.975)!.Value, estimate.High!.Value, 9);
    }
}
