using System.Diagnostics;
using BrainMets.Evaluation;
using BrainMets.Inference;
using BrainMets.Lesions;
using BrainMets.Tests.Lesions;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Evaluation;

[Slow(4)]
public sealed class ThresholdSearchTests
{
    [Fact]
    public void The_sweep_counts_what_finding_and_evaluating_at_each_threshold_counts()
    {
        var random = new Random(3);
        for (var round = 0; round < 15; round++)
        {
            var cases = Enumerable.Range(0, 2).Select(_ => RandomCase(random)).ToArray();
            var preset = MatchingPreset.Default with { MinVolumeMm3 = round % 2 == 0 ? 3 : 0 };

            var choice = ThresholdSearch.Search(cases, preset);

            Assert.All(choice.Counts, counts => Assert.Equal(Slow(cases, preset, counts.Threshold), counts));
            Assert.Equal(choice.Counts.Max(c => c.F1), choice.Best!.F1);
        }
    }

    [Fact]
    public void The_middle_of_the_longest_best_run_is_chosen()
    {
        // The lesion is found up to 0.7; the false positive is gone above 0.2. Best from 0.25 to 0.70: ten thresholds, of whose
        // two middles the lower is 0.45.

        var map = Map((5, 0.7f), (20, 0.2f));

        var choice = ThresholdSearch.Search([(map, Reference(5))], MatchingPreset.Default);

        Assert.Equal(0.45, choice.Threshold);
        Assert.Equal(new ThresholdCounts(0.45, 1, 1, 0, 0) { FoundDiceSum = 1 }, choice.Best);
        Assert.Equal(2.0 / 3, choice.Counts[0].F1!.Value, 12); // at 0.05: one found, one false: 2 / (2 + 1)
    }

    [Fact]
    public void Without_a_lesion_found_at_any_threshold_there_is_no_choice()
    {
        Assert.Null(ThresholdSearch.Search([(Map(), Reference(5))], MatchingPreset.Default).Threshold);
        Assert.Null(ThresholdSearch.Search([(Map(), Reference())], MatchingPreset.Default).Threshold);
        Assert.Null(ThresholdSearch.Search([(Map((20, 0.9f)), Reference(5))], MatchingPreset.Default).Threshold);
    }

    [Fact]
    public void Cases_are_asked_for_one_after_the_other_and_counted_in_their_order()
    {
        var random = new Random(4);
        var cases = Enumerable.Range(0, 9).Select(_ => RandomCase(random)).ToArray();
        var threads = new HashSet<int>();
        IEnumerable<(ProbabilityMap, LesionSet)> Once()
        {
            foreach (var one in cases)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                yield return one;
            }
        }

        var choice = ThresholdSearch.Search(Once(), MatchingPreset.Default);

        Assert.Equal([Environment.CurrentManagedThreadId], threads);
        Assert.Equal(Slow(cases, MatchingPreset.Default, 0.5), choice.Counts.Single(c => c.Threshold == 0.5));
    }

    [Fact]
    public void A_bad_grid_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ThresholdSearch.Search([], MatchingPreset.Default));
        Assert.Throws<ArgumentException>(() => ThresholdSearch.Search([(Map(), Reference(5))], MatchingPreset.Default, [0.5, 0.4]));
        Assert.Throws<ArgumentException>(() => ThresholdSearch.Search([(Map(), Reference(5))], MatchingPreset.Default, [0, 0.4]));
    }

    [Slow(3)]
    [Fact]
    public void Six_validation_cases_are_searched_quickly()
    {
        var random = new Random(1);
        var geometry = MaskOf.Grid(160, 190, 110, Affine.FromSpacing(new SpacingMm(1, 1, 1.5)));
        var boxes = Enumerable.Range(0, 20).Select(i => MaskOf.Box(10 + (i * 7), 20 + (i * 8), 10 + (i * 4), 4, 5, 3)).ToArray();
        var reference = Some.Lesions(geometry, boxes);
        var map = new ProbabilityMap(
            "case-1", "patient-1", reference.Labels.Map(l => l > 0 ? 0.9f : random.Next(10) == 0 ? 0.5f * random.NextSingle() : 0));
        var cases = Enumerable.Repeat((map, reference), 6).ToArray();

        var clock = Stopwatch.StartNew();
        var choice = ThresholdSearch.Search(cases, MatchingPreset.Default);

        TestContext.Current.TestOutputHelper?.WriteLine($"six cases of 160 x 190 x 110, noise in a tenth: {clock.ElapsedMilliseconds} ms");
        Assert.Equal(1.0, choice.Best!.F1);
        Assert.True(clock.ElapsedMilliseconds < 30_000, $"took {clock.ElapsedMilliseconds} ms");
    }

    private static (ProbabilityMap Map, LesionSet Reference) RandomCase(Random random)
    {
        var mask = MaskOf.Blobs(MaskOf.Grid(14, 12, 6, MaskOf.Oblique), random, 0.15);
        var reference = Some.Lesions(mask);
        var map = mask.Map(m => Math.Clamp((0.35f * m) + (0.9f * random.NextSingle() * random.NextSingle()), 0, 1));
        return (new ProbabilityMap("case-1", "patient-1", map), reference);
    }

    private static ThresholdCounts Slow((ProbabilityMap Map, LesionSet Reference)[] cases, MatchingPreset preset, double threshold)
    {
        var evaluations = cases.Select(c =>
            Evaluator.Evaluate(c.Reference, LesionFinder.Find(c.Map, new LesionOptions { Threshold = threshold }), preset)).ToArray();
        return new ThresholdCounts(
            threshold,
            evaluations.Sum(e => e.TruePositives),
            evaluations.Sum(e => e.MatchedPredictions),
            evaluations.Sum(e => e.FalsePositives),
            evaluations.Sum(e => e.FalseNegatives))
        {
            FoundDiceSum = evaluations.Sum(e => e.Lesions.Sum(l => l.Dice ?? 0)),
        };
    }

    private static ProbabilityMap Map(params (int X, float Probability)[] cubes)
    {
        var map = new Volume<float>(MaskOf.Grid(40, 20, 20));
        foreach (var (x, probability) in cubes)
        {
            var cube = MaskOf.Boxes(map.Geometry, MaskOf.Box(x, 5, 5, 4, 4, 4)).Voxels;
            for (var i = 0; i < cube.Length; i++)
            {
                map.Voxels[i] = cube[i] == 1 ? probability : map.Voxels[i];
            }
        }

        return new ProbabilityMap("case-1", "patient-1", map);
    }

    private static LesionSet Reference(params int[] x) =>
        Some.Lesions(MaskOf.Grid(40, 20, 20), [.. x.Select(i => MaskOf.Box(i, 5, 5, 4, 4, 4))]);
}
