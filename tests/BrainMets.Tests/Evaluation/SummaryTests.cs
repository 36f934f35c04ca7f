using BrainMets.Evaluation;
using BrainMets.Statistics;
using BrainMets.Tests.Lesions;

namespace BrainMets.Tests.Evaluation;

public sealed class SummaryTests
{
    private static readonly SummaryOptions Options = new() { Seed = 4 };

    [Fact]
    public void Counts_are_pooled_over_lesions_and_not_averaged_over_patients()
    {
        var summary = Summarize(
            SomeEvaluations.Case("a", found: [100, 100, 100], falsePositives: [20]),
            SomeEvaluations.Case("b", missed: [30]),
            SomeEvaluations.Case("c", falsePositives: [10, 10])).Summary;

        Assert.Equal(0.75, summary.Sensitivity.Value); // 3 of 4
        Assert.Equal(4, summary.Sensitivity.N);
        Assert.Equal(0.5, summary.Precision.Value); // 3 of 3 + 3
        Assert.Equal(0.6, summary.F1.Value); // 2 x 3 / (2 x 3 + 1 + 3)
        Assert.Equal(1.0, summary.FalsePositivesPerPatient.Value); // 3 in 3 patients
        Assert.Equal((3, 1, 0), (summary.Patients, summary.LesionFreePatients, summary.LesionFreePatientsWithoutFalsePositive));
        Assert.Equal(0.0, summary.Specificity.Value);
        Assert.Equal(2.0, summary.FalsePositivesPerLesionFreePatient.Value);
        Assert.InRange(summary.Sensitivity.Value!.Value, summary.Sensitivity.Low!.Value, summary.Sensitivity.High!.Value);
    }

    [Fact]
    public void Dice_and_hd95_are_means_over_detected_lesions_beside_the_count_of_undefined_ones()
    {
        var twoLesions = SomeEvaluations.Case("a", found: [100, 100]) with
        {
            Lesions = [SomeEvaluations.Found(1, 100, dice: 0.9, hd95Mm: 1), SomeEvaluations.Found(2, 100, dice: 0.7, hd95Mm: 3)],
        };
        var merged = SomeEvaluations.Case("b", found: [50], missed: [5]) with
        {
            Lesions =
            [
                SomeEvaluations.Found(1, 50) with { Merged = true, Dice = null, Hd95Mm = new Hd95Mm(null, null, null) },
                SomeEvaluations.Missed(2, 5),
            ],
        };

        var summary = Summarize(twoLesions, merged).Summary;

        Assert.Equal((0.8, 2, 1), (summary.Dice.Value!.Value, summary.Dice.N, summary.Dice.Undefined));
        Assert.Equal((2.0, 2, 1), (summary.Hd95Mm.Value!.Value, summary.Hd95Mm.N, summary.Hd95Mm.Undefined));
        Assert.Null(summary.Dice.Low); // only one patient has a defined Dice
    }

    [Fact]
    public void Without_any_lesion_nothing_but_specificity_is_defined()
    {
        var summary = Summarize(SomeEvaluations.Case("a"), SomeEvaluations.Case("b")).Summary;

        Assert.Equal(Estimate.Nothing, summary.Sensitivity);
        Assert.Equal(Estimate.Nothing, summary.Precision);
        Assert.Equal(Estimate.Nothing, summary.F1);
        Assert.Equal(Estimate.Nothing, summary.Dice);
        Assert.Equal(0.0, summary.FalsePositivesPerPatient.Value);
        Assert.Null(summary.FalsePositivesPerPatient.High); // no variation seen
        Assert.Equal(1.0, summary.Specificity.Value);
        Assert.Equal(2 / (2 + (1.959964 * 1.959964)), summary.Specificity.Low!.Value, 6);
    }

    [Fact]
    public void A_perfect_result_is_not_certain()
    {
        var sensitivity = Summarize(
            [.. Enumerable.Range(0, 12).Select(i => SomeEvaluations.Case($"p{i}", found: [100, 200, 300]))]).Summary.Sensitivity;

        Assert.Equal((1.0, 36), (sensitivity.Value!.Value, sensitivity.N));
        Assert.Equal(12 / (12 + (1.959964 * 1.959964)), sensitivity.Low!.Value, 6); // Wilson for 12 of 12 patients
        Assert.Equal(1, sensitivity.High!.Value, 12);
    }

    [Fact]
    public void A_patient_with_only_ignored_lesions_is_not_lesion_free()
    {
        var ignored = SomeEvaluations.Case("a") with { IgnoredReferenceLesions = 1 };

        Assert.Equal(0, Summarize(ignored).Summary.LesionFreePatients);
    }

    [Fact]
    public void Two_cases_of_a_patient_are_one_unit()
    {
        var first = SomeEvaluations.Case("a", found: [100], falsePositives: [10]);
        var second = first with { Case = "second" };

        var summary = Summarize(first, second).Summary;

        Assert.Equal(1, summary.Patients);
        Assert.Equal(2.0, summary.FalsePositivesPerPatient.Value);
        Assert.Null(summary.Sensitivity.Low); // one patient says nothing about the next
    }

    [Fact]
    public void Reference_volume_decides_sensitivity_and_predicted_volume_precision()
    {
        // A lesion of 90 mm³ predicted with 120 mm³: found in the bin below 100, a true prediction in the bin above.
        var lesion = SomeEvaluations.Found(1, 90) with { PredictedVolumeMm3 = 120 };
        var cases = new[]
        {
            SomeEvaluations.Case("a", found: [90], falsePositives: [20]) with { Lesions = [lesion] },
            SomeEvaluations.Case("b", missed: [60]),
        };

        var bins = Evaluator.Summarize(cases, MatchingPreset.Default, Options with { VolumeEdgesMm3 = [100] }).ByVolume;

        var (small, large) = (bins[0], bins[1]);
        Assert.Equal((null, 100.0), (small.LowMm3, small.HighMm3));
        Assert.Equal((2, 1, 1, 1), (small.ReferenceLesions, small.Detected, small.PredictedLesions, small.FalsePositives));
        Assert.Equal((0.5, 0.0), (small.Sensitivity.Value!.Value, small.Precision.Value!.Value));
        Assert.Equal(1.0 / 3, small.F1!.Value, 12); // one found, none matched, of two lesions and one prediction
        Assert.Equal((0, 1, 0), (large.ReferenceLesions, large.PredictedLesions, large.FalsePositives));
        Assert.Null(large.Sensitivity.Value);
        Assert.Equal(1.0, large.Precision.Value);
    }

    [Fact]
    public void The_default_bins_are_those_of_the_paper()
    {
        var bins = Summarize(SomeEvaluations.Case("a")).ByVolume;

        Assert.Equal([null, 10, 50, 100, 400, 1000, 4000], bins.Select(b => b.LowMm3));
        Assert.Equal([10, 50, 100, 400, 1000, 4000, null], bins.Select(b => b.HighMm3));
        Assert.All(bins, b => Assert.Null(b.F1));
    }

    [Fact]
    public void A_case_given_twice_or_no_case_is_refused()
    {
        var once = SomeEvaluations.Case("a");

        Assert.Throws<ArgumentException>(() => Summarize(once, once));
        Assert.Throws<ArgumentException>(() => Summarize());
        Assert.Throws<ArgumentException>(() => Evaluator.Summarize([once], MatchingPreset.Default, new SummaryOptions { Resamples = 10 }));
        Assert.Throws<ArgumentException>(
            () => Evaluator.Summarize([once], MatchingPreset.Default, new SummaryOptions { VolumeEdgesMm3 = [5, 5] }));
    }

    [Fact]
    public void The_order_of_the_cases_changes_nothing()
    {
        var cases = Enumerable.Range(0, 6)
            .Select(i => SomeEvaluations.Case($"p{i}", found: [100 * (i + 1)], missed: i % 2 == 0 ? [40] : [])).ToArray();

        Assert.Equal(Summarize(cases).Summary, Summarize([.. cases.Reverse()]).Summary);
    }

    [Fact]
    public void The_summary_agrees_with_evaluated_cases()
    {
        var cases = Enumerable.Range(0, 4).Select(i =>
        {
            Box3[] reference = [MaskOf.Box(2, 2, 2, 3 + i, 4, 4), MaskOf.Box(20, 2, 2, 2, 2, 2)];
            Box3[] predicted = [MaskOf.Box(3, 2, 2, 3 + i, 4, 4), MaskOf.Box(30, 10, 10, 2, 2, 2)];
            return Some.Evaluation(reference, predicted) with { Case = $"c{i}", Patient = $"p{i}" };
        }).ToArray();

        var summary = Summarize(cases).Summary;

        Assert.Equal(0.5, summary.Sensitivity.Value);
        Assert.Equal(0.5, summary.Precision.Value);
        Assert.Equal(cases.Average(c => c.Lesions[0].Dice!.Value), summary.Dice.Value!.Value, 12);
    }

    private static EvaluationResult Summarize(params CaseEvaluation[] cases) => Evaluator.Summarize(cases, MatchingPreset.Default, Options);
}
