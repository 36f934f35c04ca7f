using System.Text.Json;
using BrainMets.Evaluation;
using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

public sealed class GateSelectionTests
{
    private static readonly IReadOnlyList<VolumeGate> Gates = VolumeGate.Ladder([100, 400]);   // large only, 100, 400, small only

    private static readonly CombinationOptions Options = new() { Resamples = 200, Repeats = 3 };

    [Fact]
    public void The_gate_with_the_best_pooled_F1_is_chosen()
    {
        // At 400 every patient has its lesion and no false positive; the models alone miss it or invent one.
        var result = Choose(Enumerable.Range(0, 12).Select(i => Patient($"p{i:00}", Missed, Missed, Found, FoundAndFalse)));

        Assert.Equal(VolumeGate.At(400), result.Gate);
        Assert.True(result.IsChosen);
        Assert.Equal(Baseline.SmallModel, result.BestSingle);
        Assert.Equal(1, result.Gates[2].F1.Value);
        Assert.Equal(2.0 / 3, result.Gates[3].F1.Value!.Value, 12);                            // (1 + 1) / (1 + 0 + 1 + 1)
        Assert.Equal(1.0 / 3, result.Gain.Value!.Value, 12);
        // all patients alike: nothing to be fooled by
        Assert.Equal(1.0 / 3, result.HeldOut!.Gain.Value!.Value, 12);
        Assert.Equal(0, result.HeldOut.Optimism!.Value, 12);
        Assert.Equal(12, result.ReferenceLesions);
        Assert.Equal((10, 3, 0), (result.HeldOut.Folds, result.HeldOut.Repeats, result.HeldOut.UndecidedFolds));
        Assert.Equal(new GateDistribution(200, 0, VolumeGate.At(400), VolumeGate.At(400), VolumeGate.At(400)), result.Distribution);
        Assert.Equal([0, 0, 200, 0], result.Gates.Select(g => g.ChosenInResamples ?? -1));
    }

    [Fact]
    public void Of_equal_gates_the_lowest_is_chosen()
    {
        Assert.Equal(
            VolumeGate.At(100), Choose([Patient("a", Missed, Found, Found, Missed), Patient("b", Missed, Found, Found, Missed)]).Gate);
        Assert.Equal(VolumeGate.LargeOnly, Choose([Patient("a", Found, Found, Found, Found)]).Gate);
        Assert.Equal(Baseline.LargeModel, Choose([Patient("a", Found, Found, Found, Found)]).BestSingle);
    }

    [Fact]
    public void Fractions_that_are_equal_tie_whatever_their_size()
    {
        // 1/3 and 100/300, which floating point need not find equal.
        var result = Choose([Patient("a", default, new(50, 50, 100, 100), new(1, 0, 1, 1), new(2, 0, 2, 2))]);

        Assert.Equal(VolumeGate.At(100), result.Gate);
    }

    [Fact]
    public void Noise_alone_gains_nothing_on_average_once_the_choice_is_corrected()
    {
        // Each gate finds each lesion by the toss of a coin: whichever looks best is best by luck.
        var random = new Random(5);
        var gates = VolumeGate.Ladder(new CombinationOptions().GatesMm3);
        var (apparent, corrected) = (new List<double>(), new List<double>());
        for (var round = 0; round < 60; round++)
        {
            var cases = Enumerable.Range(0, 20)
                .Select(i => Patient($"p{i:00}", [.. gates.Select(_ => random.Next(2) == 0 ? Missed : Found)])).ToArray();
            var result = GateSelection.Choose(cases, gates, MatchingPreset.Default, Options with { Resamples = 100 });
            apparent.Add(result.Gain.Value!.Value);                                            // every F1 is defined: there are lesions
            corrected.Add(result.HeldOut!.Gain.Value!.Value);
            Assert.Equal(apparent[^1] - corrected[^1], result.HeldOut.Optimism!.Value, 12);
        }

        var standardError = Math.Sqrt(corrected.Sum(c => Math.Pow(c - corrected.Average(), 2)) / 59 / 60);
        Assert.True(apparent.Average() > 0.1, $"apparent gain {apparent.Average()}");
        Assert.True(Math.Abs(corrected.Average()) < 3 * standardError,
            $"corrected gain {corrected.Average()} with standard error {standardError}");
    }

    [Fact]
    public void Leaving_one_patient_out_chooses_by_the_others()
    {
        // As many folds as patients, so that no chance is left. Without a: the counts of b and c choose 100 (found by b at 100 alone, c
        // never): a is missed there.
        var cases = new[]
        {
            Patient("a", Missed, Missed, Found, Missed), Patient("b", Missed, Found, Missed, Missed),
                Patient("c", Missed, Missed, Missed, Missed),
        };

        var result = Choose(cases);

        Assert.Equal(VolumeGate.At(100), result.Gate);                                         // tie of 100 and 400: the lowest
        Assert.Equal(0.5, result.Gain.Value!.Value, 12);                                       // (1 + 1) / (3 + 1) against 0 / 3
        Assert.Equal(3, result.HeldOut!.Folds);

        // a is judged at 100 and missed; b at 400 (chosen by a) and missed; c at 100 (tie) and missed.
        Assert.Equal(0, result.HeldOut.F1.Value);
        Assert.Equal(0, result.HeldOut.Gain.Value);
    }

    [Fact]
    public void The_order_of_cases_does_not_matter_and_the_same_seed_gives_the_same_bytes() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            var cases = Enumerable.Range(0, 8).Select(i => RandomCase($"case-{i}", $"patient-{i / 2}", random)).ToArray();
            var first = JsonSerializer.Serialize(Choose(cases, seed));

            random.Shuffle(cases);

            Assert.Equal(first, JsonSerializer.Serialize(Choose(cases, seed)));
        },
        iter: 30);

    [Fact]
    public void Another_seed_deals_patients_to_other_folds()
    {
        var random = new Random(7);
        var cases = Enumerable.Range(0, 20).Select(i => RandomCase($"case-{i}", $"patient-{i}", random)).ToArray();

        Assert.NotEqual(JsonSerializer.Serialize(Choose(cases, 1).HeldOut), JsonSerializer.Serialize(Choose(cases, 2).HeldOut));
    }

    [Fact]
    public void One_patient_has_a_choice_but_neither_correction_nor_interval()
    {
        var result = Choose(
            [Patient("a", Missed, Found, Missed, FoundAndFalse) with { Case = "a1" },
                Patient("a", Missed, Found, Missed, Missed) with { Case = "a2" }]);

        Assert.Equal(VolumeGate.At(100), result.Gate);
        Assert.Equal((1, 2), (result.Patients, result.Cases));
        Assert.Null(result.HeldOut);
        Assert.Null(result.Gain.Low);
        Assert.All(result.Gates, g => Assert.Null(g.F1.Low));
        Assert.All(result.Baselines, b => Assert.Null(b.HeldOutGain));
    }

    [Fact]
    public void Without_lesion_and_prediction_there_is_no_choice()
    {
        var result = Choose([Patient("a", new DetectionCounts[4]), Patient("b", new DetectionCounts[4])]);

        Assert.Null(result.Gate);
        Assert.Null(result.BestSingle);
        Assert.Null(result.Gain.Value);
        Assert.Null(result.HeldOut!.Gain.Value);
        Assert.Equal(2 * 3, result.HeldOut.UndecidedFolds);                                    // two folds, three repeats
        Assert.Equal(new GateDistribution(200, 200, null, null, null), result.Distribution);
        Assert.All(result.Gates, g => Assert.Equal((Estimate.Nothing, 0), (g.F1, g.ChosenInResamples ?? -1)));
    }

    [Fact]
    public void Where_everything_is_missed_no_gate_is_better_and_the_lowest_stands()
    {
        var result = Choose([Patient("a", Missed, Missed, Missed, Missed), Patient("b", Missed, Missed, Missed, Missed)]);

        Assert.Equal(VolumeGate.LargeOnly, result.Gate);
        Assert.Equal((0, 0), (result.Gates[0].F1.Value, result.Gain.Value));
        Assert.Null(result.Gates[0].Precision.Value);                                          // no prediction
    }

    [Fact]
    public void Patients_that_could_not_be_judged_are_left_out_of_both_sides_of_a_difference()
    {
        // b has nothing at all. Chosen on b alone, nothing can be decided for a: only b is judged, and b has no lesion.
        var result = Choose([Patient("a", Found, Found, Found, Missed), Patient("b", new DetectionCounts[4])]);

        Assert.Equal(3, result.HeldOut!.UndecidedFolds);
        Assert.Null(result.HeldOut.F1.Value);
        Assert.All(result.Baselines, b => Assert.Null(b.HeldOutGain!.Value));
    }

    [Fact]
    public void A_given_gate_is_judged_without_any_correction()
    {
        var cases = Enumerable.Range(0, 12)
            .Select(i => Patient($"p{i:00}", i < 6 ? Missed : Found, Missed, Found, FoundAndFalse)).ToArray();

        var result = GateSelection.Judge(cases, (Gates, VolumeGate.At(400)), MatchingPreset.Default, Options);

        Assert.False(result.IsChosen);
        Assert.Equal(VolumeGate.At(400), result.Gate);
        Assert.Equal((null, null), (result.HeldOut, result.Distribution));
        // 1 against 2/3; the other model: 12 / (12 + 6)
        Assert.Equal(1.0 / 3, result.Gain.Value!.Value, 12);
        Assert.NotNull(result.Baselines.Single(b => b.Baseline == Baseline.LargeModel).Gain.Low);
        Assert.Throws<ArgumentException>(() => GateSelection.Judge(cases, (Gates, VolumeGate.At(401)), MatchingPreset.Default, Options));
    }

    [Fact]
    public void A_baseline_that_one_case_lacks_is_undefined_for_all()
    {
        var result = Choose(
            [Patient("a", Found, Found, Found, Found) with { MeanProbability = Found }, Patient("b", Found, Found, Found, Found)]);

        var mean = result.Baselines.Single(b => b.Baseline == Baseline.MeanProbability);
        Assert.Equal((null, Estimate.Nothing, Estimate.Nothing), (mean.Counts, mean.F1, mean.Gain));
    }

    [Fact]
    public void Inputs_that_cannot_be_right_are_refused()
    {
        var one = Patient("a", Found, Found, Found, Found);

        Assert.Throws<ArgumentException>(() => Choose([]));
        Assert.Throws<ArgumentException>(() => Choose([one, one]));
        Assert.Throws<ArgumentException>(() => Choose([one with { ByGate = [Found] }]));
        Assert.Throws<ArgumentException>(
            () => GateSelection.Choose(
                [one], [VolumeGate.At(1), VolumeGate.At(2), VolumeGate.At(3), VolumeGate.At(4)], MatchingPreset.Default, Options));
    }

    private static DetectionCounts Found => new(1, 1, 0, 0);

    private static DetectionCounts Missed => new(0, 0, 0, 1);

    private static DetectionCounts FoundAndFalse => new(1, 1, 1, 0);

    private static CaseGateCounts Patient(string patient, params DetectionCounts[] byGate) => new()
    {
        Case = $"case-of-{patient}",
        Patient = patient,
        ByGate = byGate,
        Union = byGate[^1],
        Intersection = byGate[0],
    };

    private static CaseGateCounts RandomCase(string id, string patient, Random random)
    {
        DetectionCounts Any() => random.Next(3) switch { 0 => Found, 1 => Missed, _ => FoundAndFalse };
        return Patient(patient, Any(), Any(), Any(), Any()) with { Case = id };
    }

    private static GateSelectionResult Choose(IEnumerable<CaseGateCounts> cases, int seed = 0) =>
        GateSelection.Choose([.. cases], Gates, MatchingPreset.Default, Options with { Seed = seed });
}
