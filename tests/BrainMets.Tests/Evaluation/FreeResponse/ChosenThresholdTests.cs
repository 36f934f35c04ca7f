using BrainMets.Evaluation;
using BrainMets.Tests.Support;
using CsCheck;

namespace BrainMets.Tests.Evaluation;

[Slow(3)]
public sealed class ChosenThresholdTests
{
    private static readonly FreeResponseOptions Options = new()
    {
        Thresholds = [0.2, 0.5, 0.8],
        Resamples = 100,
        FalsePositiveBudget = 0.5,
    };

    // Found, false, missed at 0.2, 0.5 and 0.8.
    private static readonly MapEvaluation[] Example =
    [
        Patient("A", [(2, 3, 0), (2, 1, 0), (1, 0, 1)]), Patient("B", [(1, 1, 0), (1, 0, 0), (1, 0, 0)]),
            Patient("C", [(0, 2, 0), (0, 0, 0), (0, 0, 0)]),
    ];

    [Fact]
    public void Each_threshold_has_the_figures_of_all_patients()
    {
        var points = FreeResponseEvaluator.Summarize(Example, Options).Thresholds;

        Assert.Equal([0.2, 0.5, 0.8], points.Select(p => p.Threshold));
        Assert.Equal([1, 1, 2.0 / 3], points.Select(p => p.Sensitivity.Value));
        Assert.Equal([3.0 / 9, 3.0 / 4, 1], points.Select(p => p.Precision.Value));
        Assert.Equal([6.0 / 12, 6.0 / 7, 4.0 / 5], points.Select(p => p.F1.Value));
        Assert.Equal([2, 1.0 / 3, 0], points.Select(p => p.FalsePositivesPerPatient.Value));
    }

    [Fact]
    public void The_threshold_within_the_budget_is_the_most_sensitive_one()
    {
        double? Chosen(double budget) =>
            FreeResponseEvaluator.Summarize(Example, Options with { FalsePositiveBudget = budget }).WithinBudget!.Point?.Threshold;

        Assert.Equal(0.5, Chosen(2)); // as sensitive as 0.2, with fewer false positives
        Assert.Equal(0.5, Chosen(1.0 / 3));
        Assert.Equal(0.8, Chosen(0.3));
        Assert.Equal(0.8, Chosen(0));
        Assert.Null(FreeResponseEvaluator.Summarize(Example, Options with { FalsePositiveBudget = null }).WithinBudget);
    }

    [Fact]
    public void Where_no_threshold_keeps_the_budget_none_is_chosen()
    {
        MapEvaluation[] cases = [Patient("A", [(1, 9, 0), (1, 9, 0), (1, 9, 0)]), Patient("B", [(1, 9, 0), (1, 9, 0), (1, 9, 0)])];

        var chosen = FreeResponseEvaluator.Summarize(cases, Options).WithinBudget!;

        Assert.Null(chosen.Point);
        Assert.Null(chosen.HeldOut);
        Assert.Null(chosen.ThresholdLow);
        Assert.Null(chosen.SensitivityOptimism);
    }

    [Fact]
    public void The_held_out_figures_of_the_example_of_the_documentation()
    {
        var chosen = FreeResponseEvaluator.Summarize(Example, Options).BestF1;

        // Without A: at 0.5 and 0.8 alike F1 is 2/2, of the two the lower. Without B: 4/5 at 0.5, 2/3 at 0.8. Without C: 6/7 at 0.5. So 0.5
        // for
        // all three, as on all cases.
        Assert.Equal(0.5, chosen.Point!.Threshold);
        Assert.Equal((0.5, 0.5, 3), (chosen.HeldOut!.LowestThreshold, chosen.HeldOut.HighestThreshold, chosen.HeldOut.Patients));
        Assert.Equal(6.0 / 7, chosen.HeldOut.F1.Value);
        Assert.Equal(0, chosen.F1Optimism);
        Assert.True(chosen.ChosenOnTheseCases);
    }

    [Fact]
    public void One_patient_says_nothing_about_the_next()
    {
        var chosen = FreeResponseEvaluator.Summarize(Example[..1], Options).BestF1;

        Assert.NotNull(chosen.Point);
        Assert.Null(chosen.HeldOut);
        Assert.Null(chosen.ThresholdLow);
        Assert.Null(chosen.Point.F1.Low);
    }

    [Fact]
    public void Held_out_figures_are_those_of_choosing_without_each_patient() =>
        Gen.Int[0, 100_000].Sample(
            seed =>
            {
                var cases = Random(seed, 6);
                var result = FreeResponseEvaluator.Summarize(cases, Options);
                foreach (var (chosen, choose) in new[] { (result.BestF1, (Func<ThresholdCounts[], double?>)SlowBestF1),
                    (result.WithinBudget!, SlowWithinBudget) })
                {
                    if (chosen.HeldOut is not { } heldOut)
                    {
                        continue;
                    }

                    var counts = new List<ThresholdCounts>();
                    for (var i = 0; i < cases.Length; i++)
                    {
                        var threshold = choose(Totals([.. cases.Where((_, j) => j != i)]));
                        counts.AddRange(cases[i].Counts.Where(c => c.Threshold == threshold));
                    }

                    Assert.Equal(counts.Count, heldOut.Patients);
                    Assert.Equal(cases.Length - counts.Count, heldOut.PatientsWithoutThreshold);
                    Assert.Equal(counts.Sum(c => c.FalsePositives) / (double)counts.Count, heldOut.FalsePositivesPerPatient.Value);
                    Assert.Equal(counts.Aggregate(Sum).F1, heldOut.F1.Value);
                    Assert.Equal(counts.Aggregate(Sum).Sensitivity, heldOut.Sensitivity.Value);
                    Assert.Equal(counts.Aggregate(Sum).Precision, heldOut.Precision.Value);
                }
            },
            iter: 200);

    [Fact]
    public void Where_all_thresholds_are_alike_choosing_is_optimistic_and_holding_out_says_so()
    {
        // Whether a patient's lesion is found is a toss at each of nine thresholds: the best one is best by luck alone.
        var options = new FreeResponseOptions { Thresholds = [.. Enumerable.Range(1, 9).Select(i => i / 10.0)], Resamples = 100 };
        double[] optimism =
        [
            .. Enumerable.Range(0, 60).Select(seed =>
            {
                var random = new Random(seed);
                MapEvaluation[] cases =
                    [.. Enumerable.Range(0, 12)
                        .Select(i => Patient(
                            $"{i:00}", [.. options.Thresholds.Select(_ => random.Next(2)).Select(found => (found, 0, 1 - found))],
                                options.Thresholds))];
                return FreeResponseEvaluator.Summarize(cases, options).BestF1.SensitivityOptimism!.Value;
            }),
        ];

        Assert.InRange(optimism.Average(), 0.15, 0.5); // the expected best of nine means of twelve tosses is near 0.7, not 0.5
    }

    private static MapEvaluation Patient(
        string patient, (int Found, int False, int Missed)[] counts, IReadOnlyList<double>? thresholds = null) => new(
        SomeRatings.Of(patient, [.. Enumerable.Repeat((double?)0.5, counts[0].Found + counts[0].Missed)], []),
        [.. counts.Zip(thresholds ?? Options.Thresholds, (c, t) => new ThresholdCounts(t, c.Found, c.Found, c.False, c.Missed))]);

    private static MapEvaluation[] Random(int seed, int patients)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, patients).Select(i =>
            {
                var lesions = random.Next(4);
                return Patient($"{i}",
                    [.. Options.Thresholds.Select(_ => random.Next(lesions + 1)).Select(f => (f, random.Next(3) / 2, lesions - f))]);
            }),
        ];
    }

    private static ThresholdCounts[] Totals(MapEvaluation[] cases) =>
        [.. Enumerable.Range(0, Options.Thresholds.Count).Select(t => cases.Select(c => c.Counts[t]).Aggregate(Sum))];

    private static ThresholdCounts Sum(ThresholdCounts a, ThresholdCounts b) => new(
        a.Threshold,
        a.TruePositives + b.TruePositives,
        a.MatchedPredictions + b.MatchedPredictions,
        a.FalsePositives + b.FalsePositives,
        a.FalseNegatives + b.FalseNegatives);

    // Of three thresholds a best run of two has its lower one as the middle, a run of three its second; of single ones the lowest wins.
    private static double? SlowBestF1(ThresholdCounts[] counts)
    {
        var best = counts.Max(c => c.F1);
        bool[] isBest = [.. counts.Select(c => c.F1 == best)];
        return best is null or 0 ? null
            : isBest switch
            {
                [true, true, true] => counts[1].Threshold,
                [true, ..] => counts[0].Threshold,
                [_, true, ..] => counts[1].Threshold,
                _ => counts[2].Threshold,
            };
    }

    private static double? SlowWithinBudget(ThresholdCounts[] counts)
    {
        double? chosen = null;
        var (most, fewest) = (-1, int.MaxValue);
        foreach (var c in counts.Where(c => c.TruePositives + c.FalseNegatives > 0 && c.FalsePositives <= 0.5 * 5))
        {
            if (c.TruePositives > most || (c.TruePositives == most && c.FalsePositives <= fewest))
            {
                (chosen, most, fewest) = (c.Threshold, c.TruePositives, c.FalsePositives);
            }
        }

        return chosen;
    }
}
