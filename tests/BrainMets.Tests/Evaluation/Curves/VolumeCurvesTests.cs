using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

[Slow(4)]
public sealed class VolumeCurvesTests
{
    private static readonly CurveOptions Options = new() { Resamples = 200, Seed = 3, PointsPerDecade = 10, MinVolumeMm3 = 3 };
    private static readonly SyntheticCohort Cohort = new(Middle: 1.6);

    [Fact]
    public void A_curve_follows_the_sensitivity_it_was_drawn_from()
    {
        var curves = VolumeCurves.Of(Cohort.Draw(400, new Random(1)), Options);

        Assert.All(curves.Sensitivity.Points, p => Assert.InRange(
            p.Value!.Value, Cohort.Sensitivity(Math.Log10(p.VolumeMm3)) - 0.1, Cohort.Sensitivity(Math.Log10(p.VolumeMm3)) + 0.1));
        Assert.InRange(Math.Log10(curves.V50.VolumeMm3!.Value), 1.5, 1.7); // half at the middle, by symmetry of the patients' effect
        Assert.InRange(curves.V50.VolumeMm3.Value, curves.V50.LowMm3!.Value, curves.V50.HighMm3!.Value);
        Assert.True(curves.V90.VolumeMm3 > curves.V50.VolumeMm3);
        Assert.All(
            curves.Dice.Points.Where(p => p.VolumeMm3 is > 30 and < 3000),
            p => Assert.InRange(p.Value!.Value, 0.5 + (0.1 * Math.Log10(p.VolumeMm3)), 0.6 + (0.1 * Math.Log10(p.VolumeMm3))));
    }

    [Fact]
    public void Simultaneous_bands_hold_pointwise_ones_and_quartiles_hold_the_median()
    {
        var curves = VolumeCurves.Of(Cohort.Draw(60, new Random(2)), Options);

        foreach (var curve in All(curves))
        {
            Assert.NotEmpty(curve.Points);
            Assert.All(curve.Points.Where(p => p.SimultaneousLow is not null), p =>
            {
                Assert.True(p.SimultaneousLow <= p.Low && p.Low <= p.High && p.High <= p.SimultaneousHigh);
                Assert.InRange(p.Value!.Value, p.SimultaneousLow!.Value, p.SimultaneousHigh!.Value);
                Assert.True(p.SimultaneousLow >= 0);
            });
        }

        Assert.All(curves.Hd95Mm.Points.Where(p => p.Value is not null),
            p => Assert.True(p.LowerQuartile <= p.Value && p.Value <= p.UpperQuartile));
        Assert.All(curves.Sensitivity.Points, p => Assert.True(p.SimultaneousHigh <= 1));
        Assert.All(curves.Sensitivity.Points, p => Assert.Null(p.LowerQuartile));
    }

    [Fact]
    public void The_curve_is_blank_where_fewer_than_ten_patients_have_a_lesion_within_half_to_double_the_volume()
    {
        // Ten patients at 100 mm³, nine at 1,000.
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 10)
            .Select(i => SomeEvaluations.Case($"p{i}", found: i < 9 ? [100, 1000] : [100], missed: i < 3 ? [100] : []))];

        var points = VolumeCurves.Of(cases, Options).Sensitivity.Points;

        Assert.All(points, p => Assert.InRange(p.VolumeMm3, 50, 200));
        Assert.All(points, p => Assert.Equal(10, p.Patients));
        Assert.NotEmpty(points);
        Assert.Empty(VolumeCurves.Of(cases[..9], Options).Sensitivity.Points);
    }

    [Fact]
    public void Where_a_curve_is_blank_in_between_the_gap_is_kept_with_its_count()
    {
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12)
            .Select(i => SomeEvaluations.Case($"p{i}", found: i < 2 ? [10, 100, 1000] : [10, 1000], missed: i < 3 ? [10, 1000] : []))];

        var middle = VolumeCurves.Of(cases, Options).Sensitivity.Points.Where(p => p.VolumeMm3 is > 60 and < 150).ToList();

        Assert.NotEmpty(middle);
        Assert.All(middle, p => Assert.Equal((null, null, null, 2), (p.Value, p.Low, p.SimultaneousLow, p.Patients)));
    }

    [Fact]
    public void All_found_is_one_with_wilsons_interval_over_patients_and_no_simultaneous_band()
    {
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12).Select(i => SomeEvaluations.Case($"p{i}", found: [100, 110, 120]))];

        var curves = VolumeCurves.Of(cases, Options);

        var point = curves.Sensitivity.Points[0];
        Assert.Equal((1.0, 12), (point.Value!.Value, point.Patients));
        Assert.Equal(12 / (12 + (1.959964 * 1.959964)), point.Low!.Value, 6);
        Assert.Null(point.SimultaneousLow);
        Assert.Null(curves.V50.VolumeMm3); // above throughout
        Assert.Equal(0.0, curves.V50.DefinedShare);
        Assert.All(curves.F1.Points, p => Assert.Null(p.Low)); // what sees no variation lends no certainty to a composite
    }

    [Fact]
    public void None_found_is_zero_and_dice_exists_only_with_misses_as_zero()
    {
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12).Select(i => SomeEvaluations.Case($"p{i}", missed: [100, 120]))];

        var curves = VolumeCurves.Of(cases, Options);

        Assert.All(curves.Sensitivity.Points, p => Assert.Equal(0.0, p.Value));
        Assert.Equal(1 - (12 / (12 + (1.959964 * 1.959964))), curves.Sensitivity.Points[0].High!.Value, 6);
        Assert.Null(curves.V90.VolumeMm3);
        Assert.Empty(curves.Dice.Points);
        Assert.Equal((0, 24), (curves.Dice.Lesions, curves.Dice.Undefined));
        Assert.All(curves.DiceWithMisses.Points, p => Assert.Equal(0.0, p.Value));
        Assert.All(curves.Hd95UndefinedShare.Points, p => Assert.Equal(1.0, p.Value));
        Assert.Empty(curves.Precision.Points);
        Assert.Empty(curves.F1.Points);
    }

    [Fact]
    public void A_merged_lesion_is_found_but_has_no_dice_even_with_misses_as_zero()
    {
        var merged = SomeEvaluations.Found(
            1, 100) with
        { Merged = true, Dice = null, Hd95Mm = new(null, null, null), PredictedVolumeMm3 = null };
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12)
            .Select(i => SomeEvaluations.Case($"p{i}", found: [100, 100]) with { Lesions = [merged, SomeEvaluations.Found(2, 100)] })];

        var curves = VolumeCurves.Of(cases, Options);

        Assert.Equal((12, 12), (curves.DiceWithMisses.Lesions, curves.DiceWithMisses.Undefined));
        Assert.Equal((24, 12), (curves.Sensitivity.Lesions, curves.Precision.Lesions));
        Assert.Equal(0.5, curves.Hd95UndefinedShare.Points[0].Value!.Value, 2);
    }

    [Fact]
    public void No_cases_or_one_patient_give_empty_curves()
    {
        foreach (var cases in new CaseEvaluation[][] { [], [SomeEvaluations.Case("a", found: [100], missed: [10], falsePositives: [5])] })
        {
            var curves = VolumeCurves.Of(cases, Options);

            Assert.All(All(curves), c => Assert.Empty(c.Points));
            Assert.Equal((null, null), (curves.V50.VolumeMm3, curves.V50.DefinedShare));
        }
    }

    [Fact]
    public void The_rate_of_false_positives_sums_to_their_number_per_patient()
    {
        // 12 patients with 6 false positives of 300 mm³ in all, amid lesions from 3 to 30,000: the area under the curve is 0.5.
        CaseEvaluation[] cases =
            [.. Enumerable.Range(0, 12).Select(i => SomeEvaluations.Case($"p{i}", found: [3, 30000], falsePositives: i < 6 ? [300] : []))];

        var points = VolumeCurves.Of(cases, Options with { PointsPerDecade = 50 }).FalsePositives.Points;

        Assert.Equal(0.5, points.Sum(p => p.Value!.Value) / 50, 3);
        var far = points.First(p => p.VolumeMm3 > 10000);
        Assert.Equal((0.0, 0.0), (far.Value, far.Low));
        Assert.Equal(Math.Log(40) / (12 * 2 * Math.Log10(2)), far.High!.Value, 9); // exp(-rate x 12 patients x window) = 0.025
    }

    [Fact]
    public void Near_the_least_volume_the_rate_is_not_halved_by_the_empty_side_of_the_window()
    {
        // Evenly spread over log volume from 3 mm³ on: 20 a patient and decade.
        double[] even = [.. Enumerable.Range(0, 40).Select(k => 3 * Math.Pow(10, (k + 0.5) / 20))];
        CaseEvaluation[] cases = [.. Enumerable.Range(0, 12).Select(i => SomeEvaluations.Case($"p{i}", falsePositives: even))];

        var points = VolumeCurves.Of(cases, Options).FalsePositives.Points;

        Assert.All(points.Where(p => p.VolumeMm3 < 100), p => Assert.InRange(p.Value!.Value, 19, 21));
    }

    [Fact]
    public void Patients_without_metastases_have_a_rate_of_their_own()
    {
        CaseEvaluation[] cases =
        [
            .. Enumerable.Range(0, 11).Select(i => SomeEvaluations.Case($"free{i:00}", falsePositives: [30])),
            .. Enumerable.Range(0, 11).Select(i => SomeEvaluations.Case($"ill{i:00}", found: [30, 300])),
        ];

        var curves = VolumeCurves.Of(cases, Options);

        var (all, free) = (curves.FalsePositives.Points, curves.FalsePositivesLesionFree.Points);
        Assert.Equal((22, 11), (all[0].Patients, free[0].Patients));
        Assert.Equal(2 * all[0].Value!.Value, free[0].Value!.Value, 12);
    }

    [Fact]
    public void F1_is_the_harmonic_mean_of_the_two_curves_and_says_that_it_is_a_composite()
    {
        var curves = VolumeCurves.Of(Cohort.Draw(60, new Random(2)), Options);

        var point = curves.F1.Points.First(p => p.Value is not null);
        var s = curves.Sensitivity.Points.Single(p => p.VolumeMm3 == point.VolumeMm3).Value!.Value;
        var p = curves.Precision.Points.Single(p => p.VolumeMm3 == point.VolumeMm3).Value!.Value;
        Assert.Equal(2 / ((1 / s) + (1 / p)), point.Value!.Value, 12);
        Assert.Equal((true, VolumeAxis.Both), (curves.F1.Composite, curves.F1.Axis));
        Assert.False(curves.Sensitivity.Composite);
    }

    [Fact]
    public void The_order_of_the_cases_changes_nothing_and_the_seed_does()
    {
        var cases = Cohort.Draw(30, new Random(5));

        var curves = Json(VolumeCurves.Of(cases, Options));

        Assert.Equal(curves, Json(VolumeCurves.Of([.. cases.Reverse()], Options)));
        Assert.NotEqual(curves, Json(VolumeCurves.Of(cases, Options with { Seed = 4 })));
    }

    [Fact]
    public void Curves_come_back_from_disk_as_they_were_and_older_files_have_none()
    {
        using var folder = new TemporaryFolder();
        var result = Evaluator.Summarize(Cohort.Draw(30, new Random(5)), MatchingPreset.Default, new SummaryOptions { Resamples = 100 });
        EvaluationFile.Write(result, folder.File("new"));
        EvaluationFile.Write(result with { Curves = null }, folder.File("old"));

        var read = EvaluationFile.Read(folder.File("new")).Curves;

        Assert.NotNull(read);
        Assert.Equal(Json(result.Curves!), Json(read));
        Assert.Equal(MatchingPreset.Default.MinVolumeMm3, read.Options.MinVolumeMm3);
        Assert.Null(EvaluationFile.Read(folder.File("old")).Curves);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("new", "evaluation.json")));
        var point = json.RootElement.GetProperty("curves").GetProperty("sensitivity").GetProperty("points")[0];
        Assert.Equal(
            ["volumeMm3", "value", "low", "high", "simultaneousLow", "simultaneousHigh", "patients"],
                point.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Options_out_of_range_are_refused_together()
    {
        var wrong = new CurveOptions { Resamples = 5, WindowFactor = 1, MinPatients = 1, PointsPerDecade = 0, MinVolumeMm3 = -1 };

        var message = Assert.Throws<ArgumentException>(() => VolumeCurves.Of([], wrong)).Message;

        Assert.All(["resamples is 5", "window factor is 1", "patients is 1", "decade is 0", "volume is -1"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static VolumeCurve[] All(VolumeCurves c) =>
        [c.Sensitivity, c.Precision, c.F1, c.Dice, c.DiceWithMisses, c.Hd95Mm, c.Hd95UndefinedShare, c.FalsePositives];

    private static string Json(VolumeCurves curves) => JsonSerializer.Serialize(curves);
}
