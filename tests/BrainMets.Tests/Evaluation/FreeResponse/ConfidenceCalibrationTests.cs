using BrainMets.Evaluation;
using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class ConfidenceCalibrationTests
{
    [Fact]
    public void The_example_of_the_documentation()
    {
        // Matched at 0.95 and 0.85, false at 0.85 and 0.35.
        CaseRatings[] cases = [SomeRatings.Of("A", [0.95, 0.85], [0.85]), SomeRatings.Of("B", [], [0.35])];

        var calibration = ConfidenceCalibration.Of(cases);

        Assert.Equal((0.05 + (2 * 0.35) + 0.35) / 4, calibration.ExpectedCalibrationError.Value!.Value, 12);
        Assert.Equal(
            (Math.Pow(0.05, 2) + Math.Pow(0.15, 2) + Math.Pow(0.85, 2) + Math.Pow(0.35, 2)) / 4, calibration.BrierScore.Value!.Value, 12);
        Assert.Equal(0.25, calibration.BrierScoreOfConstant);
        var bin = calibration.Bins[8];
        Assert.Equal((2, 1, 1), (bin.Candidates, bin.Matched, bin.Patients));
        Assert.Equal((0.85, 0.5), (bin.MeanConfidence, bin.MatchedShare.Value));
        Assert.Null(bin.MatchedShare.Low); // both candidates are of one patient
        Assert.Null(calibration.Bins[0].MatchedShare.Value);
    }

    [Fact]
    public void A_confidence_of_one_belongs_to_the_last_bin_and_one_beyond_is_refused()
    {
        Assert.Equal(1, ConfidenceCalibration.Of([SomeRatings.Of("A", [1.0], [])]).Bins[9].Candidates);
        Assert.Throws<ArgumentException>(() => ConfidenceCalibration.Of([SomeRatings.Of("A", [1.5], [])]));
    }

    [Fact]
    public void Without_candidates_all_is_undefined()
    {
        var calibration = ConfidenceCalibration.Of([SomeRatings.Of("A", [null], [])]);

        Assert.Null(calibration.ExpectedCalibrationError.Value);
        Assert.Null(calibration.BrierScore.Value);
        Assert.Null(calibration.BrierScoreOfConstant);
    }

    [Fact]
    public void Error_and_interval_are_those_of_the_plain_formula_on_the_drawn_patients() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = SomeRatings.Random(seed, 9);

                var error = ConfidenceCalibration.Of(cases, resamples: 100, seed: 4).ExpectedCalibrationError;

                Assert.Equal(Slow(cases)!.Value, error.Value!.Value, 10);
                double[] errors =
                    [.. new PatientBootstrap(9, 100, new Random(4)).Counts()
                        .Select(w => Slow(SomeRatings.Drawn(cases, w))).OfType<double>().Order()];
                Assert.Equal(Percentile.Linear(errors, 0.975)!.Value, error.High!.Value, 10);
            },
            iter: 30);

    [Fact]
    public void Candidates_of_one_patient_widen_the_interval_of_a_bin()
    {
        CaseRatings[] clustered = [.. Enumerable.Range(0, 6)
            .Select(i => i < 3 ? SomeRatings.Of($"{i}", [0.55, 0.55, 0.55], []) : SomeRatings.Of($"{i}", [], [0.55, 0.55, 0.55]))];
        CaseRatings[] single =
            [.. Enumerable.Range(0, 18).Select(i => i < 9 ? SomeRatings.Of($"{i:00}", [0.55], []) : SomeRatings.Of($"{i:00}", [], [0.55]))];

        var (wide, narrow) =
            (ConfidenceCalibration.Of(clustered).Bins[5].MatchedShare, ConfidenceCalibration.Of(single).Bins[5].MatchedShare);

        Assert.Equal((0.5, 0.5), (wide.Value, narrow.Value));
        Assert.True(wide.High - wide.Low > 1.4 * (narrow.High - narrow.Low));
    }

    private static double? Slow(IEnumerable<CaseRatings> cases)
    {
        var candidates = cases.SelectMany(c => c.Candidates).ToArray();
        var bins = candidates.GroupBy(c => Math.Min((int)(c.Confidence * 10), 9));
        return candidates.Length == 0 ? null : bins.Sum(b =>
            b.Count() * Math.Abs(b.Average(c => c.IsMatched ? 1.0 : 0) - b.Average(c => c.Confidence)) / candidates.Length);
    }
}
